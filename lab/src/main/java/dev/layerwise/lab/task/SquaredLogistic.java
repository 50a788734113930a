package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.CurvedObjective;
import java.util.List;

/**
 * Logistic regression of a weight-tied two-layer linear network on one-hot inputs: input i comes
 * with probability νᵢ and label 1 with probability P, and the model says {@code σ(θᵢ²)}. In
 * expectation, with {@code s = σ(θᵢ²)},
 *
 * <pre>
 * ℓ = Σ νᵢ (log(1 + exp(θᵢ²)) − P θᵢ²),   gᵢ = 2 νᵢ θᵢ (s − P),   Hᵢᵢ = 4 νᵢ θᵢ² s (1 − s)
 * </pre>
 *
 * <p>H is diagonal, so its eigenbasis is the identity. Source: Adam-or-GN eqs. (5), (21), (22).
 */
public final class SquaredLogistic implements CurvedObjective {
  private final double[] nu;
  private final double P;
  private final Parameter theta;

  /**
   * Starts at {@code θ = 1/√d}.
   *
   * @param nu ν, (d), probabilities
   * @param P the labels' mean, between ½ and 1
   */
  public SquaredLogistic(double[] nu, double P) {
    this.nu = nu.clone();
    this.P = P;
    theta = new Parameter("theta", Parameter.Kind.WEIGHT, nu.length);
    theta.value().fill(1 / Math.sqrt(nu.length));
  }

  /**
   * Probabilities that fall as a power, {@code νᵢ ∝ i^−c}.
   *
   * @param d how many
   * @param c the exponent
   */
  public static double[] powerLaw(int d, double c) {
    double[] nu = new double[d];
    double sum = 0;
    for (int i = 0; i < d; i++) {
      nu[i] = Math.pow(i + 1, -c);
      sum += nu[i];
    }
    for (int i = 0; i < d; i++) {
      nu[i] /= sum;
    }
    return nu;
  }

  /** |θ⋆| of every coordinate, {@code √log(P/(1 − P))}. */
  public double target() {
    return Math.sqrt(Math.log(P / (1 - P)));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(theta);
  }

  static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  @Override
  public double gradient() {
    for (int i = 0; i < nu.length; i++) {
      double t = theta.value().get(i, 0);
      theta.gradient().set(i, 0, 2 * nu[i] * t * (sigmoid(t * t) - P)); // (22)
    }
    return loss();
  }

  @Override
  public double loss() {
    return excess() - P * Math.log(P) - (1 - P) * Math.log(1 - P);
  }

  /** How far the loss is above the least, the labels' entropy. */
  public double excess() {
    double sum = 0;
    double entropy = -P * Math.log(P) - (1 - P) * Math.log(1 - P);
    for (int i = 0; i < nu.length; i++) {
      double t = theta.value().get(i, 0);
      double z = t * t;
      sum += nu[i] * (z + Math.log1p(Math.exp(-z)) - P * z - entropy); // log(1 + exp z), z ≥ 0
    }
    return sum;
  }

  /** {@code ‖|θ| − θ⋆‖}: the model does not know the sign. */
  public double distance() {
    double sum = 0;
    for (int i = 0; i < nu.length; i++) {
      double off = Math.abs(theta.value().get(i, 0)) - target();
      sum += off * off;
    }
    return Math.sqrt(sum);
  }

  /** {@code maxᵢ ||θᵢ| − θ⋆|}. */
  public double worst() {
    double worst = 0;
    for (int i = 0; i < nu.length; i++) {
      worst = Math.max(worst, Math.abs(Math.abs(theta.value().get(i, 0)) - target()));
    }
    return worst;
  }

  @Override
  public Matrix gaussNewtonDiagonal(Matrix into) {
    for (int i = 0; i < nu.length; i++) {
      double t = theta.value().get(i, 0);
      double s = sigmoid(t * t);
      into.set(i, 0, 4 * nu[i] * t * t * s * (1 - s)); // (22)
    }
    return into;
  }

  @Override
  public Matrix gaussNewton(Matrix into) {
    Matrix diagonal = gaussNewtonDiagonal(Matrix.zeros(nu.length, 1));
    into.fill(0);
    for (int i = 0; i < nu.length; i++) {
      into.set(i, i, diagonal.get(i, 0));
    }
    return into;
  }
}
