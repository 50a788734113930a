package dev.layerwise.lab.theory;

import dev.layerwise.linalg.Matrix;
import java.util.SplittableRandom;

/**
 * The generator that the reference's inputs were drawn with: SplitMix64 and Box-Muller pairs, an
 * odd count throwing the last sine away. For rebuilding inputs only.
 */
public final class SplitMix {
  private final SplittableRandom words; // its words are those of SplitMix64

  /**
   * Starts at the beginning.
   *
   * @param seed the seed that the reference names
   */
  public SplitMix(long seed) {
    words = new SplittableRandom(seed);
  }

  private double uniform() {
    return ((words.nextLong() >>> 11) + 0.5) * 0x1p-53;
  }

  /**
   * The next normals, from new pairs.
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
   * A matrix of normals with its rows divided by their lengths.
   *
   * @param rows rows
   * @param cols columns
   */
  public Matrix unitRows(int rows, int cols) {
    return ForsterTransform.normalizedRows(normal(rows, cols));
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
