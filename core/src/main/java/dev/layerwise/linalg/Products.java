package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Blas;
import dev.layerwise.linalg.blas.Operand;

/** Matrix products through BLAS, whatever the storage orders. */
final class Products {
  private static final Blas BLAS = Blas.current();

  /**
   * Entries from which a product with a vector goes to dgemv. Below, dgemm's small kernels are as
   * fast or faster (measured at orders 8 to 100); at order 1024 dgemv is 3 to 7 times as fast.
   */
  static final int VECTOR_WORK = 10_000;

  private Products() {}

  static Matrix times(Matrix A, Matrix B) {
    Shapes.inner("times", A, B);
    Matrix C = Matrix.zeros(A.rows, B.cols);
    if (A.sharesWith(B) && A.transposed != B.transposed && A.rows == B.cols) {
      symmetric(1, A, 0, C);
    } else {
      multiply(1, A, B, 0, C);
    }
    return C;
  }

  static Matrix accumulate(
      String operation, double alpha, Matrix A, Matrix B, double beta, Matrix C) {
    Shapes.inner(operation, A, B);
    if (C.rows != A.rows || C.cols != B.cols) {
      throw new ShapeException(
          operation
              + ": "
              + Shapes.text(A)
              + " times "
              + Shapes.text(B)
              + " does not fit "
              + Shapes.text(C));
    }
    if (C.sharesWith(A) || C.sharesWith(B)) {
      throw new IllegalArgumentException(
          operation
              + ": the result shares its entries with a factor; multiply into another matrix");
    }
    multiply(alpha, A, B, beta, C);
    return C;
  }

  /** C ← (A X) B through room of the thread; C may be X. */
  static Matrix leftFirst(Matrix A, Matrix X, Matrix B, Matrix C) {
    requireSandwich(A, X, B, C);
    int n = X.cols;
    if (n == 0) {
      return C.fill(0);
    }
    Operand AX = Room.ofThread(A.rows * n);
    multiplyInto(A, X, AX);
    int m = C.rows;
    if (C.cols == 1 && m * n >= VECTOR_WORK) {
      BLAS.dgemv(false, m, n, 1, AX, m, B.operand(), 0, C.operand());
    } else if (m == 1 && B.data.length >= VECTOR_WORK) {
      multiplyVector(1, B.T(), AX, 0, C.operand());
    } else if (m > 0 && C.cols > 0) {
      BLAS.dgemm(
          false, B.transposed, m, C.cols, n, 1, AX, m, B.operand(), B.ld(), 0, C.operand(), m);
    }
    return C;
  }

  /** C ← A (X B) through room of the thread; C may be X. */
  static Matrix rightFirst(Matrix A, Matrix X, Matrix B, Matrix C) {
    requireSandwich(A, X, B, C);
    int k = X.rows;
    if (k == 0) {
      return C.fill(0);
    }
    Operand XB = Room.ofThread(k * B.cols);
    multiplyInto(X, B, XB);
    int n = C.cols;
    if (n == 1 && A.data.length >= VECTOR_WORK) {
      multiplyVector(1, A, XB, 0, C.operand());
    } else if (C.rows == 1 && k * n >= VECTOR_WORK) {
      BLAS.dgemv(true, k, n, 1, XB, k, A.operand(), 0, C.operand());
    } else if (C.rows > 0 && n > 0) {
      BLAS.dgemm(
          A.transposed, false, C.rows, n, k, 1, A.operand(), A.ld(), XB, k, 0, C.operand(), C.rows);
    }
    return C;
  }

  private static void requireSandwich(Matrix A, Matrix X, Matrix B, Matrix C) {
    Shapes.inner("setToProduct", A, X);
    Shapes.inner("setToProduct", X, B);
    if (C.rows != A.rows || C.cols != B.cols) {
      throw new ShapeException(
          "setToProduct: %s times %s times %s does not fit %s"
              .formatted(Shapes.text(A), Shapes.text(X), Shapes.text(B), Shapes.text(C)));
    }
    if (C.sharesWith(A) || C.sharesWith(B) || C.transposed) {
      throw new IllegalArgumentException(
          "setToProduct: the result is a transposed view or shares its entries with an outer"
              + " factor; multiply into another matrix");
    }
  }

  /** The product, by columns, in the first entries of room. */
  private static void multiplyInto(Matrix A, Matrix B, Operand room) {
    if (A.rows == 0 || B.cols == 0) {
      return;
    }
    if (B.cols == 1 && A.data.length >= VECTOR_WORK) {
      multiplyVector(1, A, B.operand(), 0, room);
    } else if (A.rows == 1 && B.data.length >= VECTOR_WORK) {
      multiplyVector(1, B.T(), A.operand(), 0, room);
    } else {
      BLAS.dgemm(
          A.transposed,
          B.transposed,
          A.rows,
          B.cols,
          A.cols,
          1,
          A.operand(),
          A.ld(),
          B.operand(),
          B.ld(),
          0,
          room,
          A.rows);
    }
  }

  static Matrix gram(String operation, double alpha, Matrix A, double beta, Matrix C) {
    requireGram(operation, A, C);
    symmetric(alpha, A.T(), beta, C);
    return C;
  }

  /** C ← β C + α AᵀA in the lower triangle. */
  static Matrix lowerGram(double alpha, Matrix A, double beta, Matrix C) {
    requireGram("setLowerToGram", A, C);
    if (C.transposed) {
      throw new IllegalArgumentException(
          "setLowerToGram: a transposed view keeps its lower triangle above; use the original");
    }
    lower(alpha, A.T(), beta, C);
    return C;
  }

  private static void requireGram(String operation, Matrix A, Matrix C) {
    if (C.rows != A.cols || C.cols != A.cols) {
      throw new ShapeException(
          operation + ": AᵀA of a " + Shapes.text(A) + " matrix does not fit " + Shapes.text(C));
    }
    if (C.sharesWith(A)) {
      throw new IllegalArgumentException(
          operation + ": the result shares its entries with the factor; use another matrix");
    }
  }

  /** C ← α A Aᵀ + β C for symmetric C, both triangles. */
  private static void symmetric(double alpha, Matrix A, double beta, Matrix C) {
    lower(alpha, A, beta, C);
    Elementwise.mirror(C.data, A.rows);
  }

  private static void lower(double alpha, Matrix A, double beta, Matrix C) {
    int n = A.rows;
    if (n > 0) {
      BLAS.dsyrk(A.transposed, n, A.cols, alpha, A.operand(), A.ld(), beta, C.operand(), n);
    }
  }

  /** C ← α A B + β C. */
  private static void multiply(double alpha, Matrix A, Matrix B, double beta, Matrix C) {
    if (C.transposed) {
      multiplyUntransposed(alpha, B.T(), A.T(), beta, C.T());
    } else {
      multiplyUntransposed(alpha, A, B, beta, C);
    }
  }

  private static void multiplyUntransposed(
      double alpha, Matrix A, Matrix B, double beta, Matrix C) {
    multiply(
        A.transposed,
        B.transposed,
        C.rows,
        C.cols,
        A.cols,
        alpha,
        A.operand(),
        A.ld(),
        B.operand(),
        B.ld(),
        beta,
        C.operand());
  }

  /**
   * C ← α op(A) op(B) + β C for an (m, k) and a (k, n) operand that fill the beginning of their
   * storage, as C does, by columns.
   */
  static void multiply(
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
      Operand c) {
    if (m == 0 || n == 0) {
      return;
    }
    if (n == 1 && (long) m * k >= VECTOR_WORK) {
      BLAS.dgemv(transA, lda, transA ? m : k, alpha, a, lda, b, beta, c);
    } else if (m == 1 && (long) k * n >= VECTOR_WORK) {
      BLAS.dgemv(!transB, ldb, transB ? k : n, alpha, b, ldb, a, beta, c);
    } else if (k == 1 && beta == 0) {
      outer(m, n, alpha, a.array(), b.array(), c.array());
    } else {
      BLAS.dgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, m);
    }
  }

  /** C ← α (a bᵀ), in a third of dgemm's time (measured at 256 rows and 64 columns). */
  private static void outer(int m, int n, double alpha, double[] a, double[] b, double[] c) {
    for (int j = 0; j < n; j++) {
      double bj = b[j];
      int from = j * m;
      for (int i = 0; i < m; i++) {
        c[from + i] = alpha * (a[i] * bj);
      }
    }
  }

  /** y ← α A x + β y. */
  private static void multiplyVector(double alpha, Matrix A, Operand x, double beta, Operand y) {
    int columns = A.transposed ? A.rows : A.cols;
    BLAS.dgemv(A.transposed, A.ld(), columns, alpha, A.operand(), A.ld(), x, beta, y);
  }
}
