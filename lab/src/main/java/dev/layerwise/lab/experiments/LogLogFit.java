package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * The exponent of a power law {@code y = c x^slope}: least squares on the logarithms, every seed a
 * point of its own.
 *
 * @param slope the fitted exponent; NaN if a value is missing or not positive
 * @param standardError its standard error, from the scatter about the line
 */
record LogLogFit(double slope, double standardError) {

  /** Fits every point of a series. */
  static LogLogFit of(Results results, String panel, String series) {
    List<Double> logX = new ArrayList<>();
    List<Double> logY = new ArrayList<>();
    for (double x : results.xs(panel, series)) {
      for (double y : results.values(panel, series, x)) {
        logX.add(Math.log(x));
        logY.add(Math.log(y));
      }
    }
    return of(logX, logY);
  }

  /** The slope of the least-squares line through the logarithms of a function's values. */
  static double slopeOf(List<Double> xs, DoubleUnaryOperator f) {
    return of(
            xs.stream().map(Math::log).toList(),
            xs.stream().map(x -> Math.log(f.applyAsDouble(x))).toList())
        .slope();
  }

  private static LogLogFit of(List<Double> x, List<Double> y) {
    int points = x.size();
    double meanX = x.stream().mapToDouble(Double::doubleValue).sum() / points;
    double meanY = y.stream().mapToDouble(Double::doubleValue).sum() / points;
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < points; i++) {
      xx += (x.get(i) - meanX) * (x.get(i) - meanX);
      xy += (x.get(i) - meanX) * (y.get(i) - meanY);
    }
    double slope = xy / xx;
    double residual = 0;
    for (int i = 0; i < points; i++) {
      double r = y.get(i) - meanY - slope * (x.get(i) - meanX);
      residual += r * r;
    }
    return new LogLogFit(slope, Math.sqrt(residual / (points - 2) / xx));
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
    double tolerance = derived + threeErrors();
    if (Double.isNaN(slope) || Double.isNaN(tolerance)) {
      return Judgement.undecided("a value is missing or not a positive number");
    }
    boolean holds = Math.abs(slope - predicted) <= tolerance;
    return new Judgement(
        holds ? Verdict.HOLDS : Verdict.FAILS,
        slope,
        String.format(Locale.ROOT, "within %.2g of", tolerance),
        predicted,
        evidence,
        holds ? "" : readingIfFails);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3f ± %.3f", slope, standardError);
  }
}
