package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Blas;

/**
 * Work on one triangle of symmetric matrices, in place: a running second moment is updated by half
 * the work of a product, and its upper triangle is filled in only when somebody needs it.
 *
 * <p>Matrices of which the lower triangle alone is kept are what {@link Cholesky}, {@link
 * SymmetricEigen}, {@link KeptInverse} and {@link KeptEigen} read. No argument is a transposed
 * view. Nothing is allocated.
 */
public final class Symmetric {
  private static final Blas BLAS = Blas.current();

  private Symmetric() {}

  /**
   * {@code C ← β C + α AᵀA} in the lower triangle.
   *
   * @param beta β; if 0, C is not read
   * @param alpha α; 1/n for the second moment of n rows
   * @param A (n, d)
   * @param C (d, d), of which the lower triangle is read and written
   * @return C
   * @throws ShapeException if C is not (d, d)
   */
  public static Matrix blendGram(double beta, double alpha, Matrix A, Matrix C) {
    require("blendGram", A.cols, A, C);
    if (A.cols > 0) {
      BLAS.dsyrk(true, A.cols, A.rows, alpha, A.operand(), A.ld(), beta, C.operand(), C.rows);
    }
    return C;
  }

  /**
   * {@code C ← β C + α [A 1]ᵀ[A 1]} in the lower triangle; the column of ones is never formed.
   *
   * @param beta β; if 0, C is not read
   * @param alpha α; 1/n for the second moment of n rows
   * @param A (n, d)
   * @param C (d + 1, d + 1), of which the lower triangle is read and written
   * @return C
   * @throws ShapeException if C is not (d + 1, d + 1)
   */
  public static Matrix blendGramWithOnes(double beta, double alpha, Matrix A, Matrix C) {
    int n = A.rows;
    int d = A.cols;
    require("blendGramWithOnes", d + 1, A, C);
    if (d > 0) {
      BLAS.dsyrk(true, d, n, alpha, A.operand(), A.ld(), beta, C.operand(), d + 1);
    }
    for (int j = 0; j <= d; j++) {
      int entry = d + j * (d + 1);
      double past = beta == 0 ? 0 : beta * C.data[entry];
      double fresh = j < d ? Elementwise.sum(A.data, j * n, (j + 1) * n) : n;
      C.data[entry] = past + alpha * fresh;
    }
    return C;
  }

  /**
   * The product of two symmetric matrices that commute, so that it is symmetric: {@code C ← A B} in
   * the lower triangle, by little more than half of the work of a product. Entries above it are of
   * no worth.
   *
   * @param A (d, d), both triangles
   * @param B (d, d), both triangles
   * @param C (d, d), other entries than A and B
   * @return C
   * @throws ShapeException if they do not fit
   */
  public static Matrix setLowerToProduct(Matrix A, Matrix B, Matrix C) {
    Shapes.square("setLowerToProduct", A);
    Shapes.same("setLowerToProduct", A, B);
    Shapes.same("setLowerToProduct", A, C);
    refuseView("setLowerToProduct", C);
    if (C.sharesWith(A) || C.sharesWith(B)) {
      throw new IllegalArgumentException(
          "setLowerToProduct: the result shares its entries with a factor; use another matrix");
    }
    int d = A.rows;
    if (d > 0) {
      BLAS.dgemmt(d, d, 1, A.operand(), d, B.operand(), d, 0, C.operand(), d);
    }
    return C;
  }

  /**
   * Copies the lower triangle to the upper one.
   *
   * @param C (d, d), of which the lower triangle is read
   * @return C, exactly symmetric
   * @throws ShapeException if C is not square
   */
  public static Matrix mirrorLower(Matrix C) {
    Shapes.square("mirrorLower", C);
    refuseView("mirrorLower", C);
    Elementwise.mirror(C.data, C.rows);
    return C;
  }

  private static void require(String operation, int d, Matrix A, Matrix C) {
    refuseView(operation, A);
    refuseView(operation, C);
    if (C.rows != d || C.cols != d) {
      throw new ShapeException(
          "%s: the Gram matrix of a %s batch is %s and does not fit %s"
              .formatted(operation, Shapes.text(A), Shapes.text(d, d), Shapes.text(C)));
    }
    if (C.sharesWith(A)) {
      throw new IllegalArgumentException(
          operation + ": the result shares its entries with the batch; use another matrix");
    }
  }

  private static void refuseView(String operation, Matrix A) {
    if (A.transposed) {
      throw new IllegalArgumentException(
          operation + ": a transposed view keeps its lower triangle above; use the original");
    }
  }
}
