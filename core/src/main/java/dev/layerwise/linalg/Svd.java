package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Lapack;
import dev.layerwise.linalg.blas.Operand;

/**
 * The thin singular value decomposition {@code A = U diag(s) Vᵀ}, singular values descending.
 *
 * <p>With k = min(m, n), U is (m, k) and V is (n, k), both with orthonormal columns.
 */
public final class Svd {
  private static final Lapack LAPACK = Lapack.current();

  private final Matrix u;
  private final double[] s;
  private final Matrix vt;

  private Svd(Matrix u, double[] s, Matrix vt) {
    this.u = u;
    this.s = s;
    this.vt = vt;
  }

  /**
   * Decomposes a matrix of any shape.
   *
   * @param A (m, n)
   * @throws NumericalException if an entry is not finite or the iteration does not converge
   */
  public static Svd of(Matrix A) {
    int k = Math.min(A.rows, A.cols);
    Matrix U = Matrix.zeros(A.rows, k);
    Matrix Vt = Matrix.zeros(k, A.cols);
    double[] s = new double[k];
    solve(true, A, s, U.data, Vt.data);
    return new Svd(U, s, Vt);
  }

  /**
   * The singular values alone, at a fraction of the cost.
   *
   * @param A (m, n)
   * @return min(m, n) singular values, descending
   * @throws NumericalException if an entry is not finite or the iteration does not converge
   */
  public static double[] valuesOf(Matrix A) {
    double[] s = new double[Math.min(A.rows, A.cols)];
    solve(false, A, s, new double[1], new double[1]);
    return s;
  }

  private static void solve(boolean vectors, Matrix A, double[] s, double[] u, double[] vt) {
    if (!A.isFinite()) {
      throw new NumericalException(
          "Svd (%s): an entry is not finite; check what it was computed from"
              .formatted(Shapes.text(A)));
    }
    int info =
        s.length == 0
            ? 0
            : LAPACK.dgesdd(
                vectors,
                A.rows,
                A.cols,
                new Operand(A.toColumnMajor()),
                A.rows,
                new Operand(s),
                new Operand(u),
                new Operand(vt));
    if (info != 0) {
      throw new NumericalException(
          "Svd (%s): no convergence (info %d); scale the matrix".formatted(Shapes.text(A), info));
    }
  }

  /** U, (m, k), the left singular vectors in columns. */
  public Matrix u() {
    return u;
  }

  /** The singular values, descending, a copy. */
  public double[] s() {
    return s.clone();
  }

  /** V, (n, k), the right singular vectors in columns. */
  public Matrix v() {
    return vt.T();
  }
}
