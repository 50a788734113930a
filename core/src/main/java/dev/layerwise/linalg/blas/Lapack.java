package dev.layerwise.linalg.blas;

/**
 * The LAPACK routines that this library uses, over column-major arrays, each an {@link Operand}.
 *
 * <p>Each returns LAPACK's {@code info}: 0 for success, a positive number for numbers that the
 * algorithm cannot go on with. Triangles are lower. Sizes are the caller's business.
 */
public sealed interface Lapack permits OpenLapack, JavaLapack {

  /**
   * The backend in use, chosen once for each JVM.
   *
   * @return OpenBLAS, or the Java twin where it was asked for by name
   */
  static Lapack current() {
    return Backend.LAPACK;
  }

  /**
   * Cholesky factorisation {@code A = L Lᵀ} in the lower triangle.
   *
   * @param n order of A
   * @param a A, then L; the strict upper triangle is not touched
   * @param lda leading dimension of A
   * @return 0, or k where the k-th pivot (from 1) is not positive and stands in {@code a}
   */
  int dpotrf(int n, Operand a, int lda);

  /**
   * The inverse of {@code L Lᵀ} in the lower triangle.
   *
   * @param n order of A
   * @param a L of {@link #dpotrf}, then the lower triangle of the inverse
   * @param lda leading dimension of A
   * @return 0, or k where the k-th diagonal entry of L (from 1) is 0
   */
  int dpotri(int n, Operand a, int lda);

  /**
   * Eigenvalues, ascending, and on request eigenvectors of a symmetric matrix.
   *
   * @param vectors whether eigenvectors are wanted
   * @param n order of A
   * @param a A, lower triangle; then the eigenvectors in columns, or rubbish
   * @param lda leading dimension of A
   * @param w the eigenvalues
   * @return 0, or a positive number where the iteration did not converge
   */
  int dsyevd(boolean vectors, int n, Operand a, int lda, Operand w);

  /**
   * QR factorisation in Householder form.
   *
   * @param m rows of A
   * @param n columns of A
   * @param a A, then R on and above the diagonal and the reflectors below
   * @param lda leading dimension of A
   * @param tau the reflectors' factors, min(m, n) of them
   * @return 0
   */
  int dgeqrf(int m, int n, Operand a, int lda, Operand tau);

  /**
   * The first n columns of Q from k reflectors.
   *
   * @param m rows of Q
   * @param n columns of Q
   * @param k reflectors
   * @param a the reflectors of {@link #dgeqrf}, then Q
   * @param lda leading dimension of A
   * @param tau the reflectors' factors
   * @return 0
   */
  int dorgqr(int m, int n, int k, Operand a, int lda, Operand tau);

  /**
   * Thin singular value decomposition {@code A = U diag(s) Vᵀ}, s descending.
   *
   * @param vectors whether singular vectors are wanted
   * @param m rows of A
   * @param n columns of A
   * @param a A, destroyed
   * @param lda leading dimension of A
   * @param s the min(m, n) singular values
   * @param u U, (m, min(m, n)), if wanted
   * @param vt Vᵀ, (min(m, n), n), if wanted
   * @return 0, or a positive number where the iteration did not converge
   */
  int dgesdd(boolean vectors, int m, int n, Operand a, int lda, Operand s, Operand u, Operand vt);

  /**
   * LU factorisation with partial pivoting.
   *
   * @param n order of A
   * @param a A, then L (unit diagonal) and U
   * @param lda leading dimension of A
   * @param pivots the row exchanged with row i, from 1
   * @return 0, or k where the k-th pivot (from 1) is exactly 0
   */
  int dgetrf(int n, Operand a, int lda, int[] pivots);

  /**
   * Solves {@code op(A) X = B} with the factors of {@link #dgetrf}.
   *
   * @param trans whether op(A) = Aᵀ
   * @param n order of A
   * @param nrhs columns of B
   * @param a the factors
   * @param lda leading dimension of A
   * @param pivots the exchanges
   * @param b B, then X
   * @param ldb leading dimension of B
   * @return 0
   */
  int dgetrs(boolean trans, int n, int nrhs, Operand a, int lda, int[] pivots, Operand b, int ldb);
}
