package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;

/**
 * SplitMix64 with Box-Muller pairs, which reference inputs were drawn with; for rebuilding them
 * only.
 *
 * <pre>u = (⌊z / 2¹¹⌋ + ½)·2⁻⁵³,   g₂ⱼ = √(−2 ln u₂ⱼ₊₁) cos 2πu₂ⱼ₊₂,   g₂ⱼ₊₁ the sine</pre>
 */
public final class PortableDraws {
  private long state;

  /** Starts at the beginning. */
  public PortableDraws(long seed) {
    state = seed;
  }

  private double uniform() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (((z ^ (z >>> 31)) >>> 11) + 0.5) * 0x1p-53;
  }

  /** The next normals as a matrix, row by row, from whole pairs: an odd count wastes a sine. */
  public Matrix normal(int rows, int cols) {
    double[] g = new double[rows * cols + 1];
    for (int i = 0; i < rows * cols; i += 2) {
      double r = Math.sqrt(-2 * StrictMath.log(uniform()));
      double angle = 2 * Math.PI * uniform();
      g[i] = r * StrictMath.cos(angle);
      g[i + 1] = r * StrictMath.sin(angle);
    }
    return Matrix.generate(rows, cols, (i, j) -> g[i * cols + j]);
  }
}
