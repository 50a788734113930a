package dev.layerwise.linalg.blas;

import java.util.Arrays;

/**
 * LAPACK's results by textbook algorithms in plain Java: the oracle of tests, and slow.
 *
 * <p>Eigenvalues and singular values come from Jacobi rotations, which share nothing with LAPACK's
 * divide and conquer but the answer.
 */
final class JavaLapack implements Lapack {
  /** Sweeps of Jacobi rotations; convergence is quadratic, and ten are many. */
  private static final int MAX_SWEEPS = 60;

  /** Cosines below this count as orthogonal. */
  private static final double ORTHOGONAL = 0x1p-52;

  @Override
  public int dpotrf(int n, Operand A, int lda) {
    double[] a = A.array();
    for (int j = 0; j < n; j++) {
      double pivot = a[j + j * lda];
      for (int k = 0; k < j; k++) {
        pivot -= a[j + k * lda] * a[j + k * lda];
      }
      a[j + j * lda] = pivot;
      if (!(pivot > 0)) {
        return j + 1;
      }
      double root = Math.sqrt(pivot);
      a[j + j * lda] = root;
      for (int i = j + 1; i < n; i++) {
        double sum = a[i + j * lda];
        for (int k = 0; k < j; k++) {
          sum -= a[i + k * lda] * a[j + k * lda];
        }
        a[i + j * lda] = sum / root;
      }
    }
    return 0;
  }

  @Override
  public int dpotri(int n, Operand A, int lda) {
    double[] a = A.array();
    double[] inverse = new double[n * n];
    for (int i = 0; i < n; i++) {
      if (a[i + i * lda] == 0) {
        return i + 1;
      }
      inverse[i + i * n] = 1;
    }
    JavaBlas blas = new JavaBlas();
    Operand X = new Operand(inverse);
    blas.dtrsm(false, false, n, n, 1, A, lda, X, n);
    blas.dtrsm(false, true, n, n, 1, A, lda, X, n);
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) {
        a[i + j * lda] = inverse[i + j * n];
      }
    }
    return 0;
  }

  @Override
  public int dsyevd(boolean vectors, int n, Operand A, int lda, Operand W) {
    double[] a = A.array();
    double[] w = W.array();
    double[] s = new double[n * n];
    double[] v = new double[n * n];
    for (int j = 0; j < n; j++) {
      v[j + j * n] = 1;
      for (int i = j; i < n; i++) {
        s[i + j * n] = a[i + j * lda];
        s[j + i * n] = a[i + j * lda];
      }
    }
    int sweep = 0;
    while (!isDiagonal(s, n)) {
      if (++sweep > MAX_SWEEPS) {
        return 1;
      }
      for (int p = 0; p < n - 1; p++) {
        for (int q = p + 1; q < n; q++) {
          rotateSymmetric(s, v, n, p, q);
        }
      }
    }
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = s[i + i * n];
    }
    int[] order = ascending(values);
    for (int k = 0; k < n; k++) {
      w[k] = values[order[k]];
      if (vectors) {
        System.arraycopy(v, order[k] * n, a, k * lda, n);
      }
    }
    return 0;
  }

  private static boolean isDiagonal(double[] s, int n) {
    double off = 0;
    double all = 0;
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        double square = s[i + j * n] * s[i + j * n];
        all += square;
        off += i == j ? 0 : square;
      }
    }
    return off <= ORTHOGONAL * ORTHOGONAL * all;
  }

  /** The rotation in the plane (p, q) that makes s(p, q) zero, from both sides. */
  private static void rotateSymmetric(double[] s, double[] v, int n, int p, int q) {
    double apq = s[p + q * n];
    if (apq == 0) {
      return;
    }
    double theta = (s[q + q * n] - s[p + p * n]) / (2 * apq);
    double t = Math.copySign(1 / (Math.abs(theta) + Math.hypot(1, theta)), theta);
    double c = 1 / Math.hypot(1, t);
    rotateColumns(s, n, p, q, c, t * c);
    for (int k = 0; k < n; k++) {
      double x = s[p + k * n];
      double y = s[q + k * n];
      s[p + k * n] = c * x - t * c * y;
      s[q + k * n] = t * c * x + c * y;
    }
    s[p + q * n] = 0;
    s[q + p * n] = 0;
    rotateColumns(v, n, p, q, c, t * c);
  }

  private static void rotateColumns(double[] a, int rows, int p, int q, double c, double s) {
    for (int i = 0; i < rows; i++) {
      double x = a[i + p * rows];
      double y = a[i + q * rows];
      a[i + p * rows] = c * x - s * y;
      a[i + q * rows] = s * x + c * y;
    }
  }

  private static int[] ascending(double[] values) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Double.compare(values[i], values[j]));
    return Arrays.stream(order).mapToInt(i -> i).toArray();
  }

  @Override
  public int dgeqrf(int m, int n, Operand A, int lda, Operand T) {
    double[] a = A.array();
    double[] tau = T.array();
    for (int k = 0; k < Math.min(m, n); k++) {
      double norm = 0;
      for (int i = k; i < m; i++) {
        norm = Math.hypot(norm, a[i + k * lda]);
      }
      double alpha = a[k + k * lda];
      boolean done = k == m - 1 || norm == Math.abs(alpha);
      tau[k] = 0;
      if (done) {
        continue;
      }
      double beta = -Math.copySign(norm, alpha);
      tau[k] = (beta - alpha) / beta;
      for (int i = k + 1; i < m; i++) {
        a[i + k * lda] /= alpha - beta;
      }
      a[k + k * lda] = beta;
      for (int j = k + 1; j < n; j++) {
        reflect(a, lda, m, k, tau[k], j);
      }
    }
    return 0;
  }

  /** Applies reflector k, I − τ v vᵀ with v(k) = 1, to column j. */
  private static void reflect(double[] a, int lda, int m, int k, double tau, int j) {
    double dot = a[k + j * lda];
    for (int i = k + 1; i < m; i++) {
      dot += a[i + k * lda] * a[i + j * lda];
    }
    a[k + j * lda] -= tau * dot;
    for (int i = k + 1; i < m; i++) {
      a[i + j * lda] -= tau * dot * a[i + k * lda];
    }
  }

  @Override
  public int dorgqr(int m, int n, int k, Operand A, int lda, Operand T) {
    double[] a = A.array();
    double[] tau = T.array();
    double[] q = new double[m * n];
    for (int j = 0; j < n; j++) {
      q[j + j * m] = 1;
    }
    for (int r = k - 1; r >= 0; r--) {
      for (int j = 0; j < n; j++) {
        double dot = q[r + j * m];
        for (int i = r + 1; i < m; i++) {
          dot += a[i + r * lda] * q[i + j * m];
        }
        q[r + j * m] -= tau[r] * dot;
        for (int i = r + 1; i < m; i++) {
          q[i + j * m] -= tau[r] * dot * a[i + r * lda];
        }
      }
    }
    for (int j = 0; j < n; j++) {
      System.arraycopy(q, j * m, a, j * lda, m);
    }
    return 0;
  }

  @Override
  public int dgesdd(
      boolean vectors, int m, int n, Operand A, int lda, Operand S, Operand U, Operand V) {
    double[] a = A.array();
    double[] s = S.array();
    double[] u = U.array();
    double[] vt = V.array();
    return JavaSvd.solve(vectors, m, n, a, lda, s, u, vt);
  }

  @Override
  public int dgetrf(int n, Operand A, int lda, int[] pivots) {
    double[] a = A.array();
    int info = 0;
    for (int k = 0; k < n; k++) {
      int p = k;
      for (int i = k + 1; i < n; i++) {
        if (Math.abs(a[i + k * lda]) > Math.abs(a[p + k * lda])) {
          p = i;
        }
      }
      pivots[k] = p + 1;
      for (int j = 0; j < n; j++) {
        double x = a[k + j * lda];
        a[k + j * lda] = a[p + j * lda];
        a[p + j * lda] = x;
      }
      if (a[k + k * lda] == 0) {
        info = info == 0 ? k + 1 : info;
        continue;
      }
      for (int i = k + 1; i < n; i++) {
        a[i + k * lda] /= a[k + k * lda];
        for (int j = k + 1; j < n; j++) {
          a[i + j * lda] -= a[i + k * lda] * a[k + j * lda];
        }
      }
    }
    return info;
  }

  @Override
  public int dgetrs(
      boolean trans, int n, int nrhs, Operand A, int lda, int[] pivots, Operand B, int ldb) {
    double[] a = A.array();
    double[] b = B.array();
    for (int c = 0; c < nrhs; c++) {
      int start = c * ldb;
      if (!trans) {
        exchange(n, pivots, b, start, true);
      }
      // L y = P b, then U x = y; transposed: Uᵀ y = b, then Lᵀ P x = y.
      substitute(n, a, lda, b, start, trans, true);
      substitute(n, a, lda, b, start, trans, false);
      if (trans) {
        exchange(n, pivots, b, start, false);
      }
    }
    return 0;
  }

  private static void exchange(int n, int[] pivots, double[] b, int start, boolean forward) {
    for (int s = 0; s < n; s++) {
      int i = forward ? s : n - 1 - s;
      int p = pivots[i] - 1;
      double x = b[start + i];
      b[start + i] = b[start + p];
      b[start + p] = x;
    }
  }

  /** One triangular solve; the factor that is L has a unit diagonal. */
  private static void substitute(
      int n, double[] a, int lda, double[] b, int start, boolean trans, boolean forward) {
    boolean unit = trans != forward;
    for (int s = 0; s < n; s++) {
      int i = forward ? s : n - 1 - s;
      double sum = b[start + i];
      for (int t = 0; t < s; t++) {
        int j = forward ? t : n - 1 - t;
        sum -= (trans ? a[j + i * lda] : a[i + j * lda]) * b[start + j];
      }
      b[start + i] = unit ? sum : sum / a[i + i * lda];
    }
  }
}
