package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Results;
import java.util.Arrays;

/**
 * Independent trials of one number.
 *
 * @param count how many
 * @param mean their mean; NaN if there is none, or one is NaN
 * @param deviation their standard deviation, with n − 1; NaN for fewer than two
 */
record Trials(int count, double mean, double deviation) {
  static Trials of(double... values) {
    int n = values.length;
    double mean = Arrays.stream(values).sum() / n;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new Trials(n, mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1)));
  }

  static Trials of(Results results, String panel, String series, double x) {
    return of(results.values(panel, series, x));
  }

  /** The differences a − b of two series, trial by trial. */
  static Trials paired(
      Results results, String panelA, String a, String panelB, String b, double x) {
    return of(
        results.seeds(panelA, a).stream()
            .mapToDouble(
                seed -> results.value(panelA, a, x, seed) - results.value(panelB, b, x, seed))
            .toArray());
  }

  /** Of the mean. */
  double standardError() {
    return deviation / Math.sqrt(count);
  }
}
