package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Reference;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.TwoLayer;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The lower bound for SGD, Concurrence Prop. 3.5: on the construction of {@link
 * LowerBoundInstance}, a fixed learning rate contracts the distance no faster than {@code 1 − 4/κ},
 * whatever the learning rate; K-FAC contracts by {@code 1 − η} at every κ. SGD is the paper's
 * alternating min-SGD: a gradient step on {@code G}, the least-squares head.
 */
final class LowerBound implements Experiment {
  static final String VIOLATIONS = "violations";
  static final String CASES = "violations_of_the_two_cases";
  static final String LATE_DISTANCE = "late_distance";
  static final String EXCEPTIONAL = "exceptional_learning_rate";
  static final String EVEN_POWER = "violations_negative_base";
  static final String RATE = "contraction_rate";
  static final String DISTANCE = "subspace_distance";
  static final String SGD = "SGD";
  static final String KFAC = "KFAC";
  static final String PROOF = "tilt of the proof";
  static final String REPAIRED = "generic tilt";

  /** The instance whose distances are drawn against the iteration: κ = 99. */
  static final double DRAWN = 0.01;

  /** K-FAC's learning rate. */
  static final double ETA_KFAC = 0.5;

  /** Start distances of the grid; both of the last allow the exceptional learning rate. */
  static final List<Double> START_DISTANCES = List.of(0.01, 0.1, 0.5, 0.9, 0.99);

  /** Larger by rounding: the bound is met with equality as the distance goes to 0. */
  static final double ROUNDING = 1e-9;

  /** Contraction is read off between this distance, where the map is linear, and rounding. */
  private static final double LOCAL = 1e-3;

  private static final double ABOVE_ROUNDING = 1e-12;

  /** Ratios of distances above this are exact to 1e-9. */
  private static final double RATIO_EXACT = 1e-6;

  private static final String LAMBDA = "lambda";

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "concurrence-prop35",
        "Concurrence",
        "Proposition 3.5",
        "Lower bound for SGD",
        "That no fixed learning rate lets SGD recover the representation faster than the"
            + " conditioning of the head allows, and that K-FAC does not notice the conditioning.",
        4,
        60);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return scale == Scale.QUICK ? 1 : 10;
  }

  private static int steps(Scale scale) {
    return scale == Scale.QUICK ? 100 : 200;
  }

  /** The eigenvalue ratios are 1, 7/3, 4, 9, 19, 99, 999 and, at full scale, some between. */
  private static List<Double> lambdas(Scale scale) {
    return scale == Scale.QUICK
        ? List.of(0.5, 0.3, 0.2, 0.1, 0.05, 0.01, 0.001)
        : List.of(0.5, 0.3, 0.2, 0.15, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001);
  }

  /** 40 learning rates, 1e-3 to 1e3. */
  static List<Double> learningRates() {
    return IntStream.range(0, 40).mapToObj(i -> Math.pow(10, -3 + 6 * i / 39.0)).toList();
  }

  /** 41 learning rates about 2, the best for small distances: 1 to 4, 2 itself among them. */
  private static List<Double> finelyAboutTwo() {
    return IntStream.rangeClosed(-20, 20).mapToObj(i -> 2 * Math.pow(2, i / 20.0)).toList();
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("inputs dX", LowerBoundInstance.INPUTS);
    settings.put("outputs dY", LowerBoundInstance.FEATURES);
    settings.put("representation k", LowerBoundInstance.FEATURES);
    settings.put("batch size n", "infinite: population moments, Σ = I, no noise");
    settings.put("λmin(F⋆ᵀF⋆) = λ", lambdas(scale));
    settings.put("λmax(F⋆ᵀF⋆)", "1 − λ");
    settings.put("start distances", START_DISTANCES);
    settings.put("learning rates", "40 from 1e-3 to 1e3, logarithmically spaced");
    settings.put("iterations T", steps(scale));
    settings.put("starts", "e_k tilted, e_1 tilted (the proof), a random direction tilted");
    settings.put("learning rate of KFAC", ETA_KFAC);
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Cell> cells = new ArrayList<>();
    for (double lambda : lambdas(scale)) {
      for (int seed = 0; seed < seeds; seed++) {
        cells.add(Cell.of(info().id(), scale, Map.of(LAMBDA, Double.toString(lambda)), seed));
      }
    }
    return cells;
  }

  @Override
  public RunRecord run(Cell cell) {
    LowerBoundInstance instance =
        new LowerBoundInstance(Double.parseDouble(cell.coordinate(LAMBDA)));
    Matrix generic = Rng.of(cell.seed()).stream("tilt").haarRows(1, LowerBoundInstance.FEATURES);
    CellLog log = new CellLog(cell);
    if (instance.boundPerStep() < 0) {
      log.add(
          EVEN_POWER,
          SGD,
          instance.kappa(),
          log.measure(SGD, 2, () -> violationsAfterTwoSteps(instance, generic)));
      return log.record();
    }
    grid(instance, generic, steps(cell.scale()), log);
    exceptionalLearningRate(instance, generic, log);
    log.add(RATE, SGD, instance.kappa(), log.measure(SGD, 0, () -> bestRate(instance)));
    log.add(RATE, KFAC, instance.kappa(), log.measure(KFAC, 0, () -> kFacRate(instance, generic)));
    if (instance.lambda() == DRAWN) {
      draw(instance, SGD, 2, steps(cell.scale()), log);
      draw(instance, KFAC, ETA_KFAC, steps(cell.scale()), log);
    }
    return log.record();
  }

  /** The three starts of the grid at a distance; the proof's, then the generic one. */
  private static List<Matrix> starts(Matrix generic, double distance) {
    return List.of(
        LowerBoundInstance.tilted(LowerBoundInstance.weakDirection(), distance),
        LowerBoundInstance.tilted(LowerBoundInstance.strongDirection(), distance),
        LowerBoundInstance.tilted(generic, distance));
  }

  private static void grid(LowerBoundInstance instance, Matrix generic, int steps, CellLog log) {
    int violations = 0;
    int caseViolations = 0;
    double leastLateDistance = Double.POSITIVE_INFINITY;
    for (double distance : START_DISTANCES) {
      List<Matrix> starts = starts(generic, distance);
      for (double eta : learningRates()) {
        List<double[]> runs =
            starts.stream().map(G0 -> instance.distances(TwoLayer.amgd(eta), G0, steps)).toList();
        double worst = largest(runs, run -> run[steps]);
        violations += worst < instance.bound(steps, distance) * (1 - ROUNDING) ? 1 : 0;
        if (eta < instance.stabilityLimit()) {
          caseViolations += staysAbove(instance, runs.getFirst()) ? 0 : 1;
        } else {
          double late = largest(runs, LowerBound::lateMaximum);
          caseViolations += lateMaximum(runs.get(1)) < 0.5 ? 1 : 0;
          leastLateDistance = Math.min(leastLateDistance, late);
        }
      }
    }
    log.add(VIOLATIONS, SGD, instance.kappa(), violations);
    log.add(CASES, SGD, instance.kappa(), caseViolations);
    log.add(LATE_DISTANCE, SGD, instance.kappa(), leastLateDistance);
  }

  private static double largest(List<double[]> runs, ToDoubleFunction<double[]> of) {
    return runs.stream().mapToDouble(of).max().orElse(Double.NaN);
  }

  /** The largest distance of the last half, which stands for the limit superior. */
  private static double lateMaximum(double[] run) {
    return DoubleStream.of(run).skip(run.length / 2).max().orElse(Double.NaN);
  }

  private static boolean staysAbove(LowerBoundInstance instance, double[] run) {
    return IntStream.range(0, run.length)
        .allMatch(t -> run[t] >= instance.bound(t, run[0]) * (1 - ROUNDING));
  }

  private static double violationsAfterTwoSteps(LowerBoundInstance instance, Matrix generic) {
    int violations = 0;
    for (double distance : START_DISTANCES) {
      for (double eta : learningRates()) {
        double worst = 0;
        for (Matrix G0 : starts(generic, distance)) {
          worst = Math.max(worst, instance.distances(TwoLayer.amgd(eta), G0, 2)[2]);
        }
        violations += worst < instance.bound(2, distance) * (1 - ROUNDING) ? 1 : 0;
      }
    }
    return violations;
  }

  /**
   * At {@code η (1 − λ) = 1/(1 − ε²)} the factor {@code 1 − ω c₁²} of the proof is 0: the proof's
   * start is mapped onto {@code G⋆}, where the gradient vanishes.
   */
  private static void exceptionalLearningRate(
      LowerBoundInstance instance, Matrix generic, CellLog log) {
    for (double distance : START_DISTANCES) {
      double omega = 1 / (1 - distance * distance);
      if (omega < 4) {
        continue;
      }
      String series = "distance " + distance;
      double eta = omega / (1 - instance.lambda());
      Matrix proof = LowerBoundInstance.tilted(LowerBoundInstance.strongDirection(), distance);
      log.add(
          EXCEPTIONAL + ":" + PROOF,
          series,
          instance.kappa(),
          log.measure(SGD, 1, () -> instance.distances(TwoLayer.amgd(eta), proof, 1)[1]));
      Matrix repaired = LowerBoundInstance.tilted(generic, distance);
      log.add(
          EXCEPTIONAL + ":" + REPAIRED,
          series,
          instance.kappa(),
          log.measure(
              SGD, 1, () -> lateMaximum(instance.distances(TwoLayer.amgd(eta), repaired, 200))));
    }
  }

  /** The smallest, over learning rates, of the larger contraction of the proof's two starts. */
  private static double bestRate(LowerBoundInstance instance) {
    Matrix weak = LowerBoundInstance.tilted(LowerBoundInstance.weakDirection(), LOCAL);
    Matrix strong = LowerBoundInstance.tilted(LowerBoundInstance.strongDirection(), LOCAL);
    double best = Double.POSITIVE_INFINITY;
    for (double eta : finelyAboutTwo()) {
      double rate =
          Math.max(
              meanContraction(instance.distances(TwoLayer.amgd(eta), weak, 60)),
              meanContraction(instance.distances(TwoLayer.amgd(eta), strong, 60)));
      best = Math.min(best, rate);
    }
    return best;
  }

  private static double meanContraction(double[] run) {
    int last = 1;
    while (last + 1 < run.length && run[last + 1] > ABOVE_ROUNDING) {
      last++;
    }
    return Math.pow(run[last] / run[0], 1.0 / last);
  }

  /** K-FAC's worst one-step contraction over all starts and steps above rounding. */
  private static double kFacRate(LowerBoundInstance instance, Matrix generic) {
    double worst = 0;
    for (double distance : START_DISTANCES) {
      for (Matrix G0 : starts(generic, distance)) {
        double[] run = instance.distances(TwoLayer.kFac(ETA_KFAC), G0, 30);
        for (int t = 1; t < run.length && run[t - 1] > RATIO_EXACT; t++) {
          worst = Math.max(worst, run[t] / run[t - 1]);
        }
      }
    }
    return worst;
  }

  private static void draw(
      LowerBoundInstance instance, String series, double eta, int steps, CellLog log) {
    Matrix G0 = LowerBoundInstance.tilted(LowerBoundInstance.weakDirection(), 0.1);
    double[] run =
        instance.distances(series.equals(SGD) ? TwoLayer.amgd(eta) : TwoLayer.kFac(eta), G0, steps);
    for (int t = 0; t < run.length; t++) {
      log.add(DISTANCE, series, t, run[t]);
    }
  }

  @Override
  public List<Figure> figures(Results results) {
    List<Double> kappas = logarithmically(results.xs(RATE, SGD));
    List<Double> iterations = results.xs(DISTANCE, SGD);
    LowerBoundInstance drawn = new LowerBoundInstance(DRAWN);
    LinePanel rates =
        new LinePanel(
            "Contraction against conditioning",
            new Axis("κ = λmax/λmin of F⋆ᵀF⋆", Spacing.LOG),
            new Axis("distance kept per iteration", Spacing.LINEAR),
            List.of(
                new Measured(RATE, SGD),
                new Measured(RATE, KFAC),
                new Reference(
                    "lower bound for SGD", kappas, kappas.stream().map(k -> 1 - 4 / k).toList()),
                new Reference(
                    "(κ − 1)/(κ + 1)",
                    kappas,
                    kappas.stream().map(k -> (k - 1) / (k + 1)).toList())));
    LinePanel distances =
        new LinePanel(
            "Distance at κ = 99",
            new Axis("iteration", Spacing.LINEAR),
            new Axis("dist(G, G⋆)", Spacing.LOG),
            List.of(
                new Measured(DISTANCE, SGD),
                new Measured(DISTANCE, KFAC),
                new Reference(
                    "lower bound for SGD",
                    iterations,
                    iterations.stream().map(t -> drawn.bound(t.intValue(), 0.1)).toList())));
    return List.of(
        new Figure(
            "Proposition 3.5: SGD is bound by the conditioning of the head, K-FAC is not",
            "Left: what the best fixed learning rate of SGD leaves of the distance in an"
                + " iteration, from the worse of the proof's two starts; it follows"
                + " (κ − 1)/(κ + 1), above the bound 1 − 4/κ, and tends to 1. K-FAC at η = 1/2"
                + " halves the distance at every κ. Right: one instance from distance 0.1, SGD at"
                + " η = 2, its best for small distances.",
            List.of(rates, distances)));
  }

  /** Points from the first to the last value, close enough for a smooth curve. */
  private static List<Double> logarithmically(List<Double> values) {
    if (values.isEmpty()) {
      return List.of();
    }
    double first = values.getFirst();
    double ratio = values.getLast() / first;
    return IntStream.rangeClosed(0, 60).mapToObj(i -> first * Math.pow(ratio, i / 60.0)).toList();
  }

  @Override
  public List<Claim> claims() {
    return LowerBoundClaims.all();
  }
}
