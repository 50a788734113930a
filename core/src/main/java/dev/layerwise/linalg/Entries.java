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

  private static void requireAlike(Matrix A, Matrix B) {
    Shapes.same("Entries.each", A, B);
    if (A.transposed != B.transposed) {
      throw new IllegalArgumentException(
          "Entries.each: one matrix is a transposed view and the other is not; copy one of them");
    }
  }
}
