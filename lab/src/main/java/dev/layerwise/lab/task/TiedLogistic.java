package dev.layerwise.lab.task;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.CurvedObjective;
import java.util.List;

/**
 * Logistic regression on one-hot inputs with tied weights, {@code f(e_i) = θᵢ²}, a two-layer
 * network whose layers share their weights, in expectation over the inputs and labels:
 *
 * <pre>
 * L(θ)  = Σ νᵢ (log(1 + exp θᵢ²) − P θᵢ²)
 * gᵢ    = 2 νᵢ θᵢ (σ(θᵢ²) − P)
 * H     = diag(4 νᵢ θᵢ² σ(θᵢ²) (1 − σ(θᵢ²)))
 * </pre>
 *
 * <p>H is diagonal, so its eigenbasis is the identity. The minimum is at {@code |θᵢ| = √log(P/(1 −
 * P))}.
 *
 * <p>Source: Adam-or-GN §4.
 */
public final class TiedLogistic implements CurvedObjective {
  private final Parameter theta;
  private final Matrix nu;
  private final double probability;
  private final Entries.Loop3 gradients = this::gradients;
  private final Entries.Loop3 curvatures = this::curvatures;

  /**
   * The problem at {@code θ = 1/√d}.
   *
   * @param nu ν, how often each input is drawn, (d, 1), of sum 1
   * @param probability P, how often a label is 1, above ½ and below 1
   * @throws IllegalArgumentException if P is out of range
   */
  public TiedLogistic(Matrix nu, double probability) {
    if (!(probability > 0.5 && probability < 1)) {
      throw new IllegalArgumentException(
          "tied logistic regression with P = " + probability + "; want above 0.5 and below 1");
    }
    this.nu = nu;
    this.probability = probability;
    theta = new Parameter("theta", Parameter.Kind.WEIGHT, nu.rows());
    theta.value().fill(1 / Math.sqrt(nu.rows()));
  }

  /**
   * Inputs whose frequencies fall as a power, {@code νᵢ ∝ i⁻ᶜ}.
   *
   * @param d the number of inputs
   * @param exponent c
   * @param probability P
   */
  public static TiedLogistic powerLaw(int d, double exponent, double probability) {
    Matrix nu = Matrix.generate(d, 1, (i, j) -> Math.pow(i + 1, -exponent));
    return new TiedLogistic(nu.times(1 / nu.sum()), probability);
  }

  /** θ, (d, 1). */
  public Matrix theta() {
    return theta.value();
  }

  /** ν, (d, 1). */
  public Matrix frequencies() {
    return nu;
  }

  /** The magnitude of the minimum, {@code θ⋆ = √log(P/(1 − P))}. */
  public double optimum() {
    return Math.sqrt(Math.log(probability / (1 - probability)));
  }

  /** The loss at the minimum, the entropy of a label. */
  public double leastLoss() {
    return -probability * Math.log(probability) - (1 - probability) * Math.log(1 - probability);
  }

  /** {@code ‖|θ| − θ⋆‖}. */
  public double distance() {
    double optimum = optimum();
    double sum = 0;
    for (int i = 0; i < nu.rows(); i++) {
      double difference = Math.abs(theta.value().get(i, 0)) - optimum;
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(theta);
  }

  @Override
  public double gradient() {
    Entries.each(theta.value(), nu, theta.gradient(), gradients);
    return loss();
  }

  private void gradients(double[] t, double[] n, double[] g, int d) {
    for (int i = 0; i < d; i++) {
      g[i] = 2 * n[i] * t[i] * (sigmoid(t[i] * t[i]) - probability);
    }
  }

  @Override
  public double loss() {
    double sum = 0;
    for (int i = 0; i < nu.rows(); i++) {
      double z = theta.value().get(i, 0) * theta.value().get(i, 0);
      sum += nu.get(i, 0) * (z + Math.log1p(Math.exp(-z)) - probability * z);
    }
    return sum;
  }

  @Override
  public Matrix gaussNewtonDiagonal(Matrix into) {
    Entries.each(theta.value(), nu, into, curvatures);
    return into;
  }

  private void curvatures(double[] t, double[] n, double[] h, int d) {
    for (int i = 0; i < d; i++) {
      double z = t[i] * t[i];
      double s = sigmoid(z);
      h[i] = 4 * n[i] * z * s * (1 - s);
    }
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  @Override
  public Matrix gaussNewton(Matrix into) {
    into.fill(0);
    for (int i = 0; i < nu.rows(); i++) {
      double z = theta.value().get(i, 0) * theta.value().get(i, 0);
      double s = sigmoid(z);
      into.set(i, i, 4 * nu.get(i, 0) * z * s * (1 - s));
    }
    return into;
  }
}
