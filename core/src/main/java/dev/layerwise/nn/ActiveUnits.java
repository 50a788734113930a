package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;

/**
 * The slopes of the ReLU: for each unit, one bit for each example, set where the unit is active.
 *
 * <p>With one output and a readout of ±c, the Gram matrix of output gradients counts the units that
 * two examples share: {@code (g gᵀ)(i, j) = dFᵢ dFⱼ c² |{r : r active at i and j}|}, exactly.
 */
final class ActiveUnits implements Slopes {
  private static final int BITS = Long.SIZE;

  /** Words of a row between two that belong to the same examples: a stripe of 64 rows fits L1. */
  private static final int STRIPE = 64;

  private final int n;
  private final int m;

  /** Words for the examples of a unit. */
  private final int words;

  private final long[] active;
  private final long[] masks = new long[BITS];
  private final Entries.Loop1 pack = this::pack;
  private final Entries.Loop3 forwardOne = this::forwardOne;
  private final Entries.Loop3 backwardOne = this::backwardOne;
  private final Entries.Loop1 mask = this::mask;
  private final long[] square = new long[BITS];
  private final double[] sums;
  private long[] byExample = new long[0];
  private int first;

  ActiveUnits(int n, int m) {
    this.n = n;
    this.m = m;
    words = (n + BITS - 1) / BITS;
    active = new long[Math.multiplyExact(words, m)];
    sums = new double[n];
    for (int i = 0; i < BITS; i++) {
      masks[i] = 1L << i;
    }
  }

  @Override
  public void forward(int unit, Matrix Z, Matrix a, Matrix F, Matrix room) {
    first = unit;
    Entries.each(Z, pack);
    if (a.rows() == 1) {
      Entries.columns(F, Z, a, forwardOne);
    } else {
      F.plusProductInPlace(1, times(unit, Z), a.T());
    }
  }

  private void pack(double[] z, int count) {
    int units = count / n;
    for (int r = 0; r < units; r++) {
      for (int k = 0; k < words; k++) {
        int from = r * n + k * BITS;
        int length = Math.min(BITS, n - k * BITS);
        long word = 0;
        for (int i = 0; i < length; i++) {
          word |= ElementaryFunction.positive(z[from + i]) & masks[i];
        }
        active[(first + r) * words + k] = word;
      }
    }
  }

  /** {@code f ← f + Σ_r a_r max(z_r, 0)}. */
  private void forwardOne(double[] f, double[] z, double[] a, int rows) {
    System.arraycopy(f, 0, sums, 0, n);
    for (int r = 0; r < a.length; r++) {
      double ar = a[r];
      int from = r * n;
      for (int i = 0; i < n; i++) {
        sums[i] += ar * Math.max(z[from + i], 0);
      }
    }
    System.arraycopy(sums, 0, f, 0, n);
  }

  @Override
  public Matrix backward(int unit, Matrix dF, Matrix a, Matrix g) {
    first = unit;
    if (a.rows() == 1) {
      Entries.columns(g, dF, a, backwardOne);
      return g;
    }
    return times(unit, g.setToProduct(dF, a));
  }

  private void backwardOne(double[] g, double[] dF, double[] a, int rows) {
    for (int r = 0; r < a.length; r++) {
      double ar = a[r];
      for (int k = 0; k < words; k++) {
        long word = active[(first + r) * words + k];
        int from = r * n + k * BITS;
        int example = k * BITS;
        int length = Math.min(BITS, n - example);
        for (int i = 0; i < length; i++) {
          long bit = word & masks[i];
          long chosen = (bit | -bit) >> (BITS - 1);
          long value = Double.doubleToRawLongBits(ar * dF[example + i]);
          g[from + i] = Double.longBitsToDouble(value & chosen);
        }
      }
    }
  }

  @Override
  public Matrix times(int unit, Matrix dZ) {
    first = unit;
    Entries.each(dZ, mask);
    return dZ;
  }

  private void mask(double[] z, int count) {
    int units = count / n;
    for (int r = 0; r < units; r++) {
      for (int k = 0; k < words; k++) {
        long word = active[(first + r) * words + k];
        int from = r * n + k * BITS;
        int length = Math.min(BITS, n - k * BITS);
        for (int i = 0; i < length; i++) {
          long bit = word & masks[i];
          long chosen = (bit | -bit) >> (BITS - 1);
          z[from + i] = Double.longBitsToDouble(Double.doubleToRawLongBits(z[from + i]) & chosen);
        }
      }
    }
  }

  @Override
  public boolean gram(Matrix dF, Matrix A, Matrix K) {
    if (A.rows() != 1) {
      return false;
    }
    double c = Math.abs(A.get(0, 0));
    for (int r = 1; r < m; r++) {
      if (Math.abs(A.get(0, r)) != c) {
        return false;
      }
    }
    transpose();
    int row = (m + BITS - 1) / BITS;
    int[] shared = new int[n * n];
    for (int from = 0; from < row; from += STRIPE) {
      int length = Math.min(STRIPE, row - from);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          shared[i * n + j] += shared(i * row + from, j * row + from, length);
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double entry = dF.get(i, 0) * dF.get(j, 0) * (c * c * shared[i * n + j]);
        K.set(i, j, entry);
        K.set(j, i, entry);
      }
    }
    return true;
  }

  private int shared(int p, int q, int length) {
    int count = 0;
    for (int w = 0; w < length; w++) {
      count += Long.bitCount(byExample[p + w] & byExample[q + w]);
    }
    return count;
  }

  /** For each example the units, from for each unit the examples, in squares of 64 bits. */
  private void transpose() {
    int row = (m + BITS - 1) / BITS;
    if (byExample.length == 0) {
      byExample = new long[Math.multiplyExact(row, n)];
    }
    for (int block = 0; block < row; block++) {
      for (int k = 0; k < words; k++) {
        for (int r = 0; r < BITS; r++) {
          int unit = block * BITS + r;
          square[r] = unit < m ? active[unit * words + k] : 0;
        }
        transpose(square);
        int length = Math.min(BITS, n - k * BITS);
        for (int i = 0; i < length; i++) {
          byExample[(k * BITS + i) * row + block] = square[i];
        }
      }
    }
  }

  /** Bit c of word r becomes bit r of word c, by halves. */
  private static void transpose(long[] x) {
    long low = 0x00000000FFFFFFFFL;
    for (int j = BITS / 2; j != 0; j >>= 1) {
      for (int k = 0; k < BITS; k = ((k | j) + 1) & ~j) {
        long t = ((x[k] >>> j) ^ x[k | j]) & low;
        x[k | j] ^= t;
        x[k] ^= t << j;
      }
      low ^= low << (j >> 1);
    }
  }
}
