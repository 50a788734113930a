package dev.layerwise.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What rounds of one measurement came to.
 *
 * @param median the middle one; of an even number of rounds, the mean of the two in the middle
 * @param min the smallest
 * @param max the largest
 */
record Spread(double median, double min, double max) {
  static Spread of(List<Double> rounds) {
    double[] sorted = rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("Spread: no rounds; want at least one");
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Quotients of the rounds, pair by pair: what a change of the machine's load cancels from. */
  static Spread ofRatios(List<Double> numerators, List<Double> denominators) {
    return of(
        IntStream.range(0, numerators.size())
            .mapToObj(i -> numerators.get(i) / denominators.get(i))
            .toList());
  }

  /** Such as {@code 8.9 (8.1 to 9.3)}. */
  String text(int decimals) {
    String number = "%." + decimals + "f";
    return String.format(
        Locale.ROOT, number + " (" + number + " to " + number + ")", median, min, max);
  }
}
