package dev.layerwise.linalg;

/**
 * Work on the rows of a batch, in place, where no product expresses it. No argument is a transposed
 * view. Nothing is allocated.
 */
public final class Rows {
  private Rows() {}

  /**
   * Copies a batch and gives it a last column of ones: {@code C ← [A 1]}.
   *
   * @param A (n, d)
   * @param C (n, d + 1)
   * @return C
   */
  public static Matrix withOnes(Matrix A, Matrix C) {
    requireShape("withOnes", C, A.rows, A.cols + 1);
    System.arraycopy(A.data, 0, C.data, 0, A.data.length);
    java.util.Arrays.fill(C.data, A.data.length, C.data.length, 1);
    return C;
  }

  /**
   * Copies a batch into rows of a taller one.
   *
   * @param A (n, d)
   * @param C (N, d)
   * @param first the row of C that the first row of A becomes
   */
  public static void paste(Matrix A, Matrix C, int first) {
    if (A.cols != C.cols || first < 0 || first + A.rows > C.rows) {
      throw new ShapeException(
          "paste: %s does not fit into %s from row %d"
              .formatted(Shapes.text(A), Shapes.text(C), first));
    }
    for (int j = 0; j < A.cols; j++) {
      System.arraycopy(A.data, j * A.rows, C.data, first + j * C.rows, A.rows);
    }
  }

  /**
   * Copies rows of a taller batch: {@code A ← C(first + i, ·)}.
   *
   * @param C (N, d)
   * @param first the row of C that becomes the first row of A
   * @param A (n, d)
   * @return A
   */
  public static Matrix cut(Matrix C, int first, Matrix A) {
    if (A.cols != C.cols || first < 0 || first + A.rows > C.rows) {
      throw new ShapeException(
          "cut: %s does not fit into %s from row %d"
              .formatted(Shapes.text(A), Shapes.text(C), first));
    }
    for (int j = 0; j < A.cols; j++) {
      System.arraycopy(C.data, first + j * C.rows, A.data, j * A.rows, A.rows);
    }
    return A;
  }

  /**
   * Inner products of rows, {@code s(first + i) ← s(first + i) + Σ_j A(i, j) B(k + i, j)}.
   *
   * @param A (n, d)
   * @param B (N, d)
   * @param k the row of B that belongs to the first row of A
   * @param s (N, 1), whose rows from k on are added to
   */
  public static void plusDots(Matrix A, Matrix B, int k, Matrix s) {
    requireWithin("plusDots", A, B, k);
    requireShape("plusDots", s, B.rows, 1);
    for (int j = 0; j < A.cols; j++) {
      int a = j * A.rows;
      int b = j * B.rows + k;
      for (int i = 0; i < A.rows; i++) {
        s.data[k + i] += A.data[a + i] * B.data[b + i];
      }
    }
  }

  /**
   * Weighted rows, {@code A(i, ·) ← A(i, ·) + s(k + i) B(k + i, ·)}.
   *
   * @param A (n, d)
   * @param B (N, d)
   * @param k the row of B that belongs to the first row of A
   * @param s (N, 1)
   */
  public static void plusScaled(Matrix A, Matrix B, int k, Matrix s) {
    requireWithin("plusScaled", A, B, k);
    requireShape("plusScaled", s, B.rows, 1);
    for (int j = 0; j < A.cols; j++) {
      int a = j * A.rows;
      int b = j * B.rows + k;
      for (int i = 0; i < A.rows; i++) {
        A.data[a + i] += s.data[k + i] * B.data[b + i];
      }
    }
  }

  /**
   * Adds squared norms of rows, {@code s(i) ← s(i) + α ‖A(i, ·)‖²}.
   *
   * @param alpha α
   * @param A (n, d)
   * @param s (n, 1)
   * @return s
   */
  public static Matrix plusSquaredNorms(double alpha, Matrix A, Matrix s) {
    requireShape("plusSquaredNorms", s, A.rows, 1);
    int n = A.rows;
    for (int from = 0; from < A.data.length; from += n) {
      for (int i = 0; i < n; i++) {
        s.data[i] += alpha * A.data[from + i] * A.data[from + i];
      }
    }
    return s;
  }

  /**
   * Scales rows by the roots of weights, {@code C(i, ·) ← √s(i) A(i, ·)}: the Gram matrix of C is
   * the weighted one of A.
   *
   * @param A (n, d)
   * @param s (n, 1), none negative
   * @param C (n, d)
   * @return C
   */
  public static Matrix scaledByRoots(Matrix A, Matrix s, Matrix C) {
    requireShape("scaledByRoots", C, A.rows, A.cols);
    requireShape("scaledByRoots", s, A.rows, 1);
    int n = A.rows;
    if (A.cols == 0) {
      return C;
    }
    int last = (A.cols - 1) * n; // has the roots until its turn comes
    for (int i = 0; i < n; i++) {
      C.data[last + i] = Math.sqrt(s.data[i]);
    }
    for (int from = 0; from < last; from += n) {
      for (int i = 0; i < n; i++) {
        C.data[from + i] = C.data[last + i] * A.data[from + i];
      }
    }
    for (int i = last; i < last + n; i++) {
      C.data[i] *= A.data[i];
    }
    return C;
  }

  /**
   * The Gram matrix of row-wise Kronecker products with repeated rows: with A repeated m times,
   * {@code K(k n + i, l n + j) ← K(k n + i, l n + j) + S(k n + i, l n + j) R(i, j)}.
   *
   * @param S Gram matrix of the m n rows of one factor, (m n, m n)
   * @param R Gram matrix of the n rows of the other, (n, n)
   * @param K (m n, m n)
   */
  public static void plusTiledHadamard(Matrix S, Matrix R, Matrix K) {
    int n = R.rows;
    int all = S.rows;
    Shapes.square("plusTiledHadamard", R);
    requireShape("plusTiledHadamard", K, all, all);
    if (n == 0 || all % n != 0) {
      throw new ShapeException(
          "plusTiledHadamard: %s is not made of tiles of %s"
              .formatted(Shapes.text(S), Shapes.text(R)));
    }
    for (int j = 0; j < all; j++) {
      int r = (j % n) * n;
      for (int k = 0; k < all; k += n) {
        int s = k + j * all;
        for (int i = 0; i < n; i++) {
          K.data[s + i] += S.data[s + i] * R.data[r + i];
        }
      }
    }
  }

  private static void requireWithin(String operation, Matrix A, Matrix B, int k) {
    if (A.cols != B.cols || k < 0 || k + A.rows > B.rows) {
      throw new ShapeException(
          "%s: %s does not fit rows of %s from %d"
              .formatted(operation, Shapes.text(A), Shapes.text(B), k));
    }
  }

  private static void requireShape(String operation, Matrix A, int rows, int cols) {
    if (A.rows != rows || A.cols != cols) {
      throw new ShapeException(
          operation + ": " + Shapes.text(A) + "; want " + Shapes.text(rows, cols));
    }
  }
}
