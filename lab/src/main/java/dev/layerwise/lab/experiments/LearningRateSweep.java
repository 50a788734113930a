package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.FOUND;
import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Panel;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.optim.Method;
import dev.layerwise.optim.TwoLayer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.DoubleFunction;

/**
 * The learning-rate sweep of Concurrence Figure 5: subspace distance after 1000 iterations at the
 * learning rates 10^-6, 10^-5.5, …, 1. A run that stops counts as distance 1, as in the paper.
 */
final class LearningRateSweep implements Experiment {
  private static final int QUICK_SEEDS = 2;
  private static final int PAPER_SEEDS = 10;
  private static final int HALF_DECADES = 12;

  /** "Wide" is read as five points of the grid that find the representation: two decades. */
  private static final int WIDE = 5;

  private static final Map<String, DoubleFunction<Method>> METHODS = methods();
  private static final List<String> OTHERS =
      List.of("AMGD", "AMGD-noO", "AMGD-BN-noO", "SGD", "Adam");

  private static Map<String, DoubleFunction<Method>> methods() {
    Map<String, DoubleFunction<Method>> methods = new LinkedHashMap<>();
    methods.put("KFAC", TwoLayer::kFac);
    methods.put("DFW", TwoLayer::dfw);
    methods.put("NGD", TwoLayer::naturalGradient);
    methods.put("AMGD", TwoLayer::amgd);
    methods.put("AMGD-noO", TwoLayer::amgdWithoutOrtho);
    methods.put("AMGD-BN-noO", TwoLayer::amgdBatchNormWithoutOrtho);
    methods.put("SGD", TwoLayer::sgd);
    methods.put("Adam", TwoLayer::adam);
    return methods;
  }

  /** 10^-6, 10^-5.5, …, 1. */
  static List<Double> learningRates() {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i <= HALF_DECADES; i++) {
      int exponent = i / 2 - 6;
      rates.add(i % 2 == 0 ? Double.parseDouble("1e" + exponent) : Math.pow(10, exponent + 0.5));
    }
    return rates;
  }

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "concurrence-fig5",
        "Concurrence",
        "Figure 5",
        "Learning-rate sweep",
        "How wide the range of learning rates is in which each method finds the representation"
            + " within 1000 iterations.",
        11,
        85);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return scale == Scale.QUICK ? QUICK_SEEDS : PAPER_SEEDS;
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = RepresentationSettings.common(inputs(scale));
    settings.put("learning rates", learningRates());
    settings.put("a run that stops", "counts as distance 1");
    return settings;
  }

  private static List<Setting> inputs(Scale scale) {
    return switch (scale) {
      case QUICK -> List.of(Setting.UNIFORM_HIGH);
      case PAPER -> List.of(Setting.UNIFORM_HIGH, Setting.UNIFORM_LOW);
    };
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    return RepresentationSettings.cells(info().id(), scale, seeds, inputs(scale));
  }

  @Override
  public RunRecord run(Cell cell) {
    Setting setting = Setting.of(cell.coordinate(RepresentationSettings.SETTING));
    List<Entrant> entrants = new ArrayList<>();
    Map<String, Rate> rates = new LinkedHashMap<>();
    METHODS.forEach((series, method) -> {
      for (double eta : learningRates()) {
        String name = "%s at learning rate %s".formatted(series, eta);
        rates.put(name, new Rate(series, eta));
        entrants.add(new Entrant(name, method.apply(eta)));
      }
    });
    RunRecord run =
        new Contest(cell, setting, entrants)
            .run(
                new TreeSet<>(List.of(RepresentationSettings.ITERATIONS)),
                (contest, runner, iteration, points) -> {
                  Rate rate = rates.get(runner.series());
                  double distance = contest.distance(runner, iteration);
                  points.add(
                      new Point(panel(setting), rate.series(), cell.seed(), rate.eta(), distance));
                });
    return new RunRecord(run.cell(), run.points(), run.events(), bySeries(run.seconds(), rates));
  }

  private static Map<String, Double> bySeries(
      Map<String, Double> seconds, Map<String, Rate> rates) {
    Map<String, Double> sums = new LinkedHashMap<>();
    seconds.forEach((name, value) ->
        sums.merge(rates.containsKey(name) ? rates.get(name).series() : name, value, Double::sum));
    return sums;
  }

  private record Rate(String series, double eta) {}

  /** The paper's setting carries the plain name. */
  private static String panel(Setting setting) {
    return setting == Setting.UNIFORM_HIGH
        ? Contest.DISTANCE
        : Contest.DISTANCE + ":" + setting.label();
  }

  @Override
  public List<Figure> figures(Results results) {
    List<Panel> panels = new ArrayList<>();
    for (Setting setting : inputs(Scale.PAPER)) {
      if (results.series(panel(setting)).isEmpty()) {
        continue;
      }
      List<Curve> curves =
          METHODS.keySet().stream()
              .<Curve>map(series -> new Measured(panel(setting), series))
              .toList();
      panels.add(
          new LinePanel(
              setting.words(),
              new Axis("learning rate", Spacing.LOG),
              new Axis("dist(G, G⋆) after 1000 iterations", Spacing.LOG),
              curves));
    }
    return List.of(
        new Figure(
            "Figure 5: learning-rate sweep",
            "Subspace distance after 1000 iterations against the learning rate. A run that met"
                + " numbers that are not finite counts as 1.",
            panels));
  }

  @Override
  public List<Claim> claims() {
    String source = "Concurrence App. F.2.2";
    return List.of(
        new Claim(
            "kfac-wide",
            source,
            "KFAC converges to a small subspace distance for a wide range of step sizes.",
            results -> wide(results, "KFAC", "after more iterations.")),
        new Claim(
            "dfw-wide",
            source,
            "DFW converges to a small subspace distance for a wide range of step sizes.",
            results ->
                wide(
                    results,
                    "DFW",
                    "against AMGD and SGD, which work at no learning rate, and for longer runs. DFW's"
                        + " range is bounded above by 2/λmax(FᵀF), about 0.06 here, and below by"
                        + " the 1000 iterations.")),
        new Claim(
            "others-narrower",
            source,
            "The set of suitable learning rates for other algorithms is much narrower.",
            LearningRateSweep::othersNarrower),
        new Claim(
            "not-the-learning-rate",
            source,
            "The poor performance of the other algorithms is not due to the choice of learning"
                + " rate (AMGD, SGD, Adam, batch-norm).",
            LearningRateSweep::notTheLearningRate),
        new Claim(
            "not-the-learning-rate-ngd",
            source,
            "The poor performance of NGD is not due to the choice of learning rate.",
            LearningRateSweep::notTheLearningRateOfNgd),
        new Claim(
            "eta-one-suboptimal",
            "Concurrence §3.1",
            "η_G = 1 (alternating min-min) is generally suboptimal for KFAC.",
            results -> {
              double one = median(results, "KFAC", 1.0);
              double best = best(results, "KFAC");
              return Judgement.atLeast(
                  one / best,
                  2,
                  "Distance at η = 1 over that at the best learning rate: %s and %s. The noise floor grows like √(η/(2 − η))."
                      .formatted(number(one), number(best)),
                  "for noisier labels.");
            }));
  }

  private static double median(Results results, String series, double eta) {
    return results.median(Contest.DISTANCE, series, eta);
  }

  private static double best(Results results, String series) {
    return learningRates().stream()
        .mapToDouble(eta -> median(results, series, eta))
        .min()
        .orElse(Double.NaN);
  }

  private static long working(Results results, String series) {
    return learningRates().stream().filter(eta -> median(results, series, eta) < FOUND).count();
  }

  private static boolean missing(Results results) {
    return results.values(Contest.DISTANCE, "KFAC", 1.0).length == 0;
  }

  private static Judgement wide(Results results, String series, String reading) {
    List<String> rates = new ArrayList<>();
    for (double eta : learningRates()) {
      if (median(results, series, eta) < FOUND) {
        rates.add("1e%.1f".formatted(Math.log10(eta)));
      }
    }
    return Judgement.atLeast(
        missing(results) ? Double.NaN : rates.size(),
        WIDE,
        "Learning rates of the thirteen at which the median distance is below 0.1: " + rates + ".",
        reading);
  }

  private static Judgement othersNarrower(Results results) {
    StringBuilder evidence = new StringBuilder("Working learning rates: KFAC ");
    evidence.append(working(results, "KFAC"));
    long most = 0;
    for (String series : OTHERS) {
      long count = working(results, series);
      most = Math.max(most, count);
      evidence.append(", ").append(series).append(' ').append(count);
    }
    evidence.append("; NGD with the exact Fisher ").append(working(results, "NGD")).append('.');
    return Judgement.atMost(
        missing(results) ? Double.NaN : most,
        working(results, "KFAC") / 2.0,
        evidence.toString(),
        "for \"narrower\" without \"much\".");
  }

  private static Judgement notTheLearningRate(Results results) {
    double best = Double.POSITIVE_INFINITY;
    StringBuilder evidence = new StringBuilder("Best median distance over learning rates:");
    for (String series : OTHERS) {
      double value = best(results, series);
      best = Math.min(best, value);
      evidence.append(' ').append(series).append(' ').append(number(value)).append(';');
    }
    return Judgement.atLeast(
        missing(results) ? Double.NaN : best,
        0.5,
        evidence.append(" KFAC ").append(number(best(results, "KFAC"))).append('.').toString(),
        "for the others of them.");
  }

  private static Judgement notTheLearningRateOfNgd(Results results) {
    double ngd = best(results, "NGD");
    return Judgement.atLeast(
        ngd,
        0.5,
        "Best median distance of NGD over learning rates: %s. At the paper's 1e-4: %s; KFAC's best: %s."
            .formatted(
                number(ngd), number(median(results, "NGD", 1e-4)), number(best(results, "KFAC"))),
        "in single precision with a pseudo-inverse cut at rounding, or with the empirical Fisher"
            + " matrix. With the exact Fisher matrix in double precision it is the learning rate"
            + " alone: NGD is as good as KFAC from 10^-2 on.");
  }
}
