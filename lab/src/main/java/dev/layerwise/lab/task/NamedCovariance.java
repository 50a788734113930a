package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;

/** The covariances of Adam-or-GN's regressions. */
public final class NamedCovariance {
  /** The eigenvalues of Σ_half and Σ_one. */
  private static final double[] LAMBDA = {1, 0.02, 0.015, 0.012, 0.01};

  /** The rotation of Σ_half, of 4000 that were tried the one with the largest r. */
  private static final long HALF = 3515;

  /** The rotation of Σ_one, the one with the smallest r. */
  private static final long ONE = 3700;

  private NamedCovariance() {}

  /**
   * Two blocks of the same size, {@code Σ = diag(1 1ᵀ, I)}. Source: Adam-or-GN eq. (4).
   *
   * @param d the size, even
   */
  public static Matrix blocks(int d) {
    if (d < 2 || d % 2 != 0) {
      throw new IllegalArgumentException(
          "covariance of two blocks of size " + d + "; want an even size");
    }
    int half = d / 2;
    return Matrix.generate(d, d, (i, j) -> i == j || (i < half && j < half) ? 1 : 0);
  }

  /** Σ_half: the condition number favours the power −½. Source: Adam-or-GN App. A.3. */
  public static Matrix half() {
    return rotated(HALF);
  }

  /** Σ_one: the condition number favours the power −1. Source: Adam-or-GN App. A.3. */
  public static Matrix one() {
    return rotated(ONE);
  }

  /**
   * {@code U Λ Uᵀ}, U of a Gaussian matrix drawn by the splitmix64 generator, its columns made
   * orthonormal one after the other.
   *
   * @param seed the generator's seed
   */
  public static Matrix rotated(long seed) {
    int n = LAMBDA.length;
    double[][] rows = new double[n][n];
    SplitMix random = new SplitMix(seed);
    for (double[] row : rows) {
      for (int j = 0; j < n; j++) {
        row[j] = random.normal();
      }
    }
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < j; k++) {
        double dot = 0;
        for (double[] row : rows) {
          dot += row[j] * row[k];
        }
        for (double[] row : rows) {
          row[j] -= dot * row[k];
        }
      }
      double norm = 0;
      for (double[] row : rows) {
        norm += row[j] * row[j];
      }
      for (double[] row : rows) {
        row[j] /= Math.sqrt(norm);
      }
    }
    Matrix U = Matrix.of(rows);
    return U.times(Matrix.diagonal(LAMBDA)).times(U.T()).symmetrized();
  }

  /**
   * A random covariance: eigenvalues from 1 down to 1/κ at equal ratios, in a random basis.
   *
   * @param d the size
   * @param kappa κ, the condition number, at least 1
   * @param rng what the basis is drawn from
   */
  public static Matrix random(int d, double kappa, Rng rng) {
    Matrix U = rng.haarOrthogonal(d);
    double[] lambda = new double[d];
    for (int i = 0; i < d; i++) {
      lambda[i] = Math.pow(kappa, d == 1 ? 0 : -(double) i / (d - 1));
    }
    return U.times(Matrix.diagonal(lambda)).times(U.T()).symmetrized();
  }

  /** The generator that the search over rotations used, so that a seed names a matrix. */
  private static final class SplitMix {
    private long s;

    SplitMix(long seed) {
      s = seed;
    }

    private double uniform() {
      s += 0x9E3779B97F4A7C15L;
      long z = (s ^ (s >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      return (z >>> 11) * 0x1p-53;
    }

    double normal() {
      double radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      return radius * Math.cos(2 * Math.PI * uniform());
    }
  }
}
