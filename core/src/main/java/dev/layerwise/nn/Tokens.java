package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import java.util.Arrays;

/**
 * Sums over the tokens {@code h_t} of every example of a batch, which is stored as (n, size · T)
 * with columns in the order feature, token. No product of BLAS expresses them. Rows are taken in
 * runs that stay in the cache, and copied where they are summed: the compiler vectorises loops over
 * several arrays only where all of them are read from the same index on, which takes a third of the
 * time (measured).
 */
final class Tokens {
  /** Rows at a time: their weights, T each, and a few columns stay in the cache. */
  private static final int RUN = 256;

  private final int n;
  private final int size;
  private final int positions;
  private final double[] room;
  private final double[] column;
  private final double[][] weights;

  Tokens(int n, int size, int positions) {
    this.n = n;
    this.size = size;
    this.positions = positions;
    this.room = new double[Math.min(RUN, n)];
    this.column = new double[room.length];
    this.weights = new double[positions][room.length];
  }

  /** {@code S ← h_T}, (n, size). */
  Matrix last(Matrix X, Matrix S) {
    Entries.columns(
        X,
        S,
        (x, s, rows) -> {
          for (int d = 0; d < size; d++) {
            System.arraycopy(x, (d * positions + positions - 1) * n, s, d * n, n);
          }
        });
    return S;
  }

  /** {@code h_T ← h_T + S}. */
  void plusLast(Matrix S, Matrix X) {
    Entries.columns(
        X,
        S,
        (x, s, rows) -> {
          for (int d = 0; d < size; d++) {
            int at = (d * positions + positions - 1) * n;
            for (int i = 0; i < n; i++) {
              x[at + i] += s[d * n + i];
            }
          }
        });
  }

  /** {@code w_t ← α k·h_t}, (n, T). */
  Matrix dots(Matrix X, Matrix k, double alpha, Matrix w) {
    return plusDots(X, k, alpha, w.fill(0));
  }

  /** {@code w_t ← w_t + α k·h_t}, (n, T). */
  Matrix plusDots(Matrix X, Matrix k, double alpha, Matrix w) {
    Entries.columns(X, k, w, (x, a, b, rows) -> plusDots(x, a, alpha, b));
    return w;
  }

  private void plusDots(double[] x, double[] k, double alpha, double[] w) {
    for (int from = 0; from < n; from += RUN) {
      int run = Math.min(RUN, n - from);
      for (int t = 0; t < positions; t++) {
        System.arraycopy(w, t * n + from, weights[t], 0, run);
      }
      for (int d = 0; d < size; d++) {
        for (int i = 0; i < run; i++) {
          room[i] = alpha * k[d * n + from + i];
        }
        for (int t = 0; t < positions; t++) {
          System.arraycopy(x, (d * positions + t) * n + from, column, 0, run);
          addProducts(room, column, weights[t], run);
        }
      }
      for (int t = 0; t < positions; t++) {
        System.arraycopy(weights[t], 0, w, t * n + from, run);
      }
    }
  }

  /** {@code c ← α Σ w_t h_t}, (n, size). */
  Matrix weightedSum(Matrix X, Matrix w, double alpha, Matrix c) {
    return plusWeightedSum(X, w, alpha, c.fill(0));
  }

  /** {@code c ← c + α Σ w_t h_t}, (n, size). */
  Matrix plusWeightedSum(Matrix X, Matrix w, double alpha, Matrix c) {
    Entries.columns(X, w, c, (x, a, b, rows) -> plusWeightedSum(x, a, alpha, b));
    return c;
  }

  private void plusWeightedSum(double[] x, double[] w, double alpha, double[] c) {
    for (int from = 0; from < n; from += RUN) {
      int run = Math.min(RUN, n - from);
      for (int t = 0; t < positions; t++) {
        System.arraycopy(w, t * n + from, weights[t], 0, run);
      }
      for (int d = 0; d < size; d++) {
        Arrays.fill(room, 0);
        for (int t = 0; t < positions; t++) {
          System.arraycopy(x, (d * positions + t) * n + from, column, 0, run);
          addProducts(weights[t], column, room, run);
        }
        for (int i = 0; i < run; i++) {
          c[d * n + from + i] += alpha * room[i];
        }
      }
    }
  }

  private static void addProducts(double[] a, double[] b, double[] sum, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += a[i] * b[i];
    }
  }

  /** {@code h_t ← α w_t k}. */
  void outer(Matrix w, Matrix k, double alpha, Matrix X) {
    X.fill(0);
    plusOuter(w, k, alpha, X);
  }

  /** {@code h_t ← h_t + α w_t k}. */
  void plusOuter(Matrix w, Matrix k, double alpha, Matrix X) {
    Entries.columns(
        X,
        k,
        w,
        (x, a, b, rows) -> {
          for (int d = 0; d < size; d++) {
            for (int t = 0; t < positions; t++) {
              int at = (d * positions + t) * n;
              for (int i = 0; i < n; i++) {
                x[at + i] += alpha * b[t * n + i] * a[d * n + i];
              }
            }
          }
        });
  }
}
