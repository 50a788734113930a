package dev.layerwise.linalg;

/** STUB. */
public final class KroneckerProduct {
  private final Matrix A;
  private final Matrix B;

  private KroneckerProduct(Matrix A, Matrix B) {
    this.A = A;
    this.B = B;
  }

  /** Stub. */
  public static KroneckerProduct of(Matrix A, Matrix B) {
    return new KroneckerProduct(A, B);
  }

  /** Stub. */
  public Matrix dense() {
    return Matrix.generate(
        A.rows() * B.rows(),
        A.cols() * B.cols(),
        (i, j) -> A.get(i / B.rows(), j / B.cols()) * B.get(i % B.rows(), j % B.cols()));
  }
}
