package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * The exponent of a power law {@code y = c x^slope}, by least squares on the logarithms. Every seed
 * has a constant {@code c} of its own, so that what the seeds differ by does not count as scatter.
 *
 * @param slope the fitted exponent; NaN if a value is missing or not positive
 * @param standardError its standard error, from the scatter about the lines
 */
record LogLogFit(double slope, double standardError) {

  /** Fits every point of a series. */
  static LogLogFit of(Results results, String panel, String series) {
    List<List<Double>> logXs = new ArrayList<>();
    List<List<Double>> logYs = new ArrayList<>();
    List<Double> xs = results.xs(panel, series);
    for (long seed : results.seeds(panel, series)) {
      logXs.add(xs.stream().map(Math::log).toList());
      logYs.add(xs.stream().map(x -> Math.log(results.value(panel, series, x, seed))).toList());
    }
    return of(logXs, logYs);
  }

  /** Fits every point of a series whose draws have nothing in common, with one constant for all. */
  static LogLogFit ofIndependent(Results results, String panel, String series) {
    List<Double> logX = new ArrayList<>();
    List<Double> logY = new ArrayList<>();
    for (double x : results.xs(panel, series)) {
      for (double y : results.values(panel, series, x)) {
        logX.add(Math.log(x));
        logY.add(Math.log(y));
      }
    }
    return of(List.of(logX), List.of(logY));
  }

  /** The slope of the least-squares line through the logarithms of a function's values. */
  static double slopeOf(List<Double> xs, DoubleUnaryOperator f) {
    List<Double> logX = xs.stream().map(Math::log).toList();
    List<Double> logY = xs.stream().map(x -> Math.log(f.applyAsDouble(x))).toList();
    return of(List.of(logX), List.of(logY)).slope();
  }

  private static LogLogFit of(List<List<Double>> logXs, List<List<Double>> logYs) {
    List<Double> x = centred(logXs);
    List<Double> y = centred(logYs);
    double xx = dot(x, x);
    double slope = dot(x, y) / xx;
    double residual = dot(y, y) - slope * dot(x, y);
    int freedom = x.size() - logXs.size() - 1;
    return new LogLogFit(slope, Math.sqrt(Math.max(0, residual) / freedom / xx));
  }

  /** The values of all seeds, each less its seed's mean. */
  private static List<Double> centred(List<List<Double>> bySeed) {
    List<Double> all = new ArrayList<>();
    for (List<Double> values : bySeed) {
      double mean = values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
      values.forEach(value -> all.add(value - mean));
    }
    return all;
  }

  private static double dot(List<Double> a, List<Double> b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += a.get(i) * b.get(i);
    }
    return sum;
  }

  /** Three standard errors: what chance alone exceeds once in some hundreds of fits. */
  double threeErrors() {
    return 3 * standardError;
  }

  /**
   * Judges whether the exponent is the predicted one, up to three standard errors and a part of the
   * tolerance that the caller derives.
   */
  Judgement near(double predicted, double derived, String evidence, String readingIfFails) {
    return Judgement.near(slope, predicted, derived + threeErrors(), evidence, readingIfFails);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3f ± %.3f", slope, standardError);
  }
}
