package dev.layerwise.nn;

/**
 * The error function, {@code erf x = (2/√π) ∫₀ˣ exp(−t²) dt}, from its Taylor expansions around
 * points 1/8 apart.
 */
public final class ErrorFunction {
  private static final int PER_UNIT = 8;

  /** From here on erf differs from 1 by less than 2⁻⁵³: erfc 6 = 2.2e−17. */
  private static final int END = 6;

  /**
   * Terms kept. At most 1/16 from a point, the next term is |c₁₂| 16⁻¹² ≤ 2e−17: its coefficient is
   * {@code (2/√π) |H₁₁(x)| exp(−x²)/12!}, at most 0.005.
   */
  private static final int TERMS = 12;

  private static final double[] COEFFICIENTS = coefficients();

  private ErrorFunction() {}

  /**
   * erf x, to 4e−16, and to as many units in the last place near 0.
   *
   * @param x x
   */
  public static double erf(double x) {
    double size = Math.abs(x);
    if (!(size < END)) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    int point = (int) (size * PER_UNIT + 0.5);
    double h = size - (double) point / PER_UNIT;
    int at = point * TERMS;
    double sum = 0;
    for (int k = TERMS - 1; k >= 0; k--) {
      sum = sum * h + COEFFICIENTS[at + k];
    }
    return x < 0 ? -sum : sum;
  }

  private static double[] coefficients() {
    double[] c = new double[(END * PER_UNIT + 1) * TERMS];
    for (int point = 0; point <= END * PER_UNIT; point++) {
      double x = (double) point / PER_UNIT;
      double before = 0;
      double w = 2 / Math.sqrt(Math.PI) * Math.exp(-x * x); // w₀ = erf′ x
      c[point * TERMS] = x < 2 ? series(x, w) : 1 - w / 2 * fraction(x);
      for (int k = 1; k < TERMS; k++) {
        c[point * TERMS + k] = w / k;
        double next = -2 * (x * w + before) / k; // w′ = −2 x w: k w_k = −2 (x w_{k−1} + w_{k−2})
        before = w;
        w = next;
      }
    }
    return c;
  }

  /** {@code erf x = erf′(x) Σ 2ᵏ x²ᵏ⁺¹ / (1 · 3 ⋯ (2k + 1))}, all terms positive (DLMF 7.6.2). */
  private static double series(double x, double derivative) {
    double term = x;
    double sum = 0;
    for (int k = 1; sum + term != sum; k++) {
      sum += term;
      term *= 2 * x * x / (2 * k + 1);
    }
    return derivative * sum;
  }

  /** {@code √π exp(x²) erfc x = 1/(x + ½/(x + 1/(x + (3/2)/(x + ⋯))))} (DLMF 7.9.3). */
  private static double fraction(double x) {
    double value = x;
    for (int k = 300; k >= 1; k--) {
      value = x + 0.5 * k / value;
    }
    return 1 / value;
  }
}
