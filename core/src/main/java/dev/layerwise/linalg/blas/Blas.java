package dev.layerwise.linalg.blas;

/**
 * The BLAS routines that this library uses, over column-major arrays, each an {@link Operand}.
 *
 * <p>Arguments are those of the reference BLAS, without the ones that never change here: triangles
 * are lower, diagonals are not unit, vector increments are 1. Sizes are the caller's business:
 * nothing is checked.
 */
public sealed interface Blas permits OpenBlas, JavaBlas {

  /**
   * The backend in use, chosen once for each JVM.
   *
   * @return OpenBLAS, or the Java twin where it was asked for by name
   */
  static Blas current() {
    return Backend.BLAS;
  }

  /**
   * General product: {@code C ← α op(A) op(B) + β C}.
   *
   * @param transA whether op(A) = Aᵀ
   * @param transB whether op(B) = Bᵀ
   * @param m rows of C
   * @param n columns of C
   * @param k inner dimension
   * @param alpha α
   * @param a A
   * @param lda leading dimension of A
   * @param b B
   * @param ldb leading dimension of B
   * @param beta β; if 0, C is not read
   * @param c C
   * @param ldc leading dimension of C
   */
  default void dgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      double alpha,
      Operand a,
      int lda,
      Operand b,
      int ldb,
      double beta,
      Operand c,
      int ldc) {
    dgemm(transA, transB, m, n, k, alpha, a, /* first= */ 0, lda, b, ldb, beta, c, ldc);
  }

  /**
   * The same, with an A that is some rows of a taller matrix, or begins elsewhere in its array.
   *
   * @param first the entry of the array where A begins; one of few, for what it takes is kept
   */
  void dgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      double alpha,
      Operand a,
      int first,
      int lda,
      Operand b,
      int ldb,
      double beta,
      Operand c,
      int ldc);

  /**
   * Symmetric rank-k update of the lower triangle: {@code C ← α A Aᵀ + β C}, or with {@code α AᵀA}.
   *
   * @param trans whether the update is {@code α AᵀA}
   * @param n order of C
   * @param k inner dimension
   * @param alpha α
   * @param a A
   * @param lda leading dimension of A
   * @param beta β; if 0, C is not read
   * @param c C; its strict upper triangle stays as it is
   * @param ldc leading dimension of C
   */
  void dsyrk(
      boolean trans,
      int n,
      int k,
      double alpha,
      Operand a,
      int lda,
      double beta,
      Operand c,
      int ldc);

  /**
   * Lower triangle of a product: {@code C ← α AᵀB + β C}.
   *
   * @param n order of C
   * @param k inner dimension
   * @param alpha α
   * @param a A, (k, n)
   * @param lda leading dimension of A
   * @param b B, (k, n)
   * @param ldb leading dimension of B
   * @param beta β; if 0, C is not read
   * @param c C, of whose strict upper triangle some entries are overwritten too
   * @param ldc leading dimension of C
   */
  void dgemmt(
      int n,
      int k,
      double alpha,
      Operand a,
      int lda,
      Operand b,
      int ldb,
      double beta,
      Operand c,
      int ldc);

  /**
   * Triangular solve: {@code B ← α op(L)⁻¹ B}, or {@code B ← α B op(L)⁻¹}.
   *
   * @param right whether L stands on the right
   * @param trans whether op(L) = Lᵀ
   * @param m rows of B
   * @param n columns of B
   * @param alpha α
   * @param l lower triangular L; its strict upper triangle is not read
   * @param ldl leading dimension of L
   * @param b B
   * @param ldb leading dimension of B
   */
  void dtrsm(
      boolean right,
      boolean trans,
      int m,
      int n,
      double alpha,
      Operand l,
      int ldl,
      Operand b,
      int ldb);

  /**
   * Triangular product: {@code B ← α op(L) B}, or {@code B ← α B op(L)}.
   *
   * @param right whether L stands on the right
   * @param trans whether op(L) = Lᵀ
   * @param m rows of B
   * @param n columns of B
   * @param alpha α
   * @param l lower triangular L; its strict upper triangle is not read
   * @param ldl leading dimension of L
   * @param b B
   * @param ldb leading dimension of B
   */
  void dtrmm(
      boolean right,
      boolean trans,
      int m,
      int n,
      double alpha,
      Operand l,
      int ldl,
      Operand b,
      int ldb);

  /**
   * Matrix-vector product: {@code y ← α op(A) x + β y}.
   *
   * @param trans whether op(A) = Aᵀ
   * @param m rows of A
   * @param n columns of A
   * @param alpha α
   * @param a A
   * @param lda leading dimension of A
   * @param x x
   * @param beta β; if 0, y is not read
   * @param y y
   */
  void dgemv(
      boolean trans,
      int m,
      int n,
      double alpha,
      Operand a,
      int lda,
      Operand x,
      double beta,
      Operand y);

  /**
   * Rank-one update: {@code A ← A + α x yᵀ}.
   *
   * @param m rows of A
   * @param n columns of A
   * @param alpha α
   * @param x x
   * @param y y
   * @param a A
   * @param lda leading dimension of A
   */
  void dger(int m, int n, double alpha, Operand x, Operand y, Operand a, int lda);
}
