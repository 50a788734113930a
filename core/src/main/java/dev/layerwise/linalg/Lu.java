package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Lapack;
import dev.layerwise.linalg.blas.Operand;

/**
 * The LU factorisation {@code A = P L U} of a square matrix, with partial pivoting.
 *
 * <p>Law: {@code Lu.of(A).solve(A.times(B)) = B}.
 */
public final class Lu {
  private static final Lapack LAPACK = Lapack.current();

  private final int n;
  private final boolean transposed;
  private final double[] factors;
  private final int[] pivots;

  private Lu(int n, boolean transposed, double[] factors, int[] pivots) {
    this.n = n;
    this.transposed = transposed;
    this.factors = factors;
    this.pivots = pivots;
  }

  /**
   * Factorises a matrix.
   *
   * @param A (n, n)
   * @throws NumericalException if a pivot is exactly 0 or not finite, naming it (from 0)
   */
  public static Lu of(Matrix A) {
    Shapes.square("Lu", A);
    int n = A.rows;
    double[] a = A.data.clone();
    int[] pivots = new int[n];
    int info = n == 0 ? 0 : LAPACK.dgetrf(n, new Operand(a), n, pivots);
    if (info > 0) {
      throw new NumericalException(
          "Lu (%s): pivot %d is 0; singular; remove dependent rows or add a multiple of I"
              .formatted(Shapes.text(A), info - 1));
    }
    for (int i = 0; i < n; i++) {
      if (!Double.isFinite(a[i + i * n])) {
        throw new NumericalException(
            "Lu (%s): pivot %d is %s; the entries are not all finite or too large; check what they"
                    .formatted(Shapes.text(A), i, Numbers.brief(a[i + i * n]))
                + " were computed from");
      }
    }
    return new Lu(n, A.transposed, a, pivots);
  }

  /**
   * Solves A X = B.
   *
   * @param B (n, k)
   * @return A⁻¹ B, (n, k)
   */
  public Matrix solve(Matrix B) {
    Shapes.rows("Lu.solve", n, B);
    Matrix X = new Matrix(n, B.cols, B.toColumnMajor(), false);
    if (n > 0 && B.cols > 0) {
      LAPACK.dgetrs(transposed, n, B.cols, new Operand(factors), n, pivots, X.operand(), n);
    }
    return X;
  }

  /** The determinant. */
  public double determinant() {
    double det = 1;
    for (int i = 0; i < n; i++) {
      det *= pivots[i] == i + 1 ? factors[i + i * n] : -factors[i + i * n];
    }
    return det;
  }
}
