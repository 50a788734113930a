package dev.layerwise.lab.conformance;

/**
 * How far a replay may deviate, from what a file says of its arithmetic: 1e-9 in double precision;
 * 1e-7 where Shampoo's epsilon is 1e-10 or less, for then the roots of its singular factors magnify
 * rounding errors; 2e-6 where the reference worked in float32, 2e-2 where in bfloat16.
 */
final class Tolerance {
  private static final double DOUBLE = 1e-9;
  private static final double SINGULAR = 1e-7;
  private static final double FLOAT = 2e-6;
  private static final double BFLOAT = 2e-2;
  private static final double SMALL_EPSILON = 1e-10;

  private Tolerance() {}

  /**
   * The tolerance of a run, absolute, on each parameter.
   *
   * @throws Unsupported if its arithmetic is not one of these
   */
  static double of(GoldenRun run) {
    return switch (run.dtype()) {
      case "float64" -> meetsSingularFactors(run) ? SINGULAR : DOUBLE;
      case "float32" -> FLOAT;
      case "bfloat16", "float32+bfloat16" -> BFLOAT;
      default -> throw new Unsupported("dtype '" + run.dtype() + "'");
    };
  }

  private static boolean meetsSingularFactors(GoldenRun run) {
    return run.optimizer().equals(DistributedShampoo.NAME)
        && new Hyper(run.hyper()).number("epsilon", SMALL_EPSILON) <= SMALL_EPSILON;
  }
}
