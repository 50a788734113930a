package dev.layerwise.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToIntFunction;

/**
 * Checks of samples against laws. Each states the probability with which a right generator misses
 * it, 9e-8 at most; as the seeds are fixed, a check that passes once passes always.
 */
final class Laws {
  /** P(|Z| > 6) = 2e-9 for a normal Z, which a sum of this many draws comes close to. */
  private static final double STANDARD_ERRORS = 6;

  /** −ln of the probability with which each side of a χ² check may fail. */
  private static final double X = Math.log(1e9);

  private Laws() {}

  /** Checks a mean of n independent values with the given expectation and variance of one. */
  static void assertMean(double mean, double expected, double variance, long n) {
    assertThat(mean).isCloseTo(expected, within(STANDARD_ERRORS * Math.sqrt(variance / n)));
  }

  /**
   * Checks a count of rare events.
   *
   * <p>A Poisson count of mean λ strays by t or more with probability at most 2 exp(−t²/(2λ +
   * 2t/3)) (Bernstein): 9e-8 with t = 6√λ + 6 at λ = 9, and less beyond.
   */
  static void assertCount(long count, double expected) {
    assertThat((double) count)
        .isCloseTo(expected, within(STANDARD_ERRORS * Math.sqrt(expected) + STANDARD_ERRORS));
  }

  /**
   * Kolmogorov and Smirnov: P(√n D > x) → 2 exp(−2x²), which is 1e-9 at x = 3.27.
   *
   * @param sample sorted in place
   */
  static void assertFollows(double[] sample, DoubleUnaryOperator cdf) {
    Arrays.sort(sample);
    int n = sample.length;
    double distance = 0;
    for (int i = 0; i < n; i++) {
      double F = cdf.applyAsDouble(sample[i]);
      distance = Math.max(distance, Math.max(F - (double) i / n, (i + 1.0) / n - F));
    }
    assertThat(Math.sqrt(n) * distance).isBetween(0.1, 3.27); // D is never next to 0 either
  }

  /**
   * Pearson's χ² for equally likely cells, with the bounds of Laurent and Massart 2000, Lemma 1: χ²
   * of k degrees leaves k − 2√(kx), k + 2√(kx) + 2x with probability at most 2 exp(−x).
   */
  static void assertEquallyLikely(long[] counts) {
    double n = Arrays.stream(counts).sum();
    double expected = n / counts.length;
    double chiSquared = 0;
    for (long count : counts) {
      chiSquared += (count - expected) * (count - expected) / expected;
    }
    double k = counts.length - 1;
    assertThat(chiSquared).isBetween(k - 2 * Math.sqrt(k * X), k + 2 * Math.sqrt(k * X) + 2 * X);
  }

  /** χ² of a function of words into {@code cells} values. */
  static void assertEquallyLikely(long[] words, int cells, LongToIntFunction cell) {
    long[] counts = new long[cells];
    for (long word : words) {
      counts[cell.applyAsInt(word)]++;
    }
    assertEquallyLikely(counts);
  }

  /** Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + ...), to 1e-15 (Marsaglia 2004). */
  static double normalCdf(double x) {
    if (Math.abs(x) > 8) {
      return x > 0 ? 1 : 0; // Φ(−8) = 6e-16
    }
    double term = x;
    double sum = x;
    for (int i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
      term *= x * x / i;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  }
}
