package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Lapack;
import dev.layerwise.linalg.blas.Operand;

/**
 * The polar factor {@code U Vᵀ} of matrices {@code A = U diag(s) Vᵀ} of one shape, in storage that
 * is made once. Singular values of at most {@code max(m, n) ε s₁}, which rounding can leave where
 * the true ones are 0, count as 0 and their vectors are left out; so the factor is a function of
 * the matrix, and of a matrix of full rank it is the orthogonal one.
 *
 * <p>Law: {@code ⟨A, U Vᵀ⟩ = Σ s}, the nuclear norm. A matrix that cannot be decomposed leaves the
 * last good result as it was. Not safe for use by several threads.
 */
public final class KeptPolar {
  private static final Lapack LAPACK = Lapack.current();

  private final int m;
  private final int n;
  private final double[] s;
  private final Operand operandS;
  private final Matrix U;
  private final Matrix Vt;
  private final Matrix factor;
  private double nuclear;

  /**
   * Starts at 0.
   *
   * @param m rows
   * @param n columns
   */
  public KeptPolar(int m, int n) {
    this.m = m;
    this.n = n;
    int k = Math.min(m, n);
    s = new double[k];
    operandS = new Operand(s);
    U = Matrix.zeros(m, k);
    Vt = Matrix.zeros(k, n);
    factor = Matrix.zeros(m, n);
  }

  /**
   * Takes the polar factor of another matrix.
   *
   * @param A (m, n), not a transposed view
   * @return this
   * @throws NumericalException if an entry is not finite or the iteration does not converge
   */
  public KeptPolar setTo(Matrix A) {
    Shapes.same("KeptPolar", factor, A);
    if (!A.isFinite()) {
      throw new NumericalException(
          "KeptPolar (%s): an entry is not finite; check what it was computed from"
              .formatted(Shapes.text(A)));
    }
    Operand room = Room.ofThread(m * n);
    System.arraycopy(A.data, 0, room.array(), 0, m * n);
    int info =
        s.length == 0 ? 0 : LAPACK.dgesdd(true, m, n, room, m, operandS, U.operand(), Vt.operand());
    if (info != 0) {
      throw new NumericalException(
          "KeptPolar (%s): no convergence (info %d); scale the matrix"
              .formatted(Shapes.text(A), info));
    }
    nuclear = 0;
    double zero = s.length == 0 ? 0 : Math.max(m, n) * Math.ulp(1.0) * s[0];
    for (int j = 0; j < s.length; j++) {
      if (s[j] > zero) {
        nuclear += s[j];
      } else {
        java.util.Arrays.fill(U.data, j * m, (j + 1) * m, 0);
      }
    }
    factor.setToProduct(U, Vt);
    return this;
  }

  /**
   * The polar factor, (m, n); the same object always, to be changed only to restore a saved one.
   */
  public Matrix factor() {
    return factor;
  }

  /** The nuclear norm Σ s of the last matrix. */
  public double nuclearNorm() {
    return nuclear;
  }
}
