package dev.layerwise.lab.theory;

/**
 * {@code φ = dX/n}, with {@code 1 − φ} apart: near φ = 1 the difference of the sizes has digits
 * that the difference of the quotients has lost.
 *
 * @param phi φ
 * @param rest 1 − φ
 */
public record AspectRatio(double phi, double rest) {
  /**
   * Checks φ.
   *
   * @throws IllegalArgumentException if it is not a positive number
   */
  public AspectRatio {
    if (!(phi > 0 && Double.isFinite(phi))) {
      throw new IllegalArgumentException("phi = dx/n is " + phi + "; want a finite number above 0");
    }
  }

  /**
   * The ratio of two sizes.
   *
   * @param dx dimensions, at least 1
   * @param n examples, at least 1
   */
  public static AspectRatio of(long dx, long n) {
    return new AspectRatio((double) dx / n, (double) (n - dx) / n);
  }

  /** A ratio alone. */
  public static AspectRatio of(double phi) {
    return new AspectRatio(phi, 1 - phi);
  }
}
