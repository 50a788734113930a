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

  /** The values of a byte, and the bytes of a word. */
  private static final int BYTE = 1 << Byte.SIZE;

  private static final int BYTES = Long.BYTES;

  /** Columns that are added up together: their sums lie side by side. */
  private static final int GROUP = 4;

  /** Words of a row between two that belong to the same examples: a stripe of 64 rows fits L1. */
  private static final int STRIPE = 64;

  private final int n;
  private final int m;

  /** Words for the examples of a unit. */
  private final int words;

  private final long[] active;
  private final long[] masks = new long[BITS];
  private final Entries.Loop1 pack = this::pack;
  private final Entries.Loop2 apply = Nonlinearity.RELU::apply;
  private final Entries.Loop3 addOutputs = this::addOutputs;
  private final Entries.Loop4 sumActive = this::sumActive;
  private final Entries.Loop3 backwardOne = this::backwardOne;
  private final Entries.Loop1 mask = this::mask;
  private final long[] square = new long[BITS];
  private final double[] sums;
  private double scale;
  private long[] byExample = new long[0];
  private int first;

  ActiveUnits(int n, int m) {
    this.n = n;
    this.m = m;
    words = (n + BITS - 1) / BITS;
    active = new long[Math.multiplyExact(words, m)];
    sums = new double[Math.multiplyExact(words, BYTES * BYTE * GROUP)];
    for (int i = 0; i < BITS; i++) {
      masks[i] = 1L << i;
    }
  }

  @Override
  public void forward(int unit, Matrix Z, Matrix a, Matrix F, Matrix room) {
    first = unit;
    Entries.each(Z, pack);
    if (a.rows() == 1) {
      Entries.columns(F, Z, a, addOutputs);
    } else {
      Entries.each(Z, room, apply);
      F.plusProductInPlace(1, room, a.T());
    }
  }

  /** {@code f ← f + Σ_r a_r max(z_r, 0)}, four units at a time. */
  private void addOutputs(double[] f, double[] z, double[] a, int rows) {
    int r = 0;
    for (; r + 3 < a.length; r += 4) {
      double a0 = a[r];
      double a1 = a[r + 1];
      double a2 = a[r + 2];
      double a3 = a[r + 3];
      int p = r * rows;
      for (int i = 0; i < rows; i++) {
        f[i] +=
            (a0 * Math.max(z[p + i], 0) + a1 * Math.max(z[p + rows + i], 0))
                + (a2 * Math.max(z[p + 2 * rows + i], 0) + a3 * Math.max(z[p + 3 * rows + i], 0));
      }
    }
    for (; r < a.length; r++) {
      for (int i = 0; i < rows; i++) {
        f[i] += a[r] * Math.max(z[r * rows + i], 0);
      }
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

  /**
   * With one output, {@code gᵀ Y} adds up rows {@code dFᵢ yᵢ} of the examples at which a unit is
   * active. Eight examples at a time have 256 such sums, which are made once for all units: an
   * eighth of the additions of a product. (Arlazarov et al. 1970.)
   */
  @Override
  public boolean pullBack(double alpha, Matrix dF, Matrix A, Matrix Y, Matrix into) {
    if (A.rows() != 1) {
      return false;
    }
    scale = alpha;
    Entries.columns(into, Y, dF, A, sumActive);
    return true;
  }

  private void sumActive(double[] into, double[] y, double[] dF, double[] a, int units) {
    int columns = into.length / units;
    for (int column = 0; column < columns; column += GROUP) {
      int count = Math.min(GROUP, columns - column);
      makeSums(y, column, count, dF);
      for (int r = 0; r < units; r++) {
        addUp(r, scale * a[r], into, column * units + r, units, count);
      }
    }
  }

  /** One unit's entries of a group of columns: {@code α a_r} times the sum of its bytes' sums. */
  private void addUp(int r, double factor, double[] into, int at, int units, int count) {
    double[] s = sums;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int k = 0; k < words; k++) {
      long word = active[r * words + k];
      for (int b = 0; b < BYTES; b++) {
        int set = (int) (word >>> (b * Byte.SIZE)) & (BYTE - 1);
        int p = ((k * BYTES + b) * BYTE + set) * GROUP;
        s0 += s[p];
        s1 += s[p + 1];
        s2 += s[p + 2];
        s3 += s[p + 3];
      }
    }
    into[at] = factor * s0;
    if (count == GROUP) {
      into[at + units] = factor * s1;
      into[at + 2 * units] = factor * s2;
      into[at + 3 * units] = factor * s3;
    } else if (count > 1) {
      into[at + units] = factor * s1;
      if (count > 2) {
        into[at + 2 * units] = factor * s2;
      }
    }
  }

  /**
   * For a group of columns the sums of every set of examples of each byte, each from that of the
   * set without its first member.
   */
  private void makeSums(double[] y, int column, int count, double[] dF) {
    for (int from = 0; from < sums.length; from += BYTE * GROUP) {
      int example = from / (BYTE * GROUP) * Byte.SIZE;
      for (int c = 0; c < GROUP; c++) {
        sums[from + c] = 0;
        for (int set = 1; set < BYTE; set++) {
          int i = example + Integer.numberOfTrailingZeros(set);
          double term = i < n && c < count ? dF[i] * y[(column + c) * n + i] : 0;
          sums[from + set * GROUP + c] = sums[from + (set & (set - 1)) * GROUP + c] + term;
        }
      }
    }
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
