package dev.layerwise.linalg;

/**
 * Loops over the entries of several matrices at once, for updates that no product expresses: the
 * loop is handed the storage, in which entries of the same number belong together.
 *
 * <pre>{@code
 * Entries.each(M, G, (m, g, n) -> {
 *   for (int i = 0; i < n; i++) {
 *     m[i] = beta * m[i] + (1 - beta) * g[i];
 *   }
 * });
 * }</pre>
 *
 * <p>All matrices have one shape and are stored alike. A loop keeps none of the arrays. Nothing is
 * allocated if the loop captures nothing or is kept.
 */
public final class Entries {
  private Entries() {}

  /** A loop over one matrix. */
  @FunctionalInterface
  public interface Loop1 {
    /** Visits the n entries. */
    void run(double[] a, int n);
  }

  /** A loop over two matrices. */
  @FunctionalInterface
  public interface Loop2 {
    /** Visits the n entries. */
    void run(double[] a, double[] b, int n);
  }

  /** A loop over three matrices. */
  @FunctionalInterface
  public interface Loop3 {
    /** Visits the n entries. */
    void run(double[] a, double[] b, double[] c, int n);
  }

  /** A loop over four matrices. */
  @FunctionalInterface
  public interface Loop4 {
    /** Visits the n entries. */
    void run(double[] a, double[] b, double[] c, double[] d, int n);
  }

  /** A sum over two matrices. */
  @FunctionalInterface
  public interface Sum2 {
    /** Visits the n entries. */
    double run(double[] a, double[] b, int n);
  }

  /** Runs a loop over the entries of A. */
  public static void each(Matrix A, Loop1 loop) {
    loop.run(A.data, A.data.length);
  }

  /**
   * Runs a loop over the entries of A and B.
   *
   * @throws ShapeException if the shapes differ
   * @throws IllegalArgumentException if one is a transposed view and the other is not
   */
  public static void each(Matrix A, Matrix B, Loop2 loop) {
    requireAlike(A, B);
    loop.run(A.data, B.data, A.data.length);
  }

  /**
   * Runs a loop over the entries of A, B and C.
   *
   * @throws ShapeException if the shapes differ
   * @throws IllegalArgumentException if one is a transposed view and another is not
   */
  public static void each(Matrix A, Matrix B, Matrix C, Loop3 loop) {
    requireAlike(A, B);
    requireAlike(A, C);
    loop.run(A.data, B.data, C.data, A.data.length);
  }

  /**
   * Runs a loop over the entries of A, B, C and D.
   *
   * @throws ShapeException if the shapes differ
   * @throws IllegalArgumentException if one is a transposed view and another is not
   */
  public static void each(Matrix A, Matrix B, Matrix C, Matrix D, Loop4 loop) {
    requireAlike(A, B);
    requireAlike(A, C);
    requireAlike(A, D);
    loop.run(A.data, B.data, C.data, D.data, A.data.length);
  }

  /**
   * Sums over the entries of A and B.
   *
   * @return what the loop returns
   * @throws ShapeException if the shapes differ
   * @throws IllegalArgumentException if one is a transposed view and the other is not
   */
  public static double sum(Matrix A, Matrix B, Sum2 loop) {
    requireAlike(A, B);
    return loop.run(A.data, B.data, A.data.length);
  }

  /**
   * Sums over two matrices by columns, which the loop is handed as in {@link #columns(Matrix,
   * Matrix, Loop2)}.
   *
   * @return what the loop returns
   * @throws IllegalArgumentException if one is a transposed view
   */
  public static double sumColumns(Matrix A, Matrix B, Sum2 loop) {
    requireColumns(A);
    requireColumns(B);
    return loop.run(A.data, B.data, A.rows);
  }

  /**
   * Runs a loop over two matrices by columns. Their shapes may differ: entry (i, j) of each is
   * number {@code i + j · rows}, rows being its own. The loop is handed all of their entries, and
   * the number of rows of A.
   *
   * @throws IllegalArgumentException if one is a transposed view
   */
  public static void columns(Matrix A, Matrix B, Loop2 loop) {
    requireColumns(A);
    requireColumns(B);
    loop.run(A.data, B.data, A.rows);
  }

  /**
   * Runs a loop over three matrices by columns, as {@link #columns(Matrix, Matrix, Loop2)}.
   *
   * @throws IllegalArgumentException if one is a transposed view
   */
  public static void columns(Matrix A, Matrix B, Matrix C, Loop3 loop) {
    requireColumns(A);
    requireColumns(B);
    requireColumns(C);
    loop.run(A.data, B.data, C.data, A.rows);
  }

  /**
   * Runs a loop over four matrices by columns, as {@link #columns(Matrix, Matrix, Loop2)}.
   *
   * @throws IllegalArgumentException if one is a transposed view
   */
  public static void columns(Matrix A, Matrix B, Matrix C, Matrix D, Loop4 loop) {
    requireColumns(A);
    requireColumns(B);
    requireColumns(C);
    requireColumns(D);
    loop.run(A.data, B.data, C.data, D.data, A.rows);
  }

  private static void requireColumns(Matrix A) {
    if (A.transposed) {
      throw new IllegalArgumentException(
          "Entries.columns: a transposed view is not stored by columns; copy it first");
    }
  }

  private static void requireAlike(Matrix A, Matrix B) {
    Shapes.same("Entries.each", A, B);
    if (A.transposed != B.transposed) {
      throw new IllegalArgumentException(
          "Entries.each: one matrix is a transposed view and the other is not; copy one of them");
    }
  }
}
