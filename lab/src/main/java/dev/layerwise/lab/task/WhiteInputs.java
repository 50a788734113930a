package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.util.Arrays;

/**
 * A batch of inputs with independent entries, drawn chunk by chunk so that a chunk stays in the
 * cache while products are formed with it. The buffers are reused.
 */
abstract sealed class WhiteInputs {
  /** Examples in a chunk: measured, 128 to 512 are alike, and all 1024 at once 1.6 times slower. */
  private static final int CHUNK = 256;

  final int n;
  final int d;
  private final Matrix fullChunk;
  private final Matrix lastChunk;

  private WhiteInputs(int n, int d) {
    this.n = n;
    this.d = d;
    this.fullChunk = Matrix.zeros(d, Math.min(n, CHUNK));
    this.lastChunk = Matrix.zeros(d, size(chunks() - 1));
  }

  static WhiteInputs of(LinearTask.InputLaw law, int n, int d) {
    return switch (law) {
      case UNIFORM -> new Signs(n, d);
      case GAUSSIAN -> new Normals(n, d);
    };
  }

  /** The number of chunks. */
  final int chunks() {
    return (n + CHUNK - 1) / CHUNK;
  }

  /** The number of examples in a chunk. */
  final int size(int chunk) {
    return Math.min(CHUNK, n - chunk * CHUNK);
  }

  /**
   * Draws a chunk; the chunks of a batch are drawn in their order.
   *
   * @return {@code Uᵀ} of the chunk, (d × size); overwritten by the next draw
   */
  final Matrix draw(int chunk, Rng rng) {
    Matrix Ut = chunk < chunks() - 1 ? fullChunk : lastChunk;
    return fill(chunk, Ut, rng);
  }

  abstract Matrix fill(int chunk, Matrix Ut, Rng rng);

  /**
   * Returns the second moment of the chunks drawn last.
   *
   * @return {@code UᵀU/n}, (d × d), exactly symmetric; a new matrix
   */
  abstract Matrix secondMoment();

  /** Standard normal entries. */
  private static final class Normals extends WhiteInputs {
    private Matrix W;

    Normals(int n, int d) {
      super(n, d);
    }

    @Override
    Matrix fill(int chunk, Matrix Ut, Rng rng) {
      if (chunk == 0) {
        W = Matrix.zeros(d, d);
      }
      Ut.fillInPlace(rng::fillGaussian);
      W.plusGramInPlace(1.0 / n, Ut.T());
      return Ut;
    }

    @Override
    Matrix secondMoment() {
      return W;
    }
  }

  /**
   * Entries +1 and −1, drawn 64 at a time as the bits of words. The second moment is a count: with
   * {@code m_jk} the number of examples in which inputs j and k differ, {@code UᵀU/n = 1 − 2 m/n},
   * exact in integers.
   */
  private static final class Signs extends WhiteInputs {
    private final long[] fullBits; // of a chunk; word w of input j at [w · d + j]
    private final long[] lastBits;
    private final long[] padded; // a chunk's words, with zeros up to four for each input
    private final int[][] differing; // examples in which inputs j and k ≥ j differ, at [j][k]

    Signs(int n, int d) {
      super(n, d);
      fullBits = new long[words(0) * d];
      lastBits = new long[words(chunks() - 1) * d];
      padded = new long[CHUNK / Long.SIZE * d];
      differing = new int[d][d];
    }

    private int words(int chunk) {
      return (size(chunk) + Long.SIZE - 1) / Long.SIZE;
    }

    @Override
    Matrix fill(int chunk, Matrix Ut, Rng rng) {
      long[] words = chunk < chunks() - 1 ? fullBits : lastBits;
      rng.fillBits(words);
      int inLastWord = size(chunk) % Long.SIZE;
      if (inLastWord != 0) {
        long mask = (1L << inLastWord) - 1;
        for (int j = words.length - d; j < words.length; j++) {
          words[j] &= mask;
        }
      }
      if (chunk == 0) {
        for (int[] row : differing) {
          Arrays.fill(row, 0);
        }
      }
      System.arraycopy(words, 0, padded, 0, words.length);
      Arrays.fill(padded, words.length, padded.length, 0);
      countDiffering(padded, differing);
      return Ut.fillColumnsInPlace(entries -> expand(words, inLastWord, entries));
    }

    /**
     * Writes the signs example by example. Bit i of all words is one example of each 64, and its
     * entries lie side by side, so the inner loop is long and has no variable shift.
     */
    private void expand(long[] words, int inLastWord, double[] entries) {
      int at = 0;
      for (int bit = 0; bit < Long.SIZE; bit++) {
        boolean pastTheEnd = inLastWord != 0 && bit >= inLastWord;
        int count = words.length - (pastTheEnd ? d : 0);
        expandBit(words, bit, entries, at, count);
        at += count;
      }
    }

    private static void expandBit(long[] words, int bit, double[] entries, int at, int count) {
      for (int i = 0; i < count; i++) {
        entries[at + i] = (double) (1 - 2 * ((words[i] >>> bit) & 1));
      }
    }

    /** Adds in how many of the chunk's examples each input differs from those after it. */
    private static void countDiffering(long[] words, int[][] differing) {
      for (int j = 0; j < differing.length; j++) {
        countDiffering(words, j, differing[j]);
      }
    }

    /**
     * A chunk's four words of each input at once. In a method of its own, as the only inner loop,
     * because the JIT compiler then vectorises it in every start (with a second loop for chunks of
     * fewer words: in five of six).
     */
    private static void countDiffering(long[] words, int j, int[] differing) {
      int d = differing.length;
      long word0 = words[j];
      long word1 = words[j + d];
      long word2 = words[j + 2 * d];
      long word3 = words[j + 3 * d];
      for (int k = j; k < d; k++) {
        differing[k] +=
            Long.bitCount(words[k] ^ word0)
                + Long.bitCount(words[k + d] ^ word1)
                + Long.bitCount(words[k + 2 * d] ^ word2)
                + Long.bitCount(words[k + 3 * d] ^ word3);
      }
    }

    @Override
    Matrix secondMoment() {
      return Matrix.zeros(d, d).fillColumnsInPlace(this::agreements);
    }

    private void agreements(double[] W) {
      double perExample = 1.0 / n;
      for (int j = 0; j < d; j++) {
        for (int k = j; k < d; k++) {
          W[j * d + k] = (n - 2 * differing[j][k]) * perExample;
          W[k * d + j] = W[j * d + k];
        }
      }
    }
  }
}
