package dev.layerwise.linalg.blas;

import java.util.Arrays;

/** Singular values by one-sided Jacobi rotations, and the vectors that go with them. */
final class JavaSvd {
  private static final int MAX_SWEEPS = 60;
  private static final double ORTHOGONAL = 0x1p-52;

  private JavaSvd() {}

  static int solve(
      boolean vectors, int m, int n, double[] a, int lda, double[] s, double[] u, double[] vt) {
    // Of the two shapes the tall one is rotated: columns of W = A or Aᵀ become orthogonal.
    boolean wide = m < n;
    int rows = Math.max(m, n);
    int cols = Math.min(m, n);
    double[] w = new double[rows * cols];
    for (int j = 0; j < cols; j++) {
      for (int i = 0; i < rows; i++) {
        w[i + j * rows] = wide ? a[j + i * lda] : a[i + j * lda];
      }
    }
    double[] z = new double[cols * cols];
    for (int j = 0; j < cols; j++) {
      z[j + j * cols] = 1;
    }
    if (!orthogonalize(w, rows, z, cols)) {
      return 1;
    }
    double[] norms = new double[cols];
    for (int j = 0; j < cols; j++) {
      norms[j] = Math.sqrt(dot(w, rows, j, j));
    }
    Integer[] order = new Integer[cols];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Double.compare(norms[j], norms[i]));
    double[] left = new double[rows * cols];
    for (int k = 0; k < cols; k++) {
      int from = order[k];
      s[k] = norms[from];
      for (int i = 0; i < rows; i++) {
        left[i + k * rows] = s[k] == 0 ? 0 : w[i + from * rows] / s[k];
      }
    }
    if (!vectors) {
      return 0;
    }
    complete(left, rows, s);
    // A = left diag(s) Zᵀ, or, of the transpose, A = Z diag(s) leftᵀ.
    for (int k = 0; k < cols; k++) {
      for (int i = 0; i < rows; i++) {
        if (wide) {
          vt[k + i * cols] = left[i + k * rows];
        } else {
          u[i + k * rows] = left[i + k * rows];
        }
      }
      for (int i = 0; i < cols; i++) {
        if (wide) {
          u[i + k * cols] = z[i + order[k] * cols];
        } else {
          vt[k + i * cols] = z[i + order[k] * cols];
        }
      }
    }
    return 0;
  }

  private static double dot(double[] w, int rows, int p, int q) {
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      sum += w[i + p * rows] * w[i + q * rows];
    }
    return sum;
  }

  private static boolean orthogonalize(double[] w, int rows, double[] z, int cols) {
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      boolean rotated = false;
      for (int p = 0; p < cols - 1; p++) {
        for (int q = p + 1; q < cols; q++) {
          double pp = dot(w, rows, p, p);
          double qq = dot(w, rows, q, q);
          double pq = dot(w, rows, p, q);
          if (Math.abs(pq) <= rows * ORTHOGONAL * Math.sqrt(pp) * Math.sqrt(qq)) {
            continue;
          }
          rotated = true;
          double theta = (qq - pp) / (2 * pq);
          double t = Math.copySign(1 / (Math.abs(theta) + Math.hypot(1, theta)), theta);
          double c = 1 / Math.hypot(1, t);
          rotate(w, rows, p, q, c, t * c);
          rotate(z, cols, p, q, c, t * c);
        }
      }
      if (!rotated) {
        return true;
      }
    }
    return false;
  }

  private static void rotate(double[] a, int rows, int p, int q, double c, double s) {
    for (int i = 0; i < rows; i++) {
      double x = a[i + p * rows];
      double y = a[i + q * rows];
      a[i + p * rows] = c * x - s * y;
      a[i + q * rows] = s * x + c * y;
    }
  }

  /** Makes up orthonormal columns where a singular value is zero to working precision. */
  private static void complete(double[] left, int rows, double[] s) {
    for (int k = 0; k < s.length; k++) {
      if (s[k] > rows * ORTHOGONAL * s[0]) {
        continue;
      }
      double best = 0;
      for (int e = 0; e < rows && best < 0.5; e++) {
        double[] candidate = new double[rows];
        candidate[e] = 1;
        // Twice is enough: the second pass removes what rounding left of the first.
        for (int pass = 0; pass < 2; pass++) {
          for (int j = 0; j < k; j++) {
            double dot = 0;
            for (int i = 0; i < rows; i++) {
              dot += candidate[i] * left[i + j * rows];
            }
            for (int i = 0; i < rows; i++) {
              candidate[i] -= dot * left[i + j * rows];
            }
          }
        }
        double norm = Math.sqrt(Arrays.stream(candidate).map(x -> x * x).sum());
        if (norm > best) {
          best = norm;
          for (int i = 0; i < rows; i++) {
            left[i + k * rows] = candidate[i] / norm;
          }
        }
      }
    }
  }
}
