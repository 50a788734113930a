package dev.layerwise.linalg;

/** The checks of shapes, and their words. */
final class Shapes {
  private Shapes() {}

  static int size(int rows, int cols) {
    if (rows < 0 || cols < 0) {
      throw new ShapeException("a matrix cannot be " + rows + "×" + cols);
    }
    if ((long) rows * cols > Integer.MAX_VALUE - 8) {
      throw new ShapeException(
          "a " + rows + "×" + cols + " matrix has more entries than an array holds (2³¹ − 9)");
    }
    return rows * cols;
  }

  static String text(Matrix A) {
    return text(A.rows, A.cols);
  }

  static String text(int rows, int cols) {
    return rows + "×" + cols;
  }

  static void square(String operation, Matrix A) {
    if (A.rows != A.cols) {
      throw new ShapeException(operation + ": the matrix is " + text(A) + ", not square");
    }
  }

  static void same(String operation, Matrix A, Matrix B) {
    if (A.rows != B.rows || A.cols != B.cols) {
      throw new ShapeException(
          operation + ": " + text(A) + " and " + text(B) + " have different shapes");
    }
  }

  static void inner(String operation, Matrix A, Matrix B) {
    if (A.cols != B.rows) {
      throw new ShapeException(
          operation
              + ": "
              + text(A)
              + " times "
              + text(B)
              + ": inner dimensions "
              + A.cols
              + " and "
              + B.rows
              + " differ");
    }
  }

  static void rows(String operation, int dim, Matrix B) {
    if (B.rows != dim) {
      throw new ShapeException(
          operation + ": a " + text(dim, dim) + " operator does not act on " + text(B));
    }
  }
}
