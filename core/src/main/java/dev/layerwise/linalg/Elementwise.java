package dev.layerwise.linalg;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/** Loops over entries; two matrices may store theirs in different orders. */
final class Elementwise {
  /** Order above which an array and its mirror image do not stay in the cache (measured). */
  private static final int LARGE = 256;

  /** Edge of tiles for large orders: at powers of two, all lines of a tile share few cache sets. */
  private static final int LARGE_TILE = 8;

  private Elementwise() {}

  static Matrix add(String operation, Matrix A, double alpha, Matrix B) {
    Shapes.same(operation, A, B);
    double[] a = A.data;
    boolean copied = aliased(A, B);
    double[] b = copied ? Layout.inOrderOf(A, B) : B.data;
    if (A.transposed == B.transposed || copied) {
      for (int i = 0; i < a.length; i++) {
        a[i] += alpha * b[i];
      }
      return A;
    }
    int m = A.ld();
    int n = B.ld();
    for (int j0 = 0; j0 < n; j0 += Layout.TILE) {
      int j1 = Math.min(n, j0 + Layout.TILE);
      for (int i0 = 0; i0 < m; i0 += Layout.TILE) {
        int i1 = Math.min(m, i0 + Layout.TILE);
        for (int j = j0; j < j1; j++) {
          for (int i = i0; i < i1; i++) {
            a[i + j * m] += alpha * b[j + i * n];
          }
        }
      }
    }
    return A;
  }

  static Matrix multiply(Matrix A, Matrix B) {
    Shapes.same("hadamard", A, B);
    double[] b = Layout.inOrderOf(A, B);
    for (int i = 0; i < b.length; i++) {
      A.data[i] *= b[i];
    }
    return A;
  }

  static Matrix zip(Matrix A, Matrix B, DoubleBinaryOperator f) {
    Shapes.same("zipInPlace", A, B);
    double[] a = A.data;
    boolean copied = aliased(A, B);
    double[] b = copied ? Layout.inOrderOf(A, B) : B.data;
    if (A.transposed == B.transposed || copied) {
      for (int i = 0; i < a.length; i++) {
        a[i] = f.applyAsDouble(a[i], b[i]);
      }
      return A;
    }
    int m = A.ld();
    int n = B.ld();
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < m; i++) {
        a[i + j * m] = f.applyAsDouble(a[i + j * m], b[j + i * n]);
      }
    }
    return A;
  }

  /** Whether B is the transposed view of A, so that writing A would change B under way. */
  private static boolean aliased(Matrix A, Matrix B) {
    return A.sharesWith(B) && A.transposed != B.transposed;
  }

  static Matrix symmetrize(Matrix A) {
    int n = A.rows;
    double[] a = A.data;
    for (int j0 = 0; j0 < n; j0 += Layout.TILE) {
      int j1 = Math.min(n, j0 + Layout.TILE);
      for (int i0 = j0; i0 < n; i0 += Layout.TILE) {
        int i1 = Math.min(n, i0 + Layout.TILE);
        for (int j = j0; j < j1; j++) {
          for (int i = Math.max(i0, j + 1); i < i1; i++) {
            double mean = 0.5 * a[i + j * n] + 0.5 * a[j + i * n];
            a[i + j * n] = mean;
            a[j + i * n] = mean;
          }
        }
      }
    }
    return A;
  }

  /**
   * Copies the strict lower triangle of a column-major (n, n) array to the upper one, which it
   * writes in order: measured at n = 1024, in a quarter of the time of reading in order.
   */
  static void mirror(double[] a, int n) {
    int tile = n > LARGE ? LARGE_TILE : Layout.TILE;
    for (int j0 = 0; j0 < n; j0 += tile) {
      for (int i0 = j0; i0 < n; i0 += tile) {
        int i1 = Math.min(n, i0 + tile);
        for (int i = i0; i < i1; i++) {
          int j1 = Math.min(i, j0 + tile);
          for (int j = j0; j < j1; j++) {
            a[j + i * n] = a[i + j * n];
          }
        }
      }
    }
  }

  /** A ← A + λ I. */
  static Matrix addToDiagonal(Matrix A, double lambda) {
    for (int i = 0; i < A.rows; i++) {
      A.data[i + i * A.rows] += lambda;
    }
    return A;
  }

  /** A ← diag(d) A. */
  static Matrix scaleRows(Matrix A, double[] d) {
    for (int j = 0; j < A.cols; j++) {
      for (int i = 0; i < A.rows; i++) {
        A.data[A.transposed ? j + i * A.cols : i + j * A.rows] *= d[i];
      }
    }
    return A;
  }

  static double dot(Matrix A, Matrix B) {
    Shapes.same("dot", A, B);
    double[] b = Layout.inOrderOf(A, B);
    return dot(A.data, 0, b, 0, b.length);
  }

  /** The inner product of n entries each, in four interleaved parts for speed. */
  static double dot(double[] a, int fromA, double[] b, int fromB, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += a[fromA + i] * b[fromB + i];
      s1 += a[fromA + i + 1] * b[fromB + i + 1];
      s2 += a[fromA + i + 2] * b[fromB + i + 2];
      s3 += a[fromA + i + 3] * b[fromB + i + 3];
    }
    for (; i < n; i++) {
      s0 += a[fromA + i] * b[fromB + i];
    }
    return s0 + s1 + (s2 + s3);
  }

  /** The sum of the entries number from to below to, in four interleaved parts for speed. */
  static double sum(double[] a, int from, int to) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      s0 += a[i];
      s1 += a[i + 1];
      s2 += a[i + 2];
      s3 += a[i + 3];
    }
    for (; i < to; i++) {
      s0 += a[i];
    }
    return s0 + s1 + (s2 + s3);
  }

  static double sum(double[] a) {
    double sum = 0;
    for (double x : a) {
      sum += x;
    }
    return sum;
  }

  static double maxAbs(double[] a) {
    double max = 0;
    for (double x : a) {
      max = Math.max(max, Math.abs(x));
    }
    return max;
  }

  static boolean isFinite(double[] a) {
    double z0 = 0;
    double z1 = 0;
    double z2 = 0;
    double z3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) { // four sums that do not wait for each other
      z0 += a[i] * 0;
      z1 += a[i + 1] * 0;
      z2 += a[i + 2] * 0;
      z3 += a[i + 3] * 0;
    }
    for (; i < a.length; i++) {
      z0 += a[i] * 0;
    }
    return z0 + z1 + (z2 + z3) == 0;
  }

  static double norm(double[] a) {
    double squares = sumOfSquares(a);
    if (squares >= 1e-280 && squares <= 1e300) {
      return Math.sqrt(squares);
    }
    double scale = maxAbs(a);
    if (scale == 0 || !(scale < Double.POSITIVE_INFINITY)) {
      return scale;
    }
    squares = 0; // again, without overflow
    for (double x : a) {
      squares += (x / scale) * (x / scale);
    }
    return scale * Math.sqrt(squares);
  }

  private static double sumOfSquares(double[] a) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) { // four sums that do not wait for each other
      s0 += a[i] * a[i];
      s1 += a[i + 1] * a[i + 1];
      s2 += a[i + 2] * a[i + 2];
      s3 += a[i + 3] * a[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * a[i];
    }
    return s0 + s1 + (s2 + s3);
  }

  static double operatorNorm(Matrix A) {
    double scale = maxAbs(A.data);
    if (!(scale < Double.POSITIVE_INFINITY)) {
      return Double.NaN;
    }
    if (scale == 0) {
      return 0;
    }
    Matrix B = A.map(x -> x / scale); // not times 1/scale, which can overflow
    Matrix gram = A.rows < A.cols ? B.times(B.T()) : B.T().times(B);
    double[] values = SymmetricEigen.valuesOf(gram);
    return scale * Math.sqrt(Arrays.stream(values).max().orElse(0));
  }
}
