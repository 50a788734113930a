package dev.layerwise.lab.task;

/**
 * One coordinate of {@link TiedLogistic} under regularised Gauss-Newton or sign descent, which act
 * on each coordinate alone.
 *
 * <p>Source: Adam-or-GN eq. (23), with the η that is missing there, and Lemma 3.
 */
public final class TiedCoordinate {
  /**
   * Beyond this the iterate does not come back: its Gauss-Newton entry is 0 in double precision.
   */
  public static final double LOST = 1e8;

  private static final double NEAR = 1e-6;

  private final double probability;
  private final double optimum;

  /**
   * A coordinate.
   *
   * @param probability P, the labels' mean, between ½ and 1
   */
  public TiedCoordinate(double probability) {
    this.probability = probability;
    optimum = Math.sqrt(Math.log(probability / (1 - probability)));
  }

  /** θ⋆ = √log(P/(1 − P)). */
  public double optimum() {
    return optimum;
  }

  /** The Gauss-Newton entry at θ⋆ for frequency 1, {@code 4 θ⋆² P (1 − P)}. */
  public double curvatureAtOptimum() {
    return 4 * optimum * optimum * probability * (1 - probability);
  }

  /**
   * One step, {@code θ − η 2 θ (σ(θ²) − P)/(4 θ² σ(θ²)(1 − σ(θ²)) + α)}.
   *
   * @param theta θ
   * @param eta η
   * @param alpha α, over the coordinate's frequency ν
   */
  public double step(double theta, double eta, double alpha) {
    double z = theta * theta;
    double s = 1 / (1 + Math.exp(-z));
    return theta - eta * 2 * theta * (s - probability) / (4 * z * s * (1 - s) + alpha); // (23)
  }

  /**
   * Whether a constant η leads from a start to the optimum.
   *
   * @param start θ₀
   * @param eta η
   * @param alpha α over ν
   * @param steps how many to allow
   */
  public boolean converges(double start, double eta, double alpha, int steps) {
    double theta = start;
    for (int t = 1; t <= steps; t++) {
      theta = step(theta, eta, alpha);
      double off = Math.abs(Math.abs(theta) - optimum);
      if (!(off < LOST)) {
        return false;
      }
      if (off <= NEAR) {
        return true;
      }
    }
    return false;
  }

  /**
   * The first step at which sign descent with a rate halved at every step is within a distance.
   *
   * @param start θ₀
   * @param eta the first rate
   * @param distance how near
   * @param limit when to give up
   * @return the step; {@link Integer#MAX_VALUE} if it never is
   */
  public int signSteps(double start, double eta, double distance, int limit) {
    double theta = start;
    double rate = eta;
    for (int t = 1; t <= limit; t++) {
      double z = theta * theta;
      double g = theta * (1 / (1 + Math.exp(-z)) - probability);
      theta -= rate * Math.signum(g);
      rate /= 2;
      if (Math.abs(Math.abs(theta) - optimum) <= distance) {
        return t;
      }
    }
    return Integer.MAX_VALUE;
  }
}
