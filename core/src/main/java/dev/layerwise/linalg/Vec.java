package dev.layerwise.linalg;

/**
 * The vec operator, which stacks columns.
 *
 * <p>Law: {@code vec(B X Aᵀ) = (A ⊗ B) vec(X)}.
 */
public final class Vec {
  private Vec() {}

  /**
   * Stacks the columns of a matrix.
   *
   * @param A (m, n)
   * @return vec(A), (m n, 1), a copy
   */
  public static Matrix of(Matrix A) {
    return new Matrix(A.rows * A.cols, 1, A.toColumnMajor(), false);
  }

  /**
   * Undoes {@link #of}.
   *
   * @param v (rows · cols, 1)
   * @param rows rows of the result
   * @param cols columns of the result
   * @return A with vec(A) = v, (rows, cols), a copy
   */
  public static Matrix toMatrix(Matrix v, int rows, int cols) {
    if (v.cols != 1 || v.rows != Shapes.size(rows, cols)) {
      throw new ShapeException(
          "Vec.toMatrix: %s is not the vec of a %s matrix"
              .formatted(Shapes.text(v), Shapes.text(rows, cols)));
    }
    return new Matrix(rows, cols, v.toColumnMajor(), false);
  }

  /** The columns of V, each taken as the vec of a (rows, cols) matrix, side by side. */
  static Matrix unstack(Matrix V, int rows, int cols) {
    return new Matrix(rows, cols * V.cols, V.toColumnMajor(), false);
  }
}
