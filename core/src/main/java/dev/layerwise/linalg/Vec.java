package dev.layerwise.linalg;

/** STUB. */
public final class Vec {
  private Vec() {}

  /** Stub. */
  public static Matrix of(Matrix A) {
    return Matrix.generate(A.rows() * A.cols(), 1, (i, j) -> A.get(i % A.rows(), i / A.rows()));
  }

  /** Stub. */
  public static Matrix inverse(Matrix v, int r, int c) {
    return Matrix.generate(r, c, (i, j) -> v.get(i + j * r, 0));
  }
}
