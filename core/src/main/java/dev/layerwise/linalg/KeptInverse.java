package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Lapack;

/**
 * The inverse of a symmetric positive definite matrix in storage that is made once, for methods
 * that invert the same factor again and again: {@code X = (α S + λ I)⁻¹}.
 *
 * <p>Law: {@code X (α S + λ I) = I}. A matrix that cannot be inverted leaves the last good inverse
 * as it was, which costs no second matrix: the inverse is symmetric, so that its upper triangle
 * keeps it while the lower one is worked on. Not safe for use by several threads.
 */
public final class KeptInverse {
  private static final Lapack LAPACK = Lapack.current();

  private final int n;
  private final Matrix X;
  private final double[] diagonal;

  /**
   * Starts at the identity.
   *
   * @param n the order
   */
  public KeptInverse(int n) {
    this.n = n;
    X = Matrix.identity(n);
    diagonal = new double[n];
  }

  /**
   * Inverts another matrix.
   *
   * @param alpha α &gt; 0
   * @param S (n, n), symmetric, of which the lower triangle is read
   * @param lambda λ ≥ 0
   * @return this
   * @throws ShapeException if S is not (n, n)
   * @throws NumericalException if {@code α S + λ I} is not positive definite or not finite; the
   *     last good inverse stays
   */
  public KeptInverse setTo(double alpha, Matrix S, double lambda) {
    if (S.rows != n || S.cols != n) {
      throw new ShapeException(
          "KeptInverse: the matrix is " + Shapes.text(S) + "; want " + Shapes.text(n, n));
    }
    if (S.transposed) {
      throw new IllegalArgumentException(
          "KeptInverse: a transposed view keeps its lower triangle above; use the original");
    }
    double[] x = X.data;
    for (int j = 0; j < n; j++) {
      diagonal[j] = x[j + j * n];
      for (int i = j; i < n; i++) {
        x[i + j * n] = alpha * S.data[i + j * n];
      }
      x[j + j * n] += lambda;
    }
    int info = n == 0 ? 0 : LAPACK.dpotrf(n, X.operand(), n);
    int bad = info - 1;
    for (int i = 0; bad < 0 && i < n; i++) {
      if (!(x[i + i * n] > 0 && x[i + i * n] < Double.POSITIVE_INFINITY)) {
        bad = i;
      }
    }
    if (bad >= 0) {
      double pivot = x[bad + bad * n];
      restore();
      throw new NumericalException(
          "inverse (%s): pivot %d is %s".formatted(Shapes.text(n, n), bad, Numbers.brief(pivot))
              + (pivot <= 0
                  ? " ≤ 0; not positive definite at λ = "
                      + Numbers.brief(lambda)
                      + "; increase damping"
                  : "; the entries are not all finite; check what they were computed from"));
    }
    if (n > 0) {
      LAPACK.dpotri(n, X.operand(), n);
    }
    Elementwise.mirror(x, n);
    return this;
  }

  /** The lower triangle and the diagonal, from what is kept of the last good inverse. */
  private void restore() {
    for (int j = 0; j < n; j++) {
      X.data[j + j * n] = diagonal[j];
      for (int i = j + 1; i < n; i++) {
        X.data[i + j * n] = X.data[j + i * n];
      }
    }
  }

  /**
   * The last good inverse, (n, n), exactly symmetric; the same object always, to be changed only to
   * restore a saved one.
   */
  public Matrix matrix() {
    return X;
  }
}
