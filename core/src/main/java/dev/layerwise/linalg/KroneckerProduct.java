package dev.layerwise.linalg;

/**
 * The Kronecker product {@code A ⊗ B} of any two matrices, applied without being formed: {@code (A
 * ⊗ B) vec(X) = vec(B X Aᵀ)}.
 *
 * @param A (m, n)
 * @param B (p, q)
 */
public record KroneckerProduct(Matrix A, Matrix B) {

  /** The number of rows, m p. */
  public int rows() {
    return A.rows * B.rows;
  }

  /** The number of columns, n q. */
  public int cols() {
    return A.cols * B.cols;
  }

  /**
   * Product.
   *
   * @param V (n q, k); a column is vec(X) of an X of shape (q, n)
   * @return (A ⊗ B) V, (m p, k); a column is vec(B X Aᵀ)
   */
  public Matrix times(Matrix V) {
    if (V.rows != cols()) {
      throw new ShapeException(
          "KroneckerProduct.times: a %s product does not act on %s"
              .formatted(Shapes.text(rows(), cols()), Shapes.text(V)));
    }
    Matrix result = Matrix.zeros(rows(), V.cols);
    Matrix all = B.times(Vec.unstack(V, B.cols, A.cols));
    for (int k = 0; k < V.cols; k++) {
      Matrix Y = all.slice(0, B.rows, k * A.cols, (k + 1) * A.cols).times(A.T()); // B X Aᵀ
      System.arraycopy(Y.data, 0, result.data, k * result.rows, result.rows);
    }
    return result;
  }

  /** The transpose, Aᵀ ⊗ Bᵀ. */
  public KroneckerProduct T() {
    return new KroneckerProduct(A.T(), B.T());
  }

  /** The matrix itself, (m p, n q), for tests. */
  public Matrix dense() {
    Shapes.size(rows(), cols());
    return Matrix.generate(
        rows(), cols(), (i, j) -> A.get(i / B.rows, j / B.cols) * B.get(i % B.rows, j % B.cols));
  }
}
