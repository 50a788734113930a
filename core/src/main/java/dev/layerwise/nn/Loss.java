package dev.layerwise.nn;

import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.random.Rng;

/**
 * A loss ℓ(f, y) of an output and a target, which is the negative log-likelihood of a model p(y |
 * f) up to a constant. What curvature needs of it is here too: {@code H = ∂²ℓ/∂f² = B Bᵀ}, which is
 * the Fisher matrix of p(y | f).
 *
 * <p>Batches are rows: outputs f (n, C), targets y (n, C). Methods write into a matrix that is
 * given and allocate nothing.
 */
public sealed interface Loss
    permits SquaredError, SoftmaxCrossEntropy, BernoulliLogistic, PseudoHuber {

  /**
   * The mean loss of a batch, {@code L̂ = (1/n) Σ ℓ(fᵢ, yᵢ)}.
   *
   * @param f outputs, (n, C)
   * @param Y targets, (n, C)
   */
  double value(Matrix f, Matrix Y);

  /**
   * The gradient of each example's own loss with respect to its output.
   *
   * @param f outputs, (n, C)
   * @param Y targets, (n, C)
   * @param into ∂ℓ(fᵢ, yᵢ)/∂fᵢ in rows, (n, C)
   * @return into
   */
  Matrix gradient(Matrix f, Matrix Y, Matrix into);

  /**
   * {@code B r} for each example, where {@code H = B Bᵀ}; B is (C, C).
   *
   * @param f outputs, (n, C)
   * @param R one r for each example in rows, (n, C)
   * @param into B_i r_i in rows, (n, C)
   * @return into
   */
  Matrix factorProduct(Matrix f, Matrix R, Matrix into);

  /**
   * {@code H v} for each example.
   *
   * @param f outputs, (n, C)
   * @param V one v for each example in rows, (n, C)
   * @param into H_i v_i in rows, (n, C)
   * @return into
   */
  Matrix hessianProduct(Matrix f, Matrix V, Matrix into);

  /**
   * The gradient of {@code −log p(ŷ | f)} with respect to f, for a ŷ drawn from the model.
   *
   * @param f outputs, (n, C)
   * @param rng the stream of the draws
   * @param into gradients in rows, (n, C)
   * @return into
   */
  Matrix sampledGradient(Matrix f, Rng rng, Matrix into);

  /** Refuses matrices of different shapes. */
  static void requireSame(String what, Matrix A, Matrix B) {
    if (A.rows() != B.rows() || A.cols() != B.cols()) {
      throw new ShapeException(
          "%s: outputs are %d×%d and the other matrix is %d×%d; want the same shape"
              .formatted(what, A.rows(), A.cols(), B.rows(), B.cols()));
    }
  }

  /** into ← A − B. */
  static Matrix difference(Matrix A, Matrix B, Matrix into) {
    Entries.each(
        A,
        B,
        into,
        (a, b, c, n) -> {
          for (int i = 0; i < n; i++) {
            c[i] = a[i] - b[i];
          }
        });
    return into;
  }

  /** One matrix with the rows' own copy of a target row, such as a one-hot label. */
  static Matrix rowsOf(Matrix table, int[] labels) {
    Matrix Y = Matrix.zeros(labels.length, table.cols());
    Batches.gather(table, labels, 0, Y);
    return Y;
  }
}
