package dev.layerwise.random;

import static dev.layerwise.random.Laws.assertEquallyLikely;
import static dev.layerwise.random.Laws.assertMean;

import org.junit.jupiter.api.Test;

class StreamIndependenceTest {
  private static final int STREAMS = 1 << 16;

  /** Neighbouring indices, and the same index under a parent and its sibling. */
  @Test
  void normalsOfSiblingStreamsAreUncorrelated() {
    int n = 4099;
    Rng parent = Rng.of(21);
    Rng aunt = Rng.of(22);
    double[] previous = new double[n];
    parent.fillGaussian(previous);
    double total = 0;
    int pairs = 0;
    for (int index = 0; index < 200; index++) {
      double[] x = new double[n];
      parent.stream("x", index).fillGaussian(x);
      double[] y = new double[n];
      aunt.stream("x", index).fillGaussian(y);
      for (double[] other : new double[][] {previous, y}) {
        double products = 0;
        for (int i = 0; i < n; i++) {
          products += x[i] * other[i];
        }
        assertMean(products / n, 0, 1, n);
        total += products;
        pairs++;
      }
      previous = x;
    }
    assertMean(total / pairs / n, 0, 1, (long) pairs * n);
  }

  /** The harshest view of the key's hash: one word from each of many streams. */
  @Test
  void firstWordsOfIndexedStreamsAndOfSeedsAreEquallyLikely() {
    Rng parent = Rng.of(23);
    long[] ofIndices = new long[STREAMS];
    long[] ofSeeds = new long[STREAMS];
    long[] signsOfIndices = new long[STREAMS];
    long[] one = new long[1];
    for (int i = 0; i < STREAMS; i++) {
      Rng child = parent.stream("step", i);
      ofIndices[i] = child.nextLong();
      ofSeeds[i] = Rng.of(i).nextLong();
      child.fillBits(one);
      signsOfIndices[i] = one[0];
    }
    for (long[] words : new long[][] {ofIndices, ofSeeds, signsOfIndices}) {
      for (int shift = 0; shift < 64; shift += 8) {
        int by = shift;
        assertEquallyLikely(words, 256, w -> (int) (w >>> by) & 255);
      }
    }
  }

  /** Each of 64 output bits flips with probability ½, whichever index bit is flipped. */
  @Test
  void everyBitOfAnIndexFlipsEveryBitOfTheWordsHalfTheTime() {
    Rng parent = Rng.of(24);
    int n = 2048;
    for (int bit = 0; bit < 64; bit++) {
      int[] flips = new int[64];
      for (int i = 0; i < n; i++) {
        long difference =
            parent.stream("step", i).nextLong() ^ parent.stream("step", i ^ (1L << bit)).nextLong();
        for (int j = 0; j < 64; j++) {
          flips[j] += (int) (difference >>> j) & 1;
        }
      }
      for (int j = 0; j < 64; j++) {
        assertMean((double) flips[j] / n, 0.5, 0.25, n);
      }
    }
  }

  /**
   * Words, signs and normals of one stream come from keys of their own. Were two keys the same,
   * word i would be sign word i, or the radius of normal i in the first half of a block.
   */
  @Test
  void theThreeSequencesOfAStreamAreUncorrelated() {
    int n = 1 << 16;
    Rng rng = Rng.of(25);
    double[] g = new double[n];
    rng.fillGaussian(g);
    long[] bits = new long[n];
    rng.fillBits(bits);
    double differingBits = 0;
    double[] products = new double[4];
    for (int i = 0; i < n; i++) {
      long word = rng.nextLong();
      double u = Math.sqrt(12) * ((word >>> 12) * 0x1p-52 - 0.5);
      double s = Math.sqrt(12) * ((bits[i] >>> 12) * 0x1p-52 - 0.5);
      double size = (g[i] * g[i] - 1) / Math.sqrt(2);
      differingBits += Long.bitCount(word ^ bits[i]);
      products[0] += g[i] * u;
      products[1] += g[i] * s;
      products[2] += size * u;
      products[3] += size * s;
    }
    assertMean(differingBits / n, 32, 16, n);
    for (double product : products) {
      assertMean(product / n, 0, 1, n);
    }
  }
}
