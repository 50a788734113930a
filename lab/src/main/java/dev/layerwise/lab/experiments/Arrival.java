package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Results;

/** When series arrive at a level. */
final class Arrival {
  private Arrival() {}

  /**
   * The first abscissa from which on the median over seeds is at most the level, at every record;
   * infinite if it never is, NaN if there is no such series.
   */
  static double of(Results results, String panel, String series, double level) {
    double arrival = Double.NaN;
    for (double x : results.xs(panel, series)) {
      boolean below = results.median(panel, series, x) <= level;
      if (!below) {
        arrival = Double.POSITIVE_INFINITY;
      } else if (!(arrival < Double.POSITIVE_INFINITY)) {
        arrival = x;
      }
    }
    return arrival;
  }

  /**
   * The earliest arrival of the series whose name begins with a word and, if it is swept, a comma.
   */
  static Best best(Results results, String panel, String label, double level) {
    Best best = new Best("", Double.NaN);
    for (String series : results.series(panel)) {
      if (series.equals(label) || series.startsWith(label + ", ")) {
        double arrival = of(results, panel, series, level);
        if (!(best.steps() <= arrival)) {
          best = new Best(series, arrival);
        }
      }
    }
    return best;
  }

  /**
   * The earliest of several.
   *
   * @param series which one
   * @param steps when; infinite if never, NaN if there is none
   */
  record Best(String series, double steps) {
    @Override
    public String toString() {
      return series
          + " in "
          + (steps < Double.POSITIVE_INFINITY
              ? (long) steps + " steps"
              : "no number of steps here");
    }
  }
}
