package dev.layerwise.lab.report;

import java.util.Arrays;

/**
 * The seeds' values at one abscissa, summed up over those that are finite.
 *
 * @param x the abscissa
 * @param mean the mean; NaN if no seed is finite
 * @param median the median; NaN if no seed is finite
 * @param low the lower end of band or bar; NaN if no seed is finite
 * @param high the upper end of band or bar; NaN if no seed is finite
 * @param finite how many seeds are finite
 */
record Sample(double x, double mean, double median, double low, double high, int finite) {

  /**
   * Sums up the values of several seeds.
   *
   * @param x the abscissa
   * @param values a value for each seed; those that are not finite are left out and counted
   * @return the summary
   */
  static Sample of(double x, double[] values) {
    double[] ys = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    int n = ys.length;
    if (n == 0) {
      return new Sample(x, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0);
    }
    double mean = 0;
    for (double y : ys) {
      mean += y / n; // divided first: a sum of values near the largest double would overflow
    }
    double median = n % 2 == 1 ? ys[n / 2] : ys[n / 2 - 1] / 2 + ys[n / 2] / 2;
    return new Sample(x, Math.clamp(mean, ys[0], ys[n - 1]), median, ys[0], ys[n - 1], n);
  }

  /**
   * Sums up the values of several seeds, with a standard deviation each way in place of the
   * smallest and the largest.
   *
   * @param x the abscissa
   * @param values a value for each seed; those that are not finite are left out and counted
   * @return the summary
   */
  static Sample withDeviation(double x, double[] values) {
    Sample range = of(x, values);
    double squares = 0;
    for (double y : values) {
      squares += Double.isFinite(y) ? (y - range.mean) * (y - range.mean) : 0;
    }
    double deviation = range.finite > 1 ? Math.sqrt(squares / (range.finite - 1)) : 0;
    return new Sample(
        x, range.mean, range.median, range.mean - deviation, range.mean + deviation, range.finite);
  }

  /** A point of a curve that has no band. */
  static Sample exact(double x, double y) {
    return of(x, new double[] {y});
  }

  boolean drawable(boolean logX, boolean logY) {
    return finite > 0 && Double.isFinite(x) && !(logX && x <= 0) && !(logY && mean <= 0);
  }
}
