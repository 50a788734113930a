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

  /** Words, signs and normals of one stream come from keys of their own. */
  @Test
  void theThreeSequencesOfAStreamAreUncorrelated() {
    int n = 1 << 16;
    Rng rng = Rng.of(25);
    double[] g = new double[n];
    rng.fillGaussian(g);
    double[] u = new double[n];
    rng.fillUniform(u);
    double[] s = new double[n];
    rng.fillSigns(s);
    double gu = 0;
    double gs = 0;
    double us = 0;
    for (int i = 0; i < n; i++) {
      double centred = Math.sqrt(12) * (u[i] - 0.5);
      gu += g[i] * centred;
      gs += g[i] * s[i];
      us += centred * s[i];
    }
    assertMean(gu / n, 0, 1, n);
    assertMean(gs / n, 0, 1, n);
    assertMean(us / n, 0, 1, n);
  }
}
