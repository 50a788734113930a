package dev.layerwise.linalg;

/**
 * The geodesic of rotations from the identity to an orthonormal basis, {@code U_γ = exp(γ log U)}:
 * {@code U_0 = I}, and U_1 is U with some columns reversed, which is the same basis.
 *
 * <p>A real logarithm needs the determinant 1. So columns are reversed first: each that has a
 * negative entry on the diagonal, and then, where the determinant is −1, the one whose entry on the
 * diagonal is smallest in magnitude; what rounding could have made counts as 0. The path depends on
 * the order of the columns; a basis of eigenvectors is taken in ascending order of the eigenvalues.
 *
 * <p>Law: {@code U_γ U_δ = U_{γ+δ}}.
 *
 * <p>Source: Adam-or-GN Alg. 2. There {@code real(expm(γ logm U))} is taken of any U; where the
 * determinant is −1 that matrix is singular at γ = ½.
 */
public final class Geodesic {
  /** Magnitudes on the diagonal that rounding may have made of equal ones, or of 0. */
  private static final double SAME = 1e-12;

  private final Matrix end;
  private final Matrix K;

  private Geodesic(Matrix end) {
    this.end = end;
    this.K = MatrixFunctions.log(end);
  }

  /**
   * Finds the geodesic to a basis.
   *
   * @param U (n, n), orthonormal columns
   * @throws IllegalArgumentException if U is not orthogonal
   * @throws NumericalException if an entry is not finite
   */
  public static Geodesic to(Matrix U) {
    return new Geodesic(oriented(U));
  }

  private static Matrix oriented(Matrix U) {
    Shapes.square("Geodesic", U);
    Matrix Q = U.copy();
    int least = 0;
    for (int j = 0; j < Q.cols; j++) {
      if (Q.get(j, j) < -SAME) {
        reverse(Q, j);
      }
      if (Q.get(j, j) < Q.get(least, least) - SAME) {
        least = j;
      }
    }
    if (Q.cols > 0 && Lu.of(Q).determinant() < 0) {
      reverse(Q, least);
    }
    return Q;
  }

  private static void reverse(Matrix Q, int j) {
    for (int i = 0; i < Q.rows; i++) {
      Q.set(i, j, -Q.get(i, j));
    }
  }

  /** U_1, (n, n): the basis with the columns reversed that had to be. */
  public Matrix end() {
    return end;
  }

  /**
   * A point of the geodesic.
   *
   * @param gamma γ, 0 at the identity and 1 at the basis
   * @return U_γ, (n, n), a rotation
   */
  public Matrix at(double gamma) {
    return gamma == 1 ? end.copy() : MatrixFunctions.exp(K.times(gamma)); // exp(γ log U)
  }
}
