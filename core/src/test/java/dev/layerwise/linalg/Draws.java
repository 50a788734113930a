package dev.layerwise.linalg;

import java.util.SplittableRandom;

/** Matrices for tests, each a function of its seed. */
final class Draws {
  private Draws() {}

  static Matrix gaussian(int rows, int cols, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Matrix.generate(rows, cols, (i, j) -> random.nextGaussian());
  }

  /** The same entries as {@link #gaussian}, stored by rows. */
  static Matrix gaussianView(int rows, int cols, long seed) {
    Matrix A = gaussian(rows, cols, seed);
    return Matrix.generate(/* rows= */ cols, /* cols= */ rows, (i, j) -> A.get(j, i)).T();
  }

  /** A Gram matrix with eigenvalues between about 0.3 and 4, so that solves lose few digits. */
  static Matrix spd(int n, long seed) {
    Matrix F = gaussian(3 * n + 2, n, seed);
    return F.T().times(F).times(1.0 / F.rows());
  }

  static Matrix orthogonal(int n, long seed) {
    return Qr.of(gaussian(n, n, seed)).q();
  }

  static Matrix rotation(int n, long seed) {
    Matrix Q = orthogonal(n, seed);
    if (Lu.of(Q).determinant() < 0) {
      for (int i = 0; i < n; i++) {
        Q.set(i, 0, -Q.get(i, 0));
      }
    }
    return Q;
  }

  static Matrix skew(int n, long seed) {
    Matrix A = gaussian(n, n, seed);
    return A.minus(A.T());
  }
}
