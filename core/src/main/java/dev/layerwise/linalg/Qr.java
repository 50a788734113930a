package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Lapack;
import dev.layerwise.linalg.blas.Operand;

/**
 * The thin QR factorisation {@code A = Q R}, made unique by R(i, i) ≥ 0.
 *
 * <p>With k = min(m, n), Q is (m, k) with orthonormal columns and R is (k, n) upper triangular. For
 * a matrix of independent Gaussians this Q follows the Haar measure.
 */
public final class Qr {
  private static final Lapack LAPACK = Lapack.current();

  private final Matrix q;
  private final Matrix r;

  private Qr(Matrix q, Matrix r) {
    this.q = q;
    this.r = r;
  }

  /**
   * Factorises a matrix of any shape.
   *
   * @param A (m, n)
   */
  public static Qr of(Matrix A) {
    int m = A.rows;
    int n = A.cols;
    int k = Math.min(m, n);
    if (k == 0) {
      return new Qr(Matrix.zeros(m, 0), Matrix.zeros(0, n));
    }
    double[] a = A.toColumnMajor();
    double[] tau = new double[k];
    Operand factors = new Operand(tau);
    LAPACK.dgeqrf(m, n, new Operand(a), m, factors);
    Matrix R = Matrix.zeros(k, n);
    boolean[] negative = new boolean[k];
    for (int i = 0; i < k; i++) {
      negative[i] = a[i + i * m] < 0;
    }
    for (int j = 0; j < n; j++) {
      for (int i = 0; i <= Math.min(j, k - 1); i++) {
        R.data[i + j * k] = negative[i] ? -a[i + j * m] : a[i + j * m];
      }
    }
    double[] q = n == k ? a : java.util.Arrays.copyOf(a, m * k);
    LAPACK.dorgqr(m, k, k, new Operand(q), m, factors);
    for (int j = 0; j < k; j++) {
      for (int i = 0; negative[j] && i < m; i++) {
        q[i + j * m] = -q[i + j * m];
      }
    }
    return new Qr(new Matrix(m, k, q, false), R);
  }

  /** Q, (m, k), orthonormal columns. */
  public Matrix q() {
    return q;
  }

  /** R, (k, n), upper triangular with a diagonal ≥ 0. */
  public Matrix r() {
    return r;
  }
}
