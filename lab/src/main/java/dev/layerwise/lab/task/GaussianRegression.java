package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.CurvedObjective;
import java.util.List;

/**
 * Linear regression without label noise, {@code ℓ = ½ E[(Δᵀx)²] = ½ Δᵀ Σ Δ} with {@code Δ = θ − θ⋆}
 * and {@code x ~ N(0, Σ)}, in coordinates where θ⋆ = 0 and Δ is the parameter, which keeps its
 * digits as it becomes small: the population, or a batch X (n, d) in its place, for the gradient
 * {@code Σ Δ} or {@code Xᵀ(X Δ)/n} and for the Gauss-Newton matrix {@code Σ} or {@code XᵀX/n}.
 *
 * <p>Source: Adam-or-GN §3.
 */
public final class GaussianRegression implements CurvedObjective {
  private final Matrix Sigma;
  private final Parameter theta;
  private final Matrix product;
  private Matrix gradientBatch = Matrix.zeros(0, 0);
  private Matrix curvatureBatch = Matrix.zeros(0, 0);
  private Matrix residual = Matrix.zeros(0, 0);

  /**
   * Starts.
   *
   * @param Sigma Σ, (d, d), symmetric
   * @param start Δ₀, (d, 1)
   */
  public GaussianRegression(Matrix Sigma, Matrix start) {
    this.Sigma = Sigma;
    int d = Sigma.rows();
    theta = new Parameter("theta", Parameter.Kind.WEIGHT, d);
    theta.value().setTo(start);
    product = Matrix.zeros(d, 1);
  }

  /**
   * Turns to a batch for the gradient.
   *
   * @param X (n, d)
   */
  public void gradientOn(Matrix X) {
    gradientBatch = X;
    if (residual.rows() != X.rows()) {
      residual = Matrix.zeros(X.rows(), 1);
    }
  }

  /**
   * Turns to a batch for the Gauss-Newton matrix.
   *
   * @param X (n, d)
   */
  public void curvatureOn(Matrix X) {
    curvatureBatch = X;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(theta);
  }

  @Override
  public double gradient() {
    Matrix delta = theta.value();
    Matrix g = theta.gradient();
    double loss;
    if (gradientBatch.rows() == 0) {
      product.setToProduct(Sigma, delta); // Σ Δ
      loss = 0.5 * product.dot(delta);
    } else {
      double n = gradientBatch.rows();
      residual.setToProduct(gradientBatch, delta);
      product.setToProduct(1 / n, gradientBatch.T(), residual); // Xᵀ(X Δ)/n
      loss = 0.5 * residual.dot(residual) / n;
    }
    g.setTo(product);
    return loss;
  }

  /** The population's loss, ½ Δᵀ Σ Δ. */
  @Override
  public double loss() {
    return 0.5 * product.setToProduct(Sigma, theta.value()).dot(theta.value());
  }

  /** How far the parameters are from θ⋆, ‖Δ‖. */
  public double distance() {
    return theta.value().frobeniusNorm();
  }

  @Override
  public Matrix gaussNewtonDiagonal(Matrix into) {
    for (int i = 0; i < Sigma.rows(); i++) {
      into.set(i, 0, curvatureBatch.rows() == 0 ? Sigma.get(i, i) : meanSquare(i));
    }
    return into;
  }

  private double meanSquare(int column) {
    double sum = 0;
    for (int i = 0; i < curvatureBatch.rows(); i++) {
      double x = curvatureBatch.get(i, column);
      sum += x * x;
    }
    return sum / curvatureBatch.rows();
  }

  @Override
  public Matrix gaussNewton(Matrix into) {
    return curvatureBatch.rows() == 0
        ? into.setTo(Sigma)
        : into.setToGram(1.0 / curvatureBatch.rows(), curvatureBatch); // XᵀX/n
  }
}
