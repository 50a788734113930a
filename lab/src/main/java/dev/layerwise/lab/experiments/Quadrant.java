package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Results;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What is read of a panel of a sweep on examples: medians over seeds, of which a diverged one
 * counts as infinite.
 *
 * @param results the results
 * @param panel the panel of {@code series.csv}
 */
record Quadrant(Results results, String panel) {
  static Quadrant of(Results results, String name) {
    return new Quadrant(results, Quadrants.ERROR + ":" + name);
  }

  /** The median error after a part of the run; NaN if nothing is stored. */
  double error(String series, double part) {
    List<Double> xs = results.xs(panel, series);
    return xs.isEmpty()
        ? Double.NaN
        : median(results.values(panel, series, nearest(xs, part * xs.getLast())));
  }

  /** The last error. */
  double end(String series) {
    return error(series, 1);
  }

  private static double nearest(List<Double> xs, double x) {
    double nearest = xs.getFirst();
    for (double other : xs) {
      nearest = Math.abs(other - x) < Math.abs(nearest - x) ? other : nearest;
    }
    return nearest;
  }

  /** The median over seeds of the first look at which the error is a part of the first. */
  double steps(String series, double part) {
    return median(
        results.seeds(panel, series).stream()
            .mapToDouble(seed -> firstBelow(series, part, seed))
            .toArray());
  }

  private double firstBelow(String series, double part, long seed) {
    double level = part * results.value(panel, series, 0, seed);
    for (double x : results.xs(panel, series)) {
      if (results.value(panel, series, x, seed) <= level) {
        return x;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  /** How many seeds end below a part of their first error. */
  int learned(String series, double part) {
    return (int)
        results.seeds(panel, series).stream()
            .filter(seed -> firstBelow(series, part, seed) < Double.POSITIVE_INFINITY)
            .count();
  }

  /** How many seeds there are. */
  int seeds(String series) {
    return results.seeds(panel, series).size();
  }

  /** "Adam 0.02, GN⁻¹ 0.03", of what each of some series has. */
  String each(ToDoubleFunction<String> value, String... series) {
    return String.join(
        ", ",
        Arrays.stream(series).map(one -> one + " " + number(value.applyAsDouble(one))).toList());
  }

  /** Of steps. */
  String eachSteps(double part, String... series) {
    return String.join(
        ", ",
        Arrays.stream(series)
            .map(one -> {
              double steps = steps(one, part);
              return one
                  + " "
                  + (steps < Double.POSITIVE_INFINITY ? "%.0f".formatted(steps) : "never");
            })
            .toList());
  }

  private static double median(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted =
        Arrays.stream(values).map(v -> Double.isNaN(v) ? Double.POSITIVE_INFINITY : v).toArray();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}
