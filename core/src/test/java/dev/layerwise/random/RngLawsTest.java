package dev.layerwise.random;

import static dev.layerwise.random.Laws.assertCount;
import static dev.layerwise.random.Laws.assertEquallyLikely;
import static dev.layerwise.random.Laws.assertFollows;
import static dev.layerwise.random.Laws.assertMean;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The laws of what a stream draws; see {@link Laws} for the levels. */
class RngLawsTest {
  private static final int N = 1 << 20;

  private static double[] gaussians(Rng rng) {
    double[] g = new double[N];
    rng.fillGaussian(g);
    return g;
  }

  /** Variances of g, g², g³, g⁴: E g²ᵏ − (E gᵏ)² = 1, 2, 15, 96. */
  @Test
  void normalsHaveTheMomentsOfTheNormalLaw() {
    double[] sums = new double[5];
    Rng rng = Rng.of(1).stream("moments");
    int rounds = 8;
    for (int round = 0; round < rounds; round++) {
      for (double g : gaussians(rng)) {
        double power = 1;
        for (int k = 1; k <= 4; k++) {
          power *= g;
          sums[k] += power;
        }
      }
    }
    double n = (double) rounds * N;
    assertMean(sums[1] / n, 0, 1, (long) n);
    assertMean(sums[2] / n, 1, 2, (long) n);
    assertMean(sums[3] / n, 0, 15, (long) n);
    assertMean(sums[4] / n, 3, 96, (long) n);
  }

  /** P(g > t) for t = 1, ..., 5 from tables of the normal law. */
  @Test
  void bothTailsOfTheNormalsHaveTheirFrequencies() {
    double[] tail = {0, 0.15865525393, 0.022750131948, 1.349898e-3, 3.167124e-5, 2.866516e-7};
    long[] above = new long[6];
    long[] below = new long[6];
    Rng rng = Rng.of(2).stream("tails");
    int rounds = 32;
    for (int round = 0; round < rounds; round++) {
      for (double g : gaussians(rng)) {
        int t = (int) Math.min(5, Math.abs(g));
        (g > 0 ? above : below)[t]++;
      }
    }
    for (int t = 4; t >= 1; t--) {
      above[t] += above[t + 1];
      below[t] += below[t + 1];
    }
    for (int t = 1; t <= 5; t++) {
      assertCount(above[t], (double) rounds * N * tail[t]);
      assertCount(below[t], (double) rounds * N * tail[t]);
    }
  }

  @Test
  void normalsFollowTheNormalLaw() {
    assertFollows(gaussians(Rng.of(3)), Laws::normalCdf);
  }

  /** With g, g' of one pair: E gg' = 0, E (g²−1)(g'²−1) = 0, variances 1 and 4. */
  @Test
  void theTwoNormalsOfAPairAreIndependent() {
    double[] g = gaussians(Rng.of(4));
    int half = WordSource.CHUNK;
    double products = 0;
    double squares = 0;
    long[] octants = new long[64];
    int pairs = 0;
    for (int b = 0; b + 2 * half <= N; b += 2 * half) {
      for (int i = b; i < b + half; i++) {
        double x = g[i];
        double y = g[i + half];
        products += x * y;
        squares += (x * x - 1) * (y * y - 1);
        octants[(int) Math.floor((Math.atan2(y, x) / Math.PI + 1) * 32) & 63]++;
        pairs++;
      }
    }
    assertMean(products / pairs, 0, 1, pairs);
    assertMean(squares / pairs, 0, 4, pairs);
    assertEquallyLikely(octants);
  }

  @Test
  void normalsAtEveryShortLagAreUncorrelatedAlsoInTheirSquares() {
    double[] g = gaussians(Rng.of(5));
    for (int lag = 1; lag <= 17; lag++) {
      double products = 0;
      double squares = 0;
      for (int i = lag; i < N; i++) {
        products += g[i] * g[i - lag];
        squares += (g[i] * g[i] - 1) * (g[i - lag] * g[i - lag] - 1);
      }
      assertMean(products / (N - lag), 0, 1, N - lag);
      assertMean(squares / (N - lag), 0, 4, N - lag);
    }
  }

  @Test
  void bytesOfWordsAndOfSignBitsAreEquallyLikely() {
    long[] bits = new long[N];
    Rng.of(6).fillBits(bits);
    long[] words = new long[N];
    Rng rng = Rng.of(6);
    for (int i = 0; i < N; i++) {
      words[i] = rng.nextLong();
    }
    for (int shift = 0; shift < 64; shift += 8) {
      int by = shift;
      assertEquallyLikely(bits, 256, w -> (int) (w >>> by) & 255);
      assertEquallyLikely(words, 256, w -> (int) (w >>> by) & 255);
    }
  }

  @Test
  void uniformsFollowTheUniformLawInsideTheOpenInterval() {
    double[] u = new double[N];
    Rng.of(7).fillUniform(u);
    assertFollows(u, x -> x);
    assertThat(u[0]).isPositive();
    assertThat(u[N - 1]).isLessThan(1);
  }

  @Test
  void signsAreFairAndUncorrelatedAtEveryLagUpToTwoWords() {
    double[] s = new double[N];
    Rng.of(8).fillSigns(s);
    for (int lag = 0; lag <= 129; lag++) {
      double sum = 0;
      for (int i = lag; i < N; i++) {
        sum += lag == 0 ? s[i] : s[i] * s[i - lag];
      }
      assertMean(sum / (N - lag), 0, 1, N - lag);
    }
  }

  /** A bound of 3·2²⁹ would show a bias that reduces 31 bits without rejection. */
  @Test
  void integersBelowABoundAreEquallyLikely() {
    Rng rng = Rng.of(9);
    long[] seven = new long[7];
    long[] thirds = new long[3];
    for (int i = 0; i < N; i++) {
      seven[rng.nextInt(7)]++;
      thirds[rng.nextInt(3 << 29) >>> 29]++;
      assertThat(rng.nextInt(1)).isZero();
    }
    assertEquallyLikely(seven);
    assertEquallyLikely(thirds);
  }

  @Test
  void permutationsAreEquallyLikely() {
    Rng rng = Rng.of(10);
    long[] counts = new long[256];
    for (int i = 0; i < N / 8; i++) {
      int[] p = rng.permutation(4);
      counts[p[0] + 4 * (p[1] + 4 * (p[2] + 4 * p[3]))]++;
    }
    long[] seen = java.util.Arrays.stream(counts).filter(c -> c > 0).toArray();
    assertThat(seen).hasSize(24);
    assertEquallyLikely(seen);
    assertThat(rng.permutation(0)).isEmpty();
  }

  @Test
  void chiSquaredOfOneAndTwoDegreesFollowTheirLaws() {
    Rng rng = Rng.of(11);
    double[] one = new double[N / 8];
    double[] two = new double[N / 8];
    for (int i = 0; i < one.length; i++) {
      one[i] = rng.nextChiSquared(1);
      two[i] = rng.nextChiSquared(2);
    }
    assertFollows(one, x -> 2 * Laws.normalCdf(Math.sqrt(x)) - 1);
    assertFollows(two, x -> -Math.expm1(-x / 2));
  }

  /** Var x = 2k and Var (x − k)² = 12k(k + 4) − 4k². */
  @Test
  void chiSquaredHasItsMeanAndVarianceForAnyDegreesOfFreedom() {
    for (double k : new double[] {0.3, 1.7, 57.5, 1023}) {
      Rng rng = Rng.of(12).stream("degrees", Double.doubleToLongBits(k));
      int n = N / 8;
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < n; i++) {
        double x = rng.nextChiSquared(k);
        sum += x;
        squares += (x - k) * (x - k);
      }
      assertMean(sum / n, k, 2 * k, n);
      assertMean(squares / n, 2 * k, 12 * k * (k + 4) - 4 * k * k, n);
    }
  }
}
