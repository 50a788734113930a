package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.CurvedObjective;
import java.util.List;

/**
 * Linear regression in closed form, {@code L(θ) = ½ (θ − θ⋆)ᵀ Σ (θ − θ⋆)}: the expected squared
 * error for inputs of covariance Σ and no noise, whose Gauss-Newton matrix is Σ.
 *
 * <p>It can be turned to samples, {@code L = ½ ‖X (θ − θ⋆)‖²/n}, for the gradient, the curvature or
 * both.
 *
 * <p>Source: Adam-or-GN §3.
 */
public final class Quadratic implements CurvedObjective {
  private final Parameter theta;
  private final Matrix target;
  private final Matrix sigma;
  private final Matrix delta;
  private final Matrix image;
  private Matrix inputs = Matrix.zeros(0, 0);
  private Matrix errors = Matrix.zeros(0, 0);
  private Matrix curvature;

  /**
   * The expectation over all inputs, at θ = 0.
   *
   * @param sigma Σ, (d, d), symmetric
   * @param target θ⋆, (d, 1)
   * @throws IllegalArgumentException if the shapes differ
   */
  public Quadratic(Matrix sigma, Matrix target) {
    int d = target.rows();
    if (target.cols() != 1 || sigma.rows() != d || sigma.cols() != d) {
      throw new IllegalArgumentException(
          "quadratic of %d×%d around %d×%d; want Σ (d, d) and θ⋆ (d, 1)"
              .formatted(sigma.rows(), sigma.cols(), target.rows(), target.cols()));
    }
    this.sigma = sigma;
    this.target = target;
    theta = new Parameter("theta", Parameter.Kind.WEIGHT, d);
    delta = Matrix.zeros(d, 1);
    image = Matrix.zeros(d, 1);
    curvature = sigma;
  }

  /** θ, (d, 1). */
  public Matrix theta() {
    return theta.value();
  }

  /** θ − θ⋆, (d, 1), overwritten by the next call. */
  public Matrix delta() {
    return delta.setTo(theta.value()).minusInPlace(target);
  }

  /**
   * Takes the gradient on samples from now on.
   *
   * @param X inputs, (n, d)
   * @return this
   */
  public Quadratic on(Matrix X) {
    inputs = X;
    if (errors.rows() != X.rows()) {
      errors = Matrix.zeros(X.rows(), 1);
    }
    return this;
  }

  /**
   * Takes the curvature from another matrix than Σ from now on, such as that of samples.
   *
   * @param H (d, d), symmetric
   * @return this
   */
  public Quadratic withCurvature(Matrix H) {
    curvature = H;
    return this;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(theta);
  }

  @Override
  public double gradient() {
    if (inputs.rows() == 0) {
      theta.gradient().setTo(image.setToProduct(sigma, delta())); // Σ (θ − θ⋆)
      return 0.5 * image.dot(delta);
    }
    errors.setToProduct(inputs, delta());
    theta.gradient().setToProduct(1.0 / inputs.rows(), inputs.T(), errors);
    return 0.5 * errors.dot(errors) / inputs.rows();
  }

  /** The expected loss, on samples too. */
  public double expectedLoss() {
    return 0.5 * image.setToProduct(sigma, delta()).dot(delta);
  }

  @Override
  public double loss() {
    if (inputs.rows() == 0) {
      return expectedLoss();
    }
    errors.setToProduct(inputs, delta());
    return 0.5 * errors.dot(errors) / inputs.rows();
  }

  @Override
  public Matrix gaussNewtonDiagonal(Matrix into) {
    for (int i = 0; i < into.rows(); i++) {
      into.set(i, 0, curvature.get(i, i));
    }
    return into;
  }

  @Override
  public Matrix gaussNewton(Matrix into) {
    return into.setTo(curvature);
  }
}
