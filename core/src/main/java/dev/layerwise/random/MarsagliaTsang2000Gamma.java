package dev.layerwise.random;

/**
 * Gamma variates of scale 1 by squeezing a cubed normal.
 *
 * <pre>
 * d = α − 1/3,  c = 1/√(9d),  v = (1 + c g)³;   keep d v if ln U < g²/2 + d (1 − v + ln v)
 * </pre>
 *
 * <p>For a shape α below 1, Gamma(α + 1)·U^(1/α). Logarithm and power are those of {@code
 * StrictMath}, so the bits do not depend on the machine.
 *
 * <p>Source: Marsaglia, Tsang 2000, doi:10.1145/358407.358414.
 */
final class MarsagliaTsang2000Gamma {
  private MarsagliaTsang2000Gamma() {}

  static double draw(Rng rng, double shape) {
    if (shape < 1) {
      double boosted = draw(rng, shape + 1);
      return boosted * StrictMath.pow(rng.nextUniform(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double g = rng.nextGaussian();
      double root = 1 + c * g;
      if (root > 0) {
        double v = root * root * root;
        double bound = 0.5 * g * g + d * (1 - v + StrictMath.log(v));
        if (StrictMath.log(rng.nextUniform()) < bound) {
          return d * v;
        }
      }
    }
  }
}
