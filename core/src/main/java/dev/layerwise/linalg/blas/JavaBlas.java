package dev.layerwise.linalg.blas;

/** BLAS by its definition, in plain loops: the oracle of tests, and slow. */
final class JavaBlas implements Blas {

  @Override
  public void dgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      double alpha,
      Operand A,
      int first,
      int lda,
      Operand B,
      int ldb,
      double beta,
      Operand C,
      int ldc) {
    double[] a = A.array();
    double[] b = B.array();
    double[] c = C.array();
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < m; i++) {
        double sum = 0;
        for (int l = 0; l < k; l++) {
          sum +=
              a[first + (transA ? l + i * lda : i + l * lda)]
                  * (transB ? b[j + l * ldb] : b[l + j * ldb]);
        }
        c[i + j * ldc] = alpha * sum + (beta == 0 ? 0 : beta * c[i + j * ldc]);
      }
    }
  }

  @Override
  public void dsyrk(
      boolean trans,
      int n,
      int k,
      double alpha,
      Operand A,
      int lda,
      double beta,
      Operand C,
      int ldc) {
    double[] a = A.array();
    double[] c = C.array();
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) {
        double sum = 0;
        for (int l = 0; l < k; l++) {
          sum += trans ? a[l + i * lda] * a[l + j * lda] : a[i + l * lda] * a[j + l * lda];
        }
        c[i + j * ldc] = alpha * sum + (beta == 0 ? 0 : beta * c[i + j * ldc]);
      }
    }
  }

  @Override
  public void dgemmt(
      int n,
      int k,
      double alpha,
      Operand A,
      int lda,
      Operand B,
      int ldb,
      double beta,
      Operand C,
      int ldc) {
    dgemm(true, false, n, n, k, alpha, A, lda, B, ldb, beta, C, ldc);
  }

  /** The (i, j) entry of op(L). */
  private static double entry(double[] l, int ldl, boolean trans, int i, int j) {
    int row = trans ? j : i;
    int col = trans ? i : j;
    return row >= col ? l[row + col * ldl] : 0;
  }

  @Override
  public void dtrsm(
      boolean right,
      boolean trans,
      int m,
      int n,
      double alpha,
      Operand L,
      int ldl,
      Operand B,
      int ldb) {
    double[] l = L.array();
    double[] b = B.array();
    // B op(L)⁻¹ is solved row by row as op(L)ᵀ x = bᵀ.
    int order = right ? n : m;
    boolean lower = right == trans;
    for (int other = 0; other < (right ? m : n); other++) {
      int start = right ? other : other * ldb;
      int step = right ? ldb : 1;
      for (int s = 0; s < order; s++) {
        int i = lower ? s : order - 1 - s;
        double sum = alpha * b[start + i * step];
        for (int t = 0; t < s; t++) {
          int j = lower ? t : order - 1 - t;
          sum -= entry(l, ldl, trans != right, i, j) * b[start + j * step];
        }
        b[start + i * step] = sum / l[i + i * ldl];
      }
    }
  }

  @Override
  public void dtrmm(
      boolean right,
      boolean trans,
      int m,
      int n,
      double alpha,
      Operand L,
      int ldl,
      Operand B,
      int ldb) {
    double[] l = L.array();
    double[] b = B.array();
    int order = right ? n : m;
    double[] result = new double[order];
    for (int other = 0; other < (right ? m : n); other++) {
      int start = right ? other : other * ldb;
      int step = right ? ldb : 1;
      for (int i = 0; i < order; i++) {
        double sum = 0;
        for (int j = 0; j < order; j++) {
          sum += entry(l, ldl, trans != right, i, j) * b[start + j * step];
        }
        result[i] = alpha * sum;
      }
      for (int i = 0; i < order; i++) {
        b[start + i * step] = result[i];
      }
    }
  }

  @Override
  public void dgemv(
      boolean trans,
      int m,
      int n,
      double alpha,
      Operand A,
      int lda,
      Operand X,
      double beta,
      Operand Y) {
    double[] a = A.array();
    double[] x = X.array();
    double[] y = Y.array();
    for (int i = 0; i < (trans ? n : m); i++) {
      double sum = 0;
      for (int j = 0; j < (trans ? m : n); j++) {
        sum += (trans ? a[j + i * lda] : a[i + j * lda]) * x[j];
      }
      y[i] = alpha * sum + (beta == 0 ? 0 : beta * y[i]);
    }
  }

  @Override
  public void dger(int m, int n, double alpha, Operand X, Operand Y, Operand A, int lda) {
    double[] x = X.array();
    double[] y = Y.array();
    double[] a = A.array();
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < m; i++) {
        a[i + j * lda] += alpha * x[i] * y[j];
      }
    }
  }
}
