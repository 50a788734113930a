package dev.layerwise.curvature;

/**
 * Adaptation of the damping to how well the quadratic model foretold the change of the loss, {@code
 * r = (L(θ + Δ) − L(θ)) / q(Δ)}: {@code r > ¾: λ ← λ ω}; {@code r < ¼: λ ← λ/ω}; kept within
 * bounds. Source: Martens and Grosse 2015 §6.5.
 *
 * @param omega ω, from 0 (excluded) to 1
 * @param lower the threshold below which λ grows
 * @param upper the threshold above which λ shrinks
 * @param min the least λ
 * @param max the greatest λ
 */
public record LevenbergMarquardt(double omega, double lower, double upper, double min, double max) {
  /** What a ratio that is not a number counts as: the step was as bad as can be. */
  private static final double HOPELESS = -100;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if ω is not in (0, 1] or the bounds are not in order
   */
  public LevenbergMarquardt {
    if (!(omega > 0 && omega <= 1)) {
      throw new IllegalArgumentException(
          "Levenberg-Marquardt: ω = " + omega + "; want a number above 0, at most 1");
    }
    if (!(lower <= upper) || !(min <= max)) {
      throw new IllegalArgumentException(
          "Levenberg-Marquardt: thresholds %s and %s, bounds of λ %s and %s; want both in order"
              .formatted(lower, upper, min, max));
    }
  }

  /**
   * The next damping.
   *
   * @param lambda λ
   * @param ratio r; not a number counts as a step as bad as can be
   */
  public double next(double lambda, double ratio) {
    double r = Double.isNaN(ratio) ? HOPELESS : ratio;
    double changed = r > upper ? lambda * omega : r < lower ? lambda / omega : lambda;
    return Math.clamp(changed, min, max);
  }
}
