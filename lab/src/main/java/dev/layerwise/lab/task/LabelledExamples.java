package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.Spd;

/**
 * Examples and their labels.
 *
 * @param X inputs, (n, dX)
 * @param y labels, (n, 1)
 */
public record LabelledExamples(Matrix X, Matrix y) {
  /**
   * Checks the shapes.
   *
   * @throws ShapeException if there is not one label for each example
   */
  public LabelledExamples {
    if (y.rows() != X.rows() || y.cols() != 1) {
      throw new ShapeException(
          "labels are %d×%d for %d examples; want %d×1"
              .formatted(y.rows(), y.cols(), X.rows(), X.rows()));
    }
  }

  /** {@code S = XᵀX/n}, {@code b = Xᵀy/n}. */
  public LabelledMoments moments() {
    double n = X.rows();
    return new LabelledMoments(
        Matrix.zeros(X.cols(), X.cols()).setToGram(1 / n, X), X.T().times(y).timesInPlace(1 / n));
  }

  /**
   * K-FAC's direction {@code β = (S + λ I)⁻¹ Xᵀy/n}, from the smaller of the two Gram matrices:
   * {@code Xᵀ(XXᵀ/n + λ I)⁻¹ y/n} where there are fewer examples than inputs.
   *
   * @param lambda λ ≥ 0; 0 gives the shortest direction that fits where examples are fewer
   * @return (dX, 1)
   * @throws dev.layerwise.linalg.NumericalException if the smaller Gram matrix is singular and λ =
   *     0
   */
  public Matrix kfac(double lambda) {
    int n = X.rows();
    if (n >= X.cols()) {
      return moments().kfac(lambda);
    }
    Matrix K = Matrix.zeros(n, n).setToGram(1.0 / n, X.T());
    Matrix weights = Spd.trusting(K).named("XXᵀ/n").plusDamping(lambda).inv().times(y);
    return X.T().times(weights).timesInPlace(1.0 / n);
  }
}
