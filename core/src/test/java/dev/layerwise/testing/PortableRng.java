package dev.layerwise.testing;

import dev.layerwise.linalg.Matrix;

/**
 * SplitMix64 with Box-Muller pairs: the generator that reference inputs were drawn with, simple
 * enough to be written in any language.
 *
 * <pre>
 * u = (⌊z / 2¹¹⌋ + ½)·2⁻⁵³,   g₂ⱼ = √(−2 ln u₂ⱼ₊₁) cos 2πu₂ⱼ₊₂,   g₂ⱼ₊₁ the sine
 * </pre>
 *
 * <p>For rebuilding inputs only; everything else draws from {@link dev.layerwise.random.Rng}.
 */
public final class PortableRng {
  private long state;

  /**
   * Starts at the beginning.
   *
   * @param seed the seed that the reference names
   */
  public PortableRng(long seed) {
    state = seed;
  }

  /** The next uniform number. In doubles the ½ is lost above ½, so 1 is possible, once in 2⁵³. */
  public double uniform() {
    return ((nextLong() >>> 11) + 0.5) * 0x1p-53;
  }

  long nextLong() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * The next normals; they always begin with a new pair, and an odd count throws a sine away.
   *
   * @param count how many
   */
  public double[] normals(int count) {
    double[] g = new double[count];
    for (int i = 0; i < count; i += 2) {
      double r = Math.sqrt(-2 * StrictMath.log(uniform()));
      double angle = 2 * Math.PI * uniform();
      g[i] = r * StrictMath.cos(angle);
      if (i + 1 < count) {
        g[i + 1] = r * StrictMath.sin(angle);
      }
    }
    return g;
  }

  /**
   * A matrix of normals, filled row by row.
   *
   * @param rows rows
   * @param cols columns
   */
  public Matrix normal(int rows, int cols) {
    double[] g = normals(rows * cols);
    return Matrix.generate(rows, cols, (i, j) -> g[i * cols + j]);
  }

  /**
   * The next signs: +1 where a uniform number is below ½.
   *
   * @param count how many
   */
  public double[] signs(int count) {
    double[] a = new double[count];
    for (int i = 0; i < count; i++) {
      a[i] = uniform() < 0.5 ? 1 : -1;
    }
    return a;
  }
}
