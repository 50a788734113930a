package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Lapack;
import dev.layerwise.linalg.blas.Operand;

/**
 * The eigendecomposition {@code S = V diag(λ) Vᵀ} of a symmetric matrix in storage that is made
 * once, eigenvalues ascending.
 *
 * <p>A matrix that cannot be decomposed leaves the last good result as it was. Not safe for use by
 * several threads.
 */
public final class KeptEigen {
  private static final Lapack LAPACK = Lapack.current();

  private final int n;
  private final Matrix vectors;
  private final Matrix values;
  private final Operand spareValues;

  /**
   * Starts at the identity.
   *
   * @param n the order
   */
  public KeptEigen(int n) {
    this.n = n;
    vectors = Matrix.identity(n);
    values = Matrix.zeros(n, 1).fill(1);
    spareValues = new Operand(new double[n]);
  }

  /**
   * Decomposes another matrix.
   *
   * @param S (n, n), symmetric, of which the lower triangle is read
   * @return this
   * @throws ShapeException if S is not (n, n)
   * @throws NumericalException if an entry of the lower triangle is not finite or the iteration
   *     does not converge; the last good result stays
   */
  public KeptEigen setTo(Matrix S) {
    if (S.rows != n || S.cols != n) {
      throw new ShapeException(
          "KeptEigen: the matrix is " + Shapes.text(S) + "; want " + Shapes.text(n, n));
    }
    if (S.transposed) {
      throw new IllegalArgumentException(
          "KeptEigen: a transposed view keeps its lower triangle above; use the original");
    }
    double zero = 0;
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) {
        zero += 0 * S.data[i + j * n];
      }
    }
    if (zero != 0) {
      throw new NumericalException(
          "KeptEigen (%s): an entry is not finite; check what it was computed from"
              .formatted(Shapes.text(S)));
    }
    Operand room = Room.ofThread(n * n);
    System.arraycopy(S.data, 0, room.array(), 0, n * n);
    int info = n == 0 ? 0 : LAPACK.dsyevd(true, n, room, n, spareValues);
    if (info != 0) {
      throw new NumericalException(
          "KeptEigen (%s): no convergence (info %d); scale the matrix"
              .formatted(Shapes.text(S), info));
    }
    System.arraycopy(room.array(), 0, vectors.data, 0, n * n);
    System.arraycopy(spareValues.array(), 0, values.data, 0, n);
    return this;
  }

  /**
   * V, the eigenvectors in columns, (n, n); the same object always, to be changed only to restore a
   * saved one.
   */
  public Matrix vectors() {
    return vectors;
  }

  /** λ, ascending, (n, 1); the same object always, to be changed only to restore a saved one. */
  public Matrix values() {
    return values;
  }
}
