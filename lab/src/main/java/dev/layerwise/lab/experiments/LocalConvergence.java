package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.task.SubspaceDistance;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.Moments;
import dev.layerwise.optim.Method;
import dev.layerwise.optim.TwoLayer;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The local convergence of K-FAC, Concurrence Theorem 3.6:
 *
 * <pre>dist(G₊, G⋆) ≤ (1 − 0.9 η) dist(G, G⋆) + O(1) η σ √(dX/n),   σ = σε/(σmin(F⋆) √λmin(Σx))
 * </pre>
 *
 * <p>The contraction is measured without noise from starts at exact distances, the noise term by
 * one step from {@code G⋆}, and the stationary distance by running on.
 */
final class LocalConvergence implements Experiment {
  static final List<Double> LEARNING_RATES = List.of(0.01, 0.1, 0.5, 0.9, 1.0);
  static final List<Double> KAPPAS_OF_INPUTS = List.of(1.0, 1e2, 1e5);
  static final List<Double> KAPPAS_OF_HEAD = List.of(1.0, 10.0, 1e3);

  /** Start distances, in units of the theorem's radius. */
  static final List<Integer> RADII = List.of(1, 10, 100);

  static final String SERIES = "KFAC";
  static final String STATIONARY = "stationary_distance";
  static final String TRAJECTORY = "subspace_distance";

  /** A ratio is kept if rounding takes at most this part of the theorem's margin 0.1 η dist. */
  static final double RESOLVED = 0.1;

  /** A start further out than this is no longer local. */
  private static final double FURTHEST = 0.9;

  private static final int BATCH = 1024;
  private static final double RADIUS = 0.01;
  private static final double STATIONARY_NOISE = 1e-3;
  private static final String PART = "part";
  private static final String KAPPA_X = "kappaX";
  private static final String KAPPA_F = "kappaF";

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "concurrence-thm36",
        "Concurrence",
        "Theorem 3.6",
        "Local convergence of K-FAC",
        "That near G⋆ a step of K-FAC contracts the distance by 1 − η whatever the conditioning of"
            + " inputs and head, down to a noise floor, and how that floor scales.",
        5,
        65);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return RepresentationSettings.seeds(scale);
  }

  private static int inputs(Scale scale) {
    return scale == Scale.QUICK ? 50 : 100;
  }

  /** Learning rates of the stationary part. */
  private static List<Double> stationaryRates(Scale scale) {
    return scale == Scale.QUICK ? List.of(0.1, 0.3, 1.0) : List.of(0.03, 0.1, 0.3, 0.6, 1.0);
  }

  private static int stationaryIterations(Scale scale) {
    return scale == Scale.QUICK ? 200 : 1000;
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("inputs dX", inputs(scale));
    settings.put("outputs dY", LocalProblem.OUTPUTS);
    settings.put("representation k", LocalProblem.FEATURES);
    settings.put("inputs", "Gaussian, Σ = O diag(logspace) Oᵀ");
    settings.put("batches", "fresh, independent for G and F");
    settings.put("contraction: batch size n", BATCH);
    settings.put("contraction: label noise", 0.0);
    settings.put("contraction: κ(Σx)", KAPPAS_OF_INPUTS);
    settings.put("contraction: κ(F⋆)", KAPPAS_OF_HEAD);
    settings.put("contraction: learning rates", LEARNING_RATES);
    settings.put("contraction: start distance", "0.01/(κ(Σx) κ(F⋆)) times 1, 10, 100; at most 0.9");
    settings.put("noise: one step from G⋆, unless varied", NoiseFloor.BASE.toString());
    settings.put("stationary: label noise", STATIONARY_NOISE);
    settings.put("stationary: learning rates", stationaryRates(scale));
    settings.put("stationary: iterations", stationaryIterations(scale));
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Map<String, String>> coordinates = new ArrayList<>();
    for (double kappaX : KAPPAS_OF_INPUTS) {
      for (double kappaF : KAPPAS_OF_HEAD) {
        coordinates.add(Map.of(PART, "contraction", KAPPA_X, word(kappaX), KAPPA_F, word(kappaF)));
      }
    }
    for (NoiseFloor.Quantity quantity : NoiseFloor.Quantity.values()) {
      coordinates.add(Map.of(PART, "noise", NoiseFloor.VARIED, quantity.label()));
    }
    for (double eta : stationaryRates(scale)) {
      coordinates.add(Map.of(PART, "stationary", "eta", Double.toString(eta)));
    }
    List<Cell> cells = new ArrayList<>();
    for (Map<String, String> at : coordinates) {
      for (int seed = 0; seed < seeds; seed++) {
        cells.add(Cell.of(info().id(), scale, at, seed));
      }
    }
    return cells;
  }

  /** Such as {@code 1e2}. */
  static String word(double powerOfTen) {
    return powerOfTen == 1 ? "1" : "1e" + Math.round(Math.log10(powerOfTen));
  }

  static String contraction(int radius, double kappaX) {
    return "contraction_%dx:kappaX=%s".formatted(radius, word(kappaX));
  }

  static String roundOff(int radius, double kappaX) {
    return "round_off_%dx:kappaX=%s".formatted(radius, word(kappaX));
  }

  static String series(double eta) {
    return "eta=" + eta;
  }

  @Override
  public RunRecord run(Cell cell) {
    CellLog log = new CellLog(cell);
    Rng rng = Rng.of(cell.seed()).stream("local");
    switch (cell.coordinate(PART)) {
      case "contraction" -> {
        double kappaX = Double.parseDouble(cell.coordinate(KAPPA_X));
        double kappaF = Double.parseDouble(cell.coordinate(KAPPA_F));
        contraction(
            cell.scale(), kappaX, kappaF, rng.stream(KAPPA_X + kappaX + KAPPA_F + kappaF), log);
      }
      case "noise" -> NoiseFloor.run(cell, log);
      default -> {
        double eta = Double.parseDouble(cell.coordinate("eta"));
        stationary(cell.scale(), eta, rng.stream("eta" + eta), log);
      }
    }
    return log.record();
  }

  /**
   * The largest ratio of one step over a few batches, for every start and learning rate. How far a
   * step leads away from {@code G⋆} itself is rounding; where it is not small against the margin
   * 0.1 η dist that the theorem leaves, the ratio says nothing and is left out.
   */
  private static void contraction(Scale scale, double kappaX, double kappaF, Rng rng, CellLog log) {
    LocalProblem problem =
        LocalProblem.draw(
            new LocalProblem.Conditioning(inputs(scale), 1, kappaX, 1, kappaF, 0), rng);
    for (int radius : RADII) {
      double distance = Math.min(FURTHEST, radius * RADIUS / (kappaX * kappaF));
      Rng start = rng.stream("start", radius);
      for (double eta : LEARNING_RATES) {
        double worst = 0;
        double rounding = 0;
        for (int repeat = 0; repeat < repeats(scale); repeat++) {
          Batches batches = Batches.draw(problem, BATCH, rng.stream("batches", repeat));
          Matrix G0 =
              SubspaceDistance.representationAt(
                  distance, problem.Gstar(), start.stream("repeat", repeat));
          double after = log.measure(SERIES, 1, () -> batches.distanceAfterStep(problem, eta, G0));
          worst = Math.max(worst, after / SubspaceDistance.of(G0, problem.Gstar()));
          double fromOptimum =
              log.measure(
                  SERIES, 1, () -> batches.distanceAfterStep(problem, eta, problem.Gstar()));
          rounding = Math.max(rounding, fromOptimum / (0.1 * eta * distance));
        }
        if (rounding <= RESOLVED) {
          log.add(contraction(radius, kappaX), series(eta), kappaF, worst);
        }
        log.add(roundOff(radius, kappaX), series(eta), kappaF, rounding);
      }
    }
  }

  private static int repeats(Scale scale) {
    return scale == Scale.QUICK ? 2 : 5;
  }

  /** Two independent batches. */
  record Batches(Moments A, Moments B) {
    static Batches draw(LocalProblem problem, int n, Rng rng) {
      return new Batches(
          problem.task().batches(n, rng.stream("A")).next(),
          problem.task().batches(n, rng.stream("B")).next());
    }

    /** The distance after a step on A from G with its least-squares head on B. */
    double distanceAfterStep(LocalProblem problem, double eta, Matrix G) {
      Method.Training training =
          TwoLayer.kFac(eta).start(LinearNetwork.of(TwoLayer.leastSquaresHead(G, B), G));
      training.step(A, B);
      return SubspaceDistance.of(training.network().weight(0), problem.Gstar());
    }
  }

  /** From the theorem's radius down to the floor; the mean distance of the second half. */
  private static void stationary(Scale scale, double eta, Rng rng, CellLog log) {
    int iterations = stationaryIterations(scale);
    LocalProblem problem =
        LocalProblem.draw(
            new LocalProblem.Conditioning(inputs(scale), 1, 1, 1, 1, STATIONARY_NOISE), rng);
    var stream = problem.task().batches(BATCH, rng.stream("data"));
    Matrix G0 = SubspaceDistance.representationAt(RADIUS, problem.Gstar(), rng.stream("start"));
    Method.Training training =
        TwoLayer.kFac(eta)
            .start(LinearNetwork.of(TwoLayer.leastSquaresHead(G0, stream.next()), G0));
    log.add(TRAJECTORY, series(eta), 0, SubspaceDistance.of(G0, problem.Gstar()));
    double sum = 0;
    for (int t = 1; t <= iterations; t++) {
      double distance =
          log.measure(
              SERIES,
              t,
              () -> {
                training.step(stream.next(), stream.next());
                return SubspaceDistance.of(training.network().weight(0), problem.Gstar());
              });
      sum += t > iterations / 2 ? distance : 0;
      if (t <= 20 || t % 10 == 0) {
        log.add(TRAJECTORY, series(eta), t, distance);
      }
    }
    double unit = STATIONARY_NOISE * Math.sqrt(inputs(scale) / (double) BATCH);
    log.add(STATIONARY, SERIES, eta, sum / (iterations - iterations / 2) / unit);
  }

  @Override
  public List<Figure> figures(Results results) {
    return LocalConvergenceFigures.of(results);
  }

  @Override
  public List<Claim> claims() {
    return LocalConvergenceClaims.all();
  }
}
