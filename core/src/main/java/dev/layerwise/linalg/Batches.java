package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Blas;

/**
 * Operations on a batch, a matrix whose rows are examples. They write into matrices that are given,
 * and allocate nothing. No argument is a transposed view.
 */
public final class Batches {
  private static final Blas BLAS = Blas.current();

  private Batches() {}

  /**
   * Adds one row to all: {@code A ← A + 1 bᵀ}.
   *
   * @param A (n, d)
   * @param b (d, 1)
   */
  public static void addRow(Matrix A, Matrix b) {
    Shapes.rows("addRow", A.cols, b);
    int n = A.rows;
    for (int j = 0; j < A.cols; j++) {
      double bj = b.data[j];
      for (int i = j * n; i < (j + 1) * n; i++) {
        A.data[i] += bj;
      }
    }
  }

  /**
   * Sums over the rows: {@code s ← α Aᵀ1}.
   *
   * @param alpha α; 1/n for the mean
   * @param A (n, d)
   * @param s (d, 1)
   */
  public static void sumRows(double alpha, Matrix A, Matrix s) {
    Shapes.rows("sumRows", A.cols, s);
    int n = A.rows;
    if (n > 0 && A.data.length >= Products.VECTOR_WORK) {
      BLAS.dgemv(/* trans= */ true, n, A.cols, alpha, A.operand(), n, Ones.of(n), 0, s.operand());
      return;
    }
    for (int j = 0; j < A.cols; j++) {
      s.data[j] = alpha * Elementwise.sum(A.data, j * n, (j + 1) * n);
    }
  }

  /**
   * The Gram matrix of a batch with a last column of ones, which is never formed: {@code C ← α [A
   * 1]ᵀ[A 1]}, both triangles.
   *
   * @param alpha α; 1/n for the second moment
   * @param A (n, d)
   * @param C (d + 1, d + 1)
   */
  public static void gramWithOnes(double alpha, Matrix A, Matrix C) {
    int n = A.rows;
    int d = A.cols;
    if (C.rows != d + 1 || C.cols != d + 1) {
      throw new ShapeException(
          "gramWithOnes: [A 1]ᵀ[A 1] of a "
              + Shapes.text(A)
              + " matrix does not fit "
              + Shapes.text(C));
    }
    if (d > 0) {
      BLAS.dsyrk(true, d, n, alpha, A.operand(), Math.max(1, n), 0, C.operand(), d + 1);
    }
    for (int j = 0; j < d; j++) {
      C.data[d + j * (d + 1)] = alpha * Elementwise.sum(A.data, j * n, (j + 1) * n);
    }
    C.data[d + d * (d + 1)] = alpha * n;
    Elementwise.mirror(C.data, d + 1);
  }

  /**
   * The product with a batch that has a last column of ones, which is never formed: {@code C ← α
   * Aᵀ[B 1]}.
   *
   * @param alpha α; 1/n for the mean over the rows
   * @param A (n, m)
   * @param B (n, d)
   * @param C (m, d + 1)
   * @throws ShapeException if they do not fit
   */
  public static void crossWithOnes(double alpha, Matrix A, Matrix B, Matrix C) {
    int n = A.rows;
    int m = A.cols;
    int d = B.cols;
    if (B.rows != n || C.rows != m || C.cols != d + 1) {
      throw new ShapeException(
          "crossWithOnes: Aᵀ[B 1] of %s and %s matrices does not fit %s"
              .formatted(Shapes.text(A), Shapes.text(B), Shapes.text(C)));
    }
    if (m > 0 && d > 0) {
      BLAS.dgemm(
          /* transA= */ true,
          /* transB= */ false,
          m,
          d,
          n,
          alpha,
          A.operand(),
          Math.max(1, n),
          B.operand(),
          Math.max(1, n),
          0,
          C.operand(),
          m);
    }
    for (int i = 0; i < m; i++) {
      C.data[i + d * m] = alpha * Elementwise.sum(A.data, i * n, (i + 1) * n);
    }
  }

  /**
   * Copies a matrix and a column into one: {@code C ← [A b]}.
   *
   * @param A (m, d)
   * @param b (m, 1)
   * @param C (m, d + 1)
   */
  public static void join(Matrix A, Matrix b, Matrix C) {
    requireJoin("join", A, b, C);
    System.arraycopy(A.data, 0, C.data, 0, A.data.length);
    System.arraycopy(b.data, 0, C.data, A.data.length, b.data.length);
  }

  /**
   * Copies a matrix and its last column apart: {@code [A b] ← C}.
   *
   * @param C (m, d + 1)
   * @param A (m, d)
   * @param b (m, 1)
   */
  public static void split(Matrix C, Matrix A, Matrix b) {
    requireJoin("split", A, b, C);
    System.arraycopy(C.data, 0, A.data, 0, A.data.length);
    System.arraycopy(C.data, A.data.length, b.data, 0, b.data.length);
  }

  private static void requireJoin(String operation, Matrix A, Matrix b, Matrix C) {
    if (b.rows != A.rows || b.cols != 1 || C.rows != A.rows || C.cols != A.cols + 1) {
      throw new ShapeException(
          operation
              + ": "
              + Shapes.text(A)
              + " and "
              + Shapes.text(b)
              + " do not make "
              + Shapes.text(C));
    }
  }

  /**
   * The product of {@code [A b]} with a matrix whose last row and column belong to b, without
   * putting A and b side by side: {@code [C c] ← α [A b] Q}.
   *
   * @param alpha α
   * @param A (m, d)
   * @param b (m, 1)
   * @param Q (d + 1, d + 1)
   * @param C (m, d), other entries than the rest
   * @param c (m, 1), other entries than the rest
   */
  public static void timesBordered(double alpha, Matrix A, Matrix b, Matrix Q, Matrix C, Matrix c) {
    int m = A.rows;
    int d = A.cols;
    if (b.rows != m || b.cols != 1 || Q.rows != d + 1 || Q.cols != d + 1) {
      throw new ShapeException(
          "timesBordered: [%s %s] does not fit %s"
              .formatted(Shapes.text(A), Shapes.text(b), Shapes.text(Q)));
    }
    if (C.rows != m || C.cols != d || c.rows != m || c.cols != 1) {
      throw new ShapeException(
          "timesBordered: [%s %s] times %s does not fit [%s %s]"
              .formatted(
                  Shapes.text(A), Shapes.text(b), Shapes.text(Q), Shapes.text(C), Shapes.text(c)));
    }
    for (int i = 0; i < m; i++) {
      c.data[i] = alpha * Q.data[d + d * (d + 1)] * b.data[i];
    }
    for (int j = 0; j < d; j++) {
      double q = alpha * Q.data[j + d * (d + 1)];
      for (int i = 0; i < m; i++) {
        c.data[i] += q * A.data[i + j * m];
      }
    }
    BLAS.dgemm(false, false, m, d, d, alpha, A.operand(), m, Q.operand(), d + 1, 0, C.operand(), m);
    for (int j = 0; j < d; j++) {
      double q = alpha * Q.data[d + j * (d + 1)];
      for (int i = 0; i < m; i++) {
        C.data[i + j * m] += q * b.data[i];
      }
    }
  }

  /**
   * Copies chosen rows: row i of the result is row {@code indices[from + i]} of the source.
   *
   * @param A (N, d)
   * @param indices rows of A
   * @param from the first index used
   * @param into (n, d); n indices are used
   */
  public static void gather(Matrix A, int[] indices, int from, Matrix into) {
    if (into.cols != A.cols) {
      throw new ShapeException(
          "gather: rows of " + Shapes.text(A) + " do not fit " + Shapes.text(into));
    }
    int n = into.rows;
    if (A.transposed) {
      for (int i = 0; i < n; i++) {
        int row = indices[from + i] * A.cols;
        for (int j = 0; j < A.cols; j++) {
          into.data[i + j * n] = A.data[row + j];
        }
      }
      return;
    }
    for (int j = 0; j < A.cols; j++) {
      int column = j * A.rows;
      for (int i = 0; i < n; i++) {
        into.data[i + j * n] = A.data[column + indices[from + i]];
      }
    }
  }
}
