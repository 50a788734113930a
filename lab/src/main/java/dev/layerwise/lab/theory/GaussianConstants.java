package dev.layerwise.lab.theory;

/**
 * What the theory of one step knows of a function s: its Gaussian moments under {@code z ~ N(0,
 * s²)}, the law of {@code β⋆·x} when {@code s² = Tr(Σx)/dX}.
 *
 * <p>Of the three, {@code E s² = c₁² s² + c²_{>1}}; the last is integrated as {@code E (s(z) − c₁
 * z)²} and not taken as a difference, so that it keeps its digits for functions that are nearly
 * linear. It holds the square of the mean. A c₁ that differs from 0 by no more than rounding is 0.
 *
 * <p>Source: arXiv:2502.01763 §3.2 and App. C.2; the proofs take s to have mean 0 under N(0, s²),
 * and hold with the mean counted in {@code c²_{>1}} where it has not.
 *
 * @param variance s²
 * @param c1 {@code c₁ = E[z s(z)]/s²}, by Stein's identity E s′(z), without a derivative
 * @param c2 {@code E s(z)²}
 * @param cAbove {@code c²_{>1} = E (s(z) − c₁ z)²}, what is not linear
 * @param mean {@code c₀ = E s(z)}
 */
public record GaussianConstants(double variance, double c1, double c2, double cAbove, double mean) {
  /** Rounding of c₁ s in units of √E s². */
  private static final double ROUNDING = 1e-14;

  /**
   * Integrates a function.
   *
   * @param s the function
   * @param variance s², positive
   * @return its constants, to 1e−12 of their scale {@code √E s²}
   * @throws IllegalArgumentException if the variance is not a positive number
   */
  public static GaussianConstants of(Teacher s, double variance) {
    if (!(variance > 0 && Double.isFinite(variance))) {
      throw new IllegalArgumentException(
          "variance " + variance + " of the Gaussian: want a finite number above 0");
    }
    double slope = GaussianQuadrature.expectation(z -> z * s.at(z), s.kinks(), variance) / variance;
    double c2 = GaussianQuadrature.expectation(z -> s.at(z) * s.at(z), s.kinks(), variance);
    double mean = GaussianQuadrature.expectation(s::at, s.kinks(), variance);
    double c1 = Math.abs(slope) * Math.sqrt(variance) <= ROUNDING * Math.sqrt(c2) ? 0 : slope;
    double cAbove =
        GaussianQuadrature.expectation(
            z -> (s.at(z) - c1 * z) * (s.at(z) - c1 * z), s.kinks(), variance);
    boolean linear = cAbove <= ROUNDING * ROUNDING * c2;
    boolean odd = Math.abs(mean) <= ROUNDING * Math.sqrt(c2);
    return new GaussianConstants(variance, c1, c2, linear ? 0 : cAbove, odd ? 0 : mean);
  }
}
