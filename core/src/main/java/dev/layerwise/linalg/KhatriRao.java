package dev.layerwise.linalg;

/**
 * The column-wise Khatri-Rao product {@code A ⊙ B}, whose column j is {@code aⱼ ⊗ bⱼ}, applied
 * without being formed.
 *
 * <p>Law: {@code (A ⊙ B)ᵀ(A ⊙ B) = AᵀA ∘ BᵀB}.
 *
 * @param A (m, r)
 * @param B (p, r)
 */
public record KhatriRao(Matrix A, Matrix B) {

  /**
   * Pairs the columns of two matrices.
   *
   * @throws ShapeException if the column counts differ
   */
  public KhatriRao {
    if (A.cols != B.cols) {
      throw new ShapeException(
          "KhatriRao: %s and %s have different numbers of columns"
              .formatted(Shapes.text(A), Shapes.text(B)));
    }
  }

  /** The number of rows, m p. */
  public int rows() {
    return A.rows * B.rows;
  }

  /** The number of columns, r. */
  public int cols() {
    return A.cols;
  }

  /**
   * Product.
   *
   * @param C (r, k)
   * @return (A ⊙ B) C, (m p, k); column j is vec(B diag(cⱼ) Aᵀ)
   */
  public Matrix times(Matrix C) {
    if (C.rows != cols()) {
      throw new ShapeException(
          "KhatriRao.times: a %s product does not act on %s"
              .formatted(Shapes.text(rows(), cols()), Shapes.text(C)));
    }
    Matrix result = Matrix.zeros(rows(), C.cols);
    double[] c = new double[cols()];
    for (int k = 0; k < C.cols; k++) {
      for (int j = 0; j < c.length; j++) {
        c[j] = C.get(j, k);
      }
      Matrix Y = B.times(Elementwise.scaleRows(A.T().copy(), c)); // B diag(c) Aᵀ
      System.arraycopy(Y.data, 0, result.data, k * result.rows, result.rows);
    }
    return result;
  }

  /**
   * Product with the transpose.
   *
   * @param V (m p, k); a column is vec(X) of an X of shape (p, m)
   * @return (A ⊙ B)ᵀ V, (r, k), with entries bⱼᵀ X aⱼ
   */
  public Matrix transposeTimes(Matrix V) {
    if (V.rows != rows()) {
      throw new ShapeException(
          "KhatriRao.transposeTimes: the transpose of a %s product does not act on %s"
              .formatted(Shapes.text(rows(), cols()), Shapes.text(V)));
    }
    Matrix result = Matrix.zeros(cols(), V.cols);
    Matrix all = Vec.unstack(V, B.rows, A.rows);
    for (int k = 0; k < V.cols; k++) {
      Matrix X = all.slice(0, B.rows, k * A.rows, (k + 1) * A.rows);
      Matrix XA = X.times(A);
      for (int j = 0; j < cols(); j++) {
        double sum = 0;
        for (int i = 0; i < B.rows; i++) {
          sum += B.get(i, j) * XA.get(i, j);
        }
        result.set(j, k, sum);
      }
    }
    return result;
  }

  /** The Gram matrix AᵀA ∘ BᵀB, (r, r), exactly symmetric. */
  public Matrix gram() {
    return Elementwise.multiply(A.T().times(A), B.T().times(B));
  }

  /** The matrix itself, (m p, r), for tests. */
  public Matrix dense() {
    return Matrix.generate(rows(), cols(), (i, j) -> A.get(i / B.rows, j) * B.get(i % B.rows, j));
  }
}
