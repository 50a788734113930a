package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.theory.ForsterTransform;
import dev.layerwise.lab.theory.LinearizedNetwork;
import dev.layerwise.lab.theory.WideNetwork;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Network;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The trajectories of NGD App. F: gradient descent and natural gradient descent of the linearised
 * network against eq. (108) and eq. (110), their common end, the solution of least norm, and how
 * far from it the true network ends, over its width.
 */
final class NgdTrajectories implements Experiment {
  static final String GD = "GD";
  static final String NGD = "NGD";

  static final String RESIDUAL = "residual";
  static final String LENGTH = "distance_from_start";
  static final String WEIGHTS = "path_of_weights";
  static final String OUTPUTS = "path_of_outputs";
  static final String INTEGRATED = "closed_form_against_integration";
  static final String STEPS = "closed_form_against_steps";
  static final String ONE_STEP = "residual_after_one_full_step";
  static final String ENDS = "distance_of_the_ends";
  static final String UNFIT = "residual_of_the_end";
  static final String NULL_SPACE = "part_of_the_end_in_the_null_space";
  static final String BEND = "largest_bend";

  static final String END_DISTANCE = "true_end_from_linearised_end";
  static final String ENDS_APART = "true_ends_apart";
  static final String LEFT = "true_residual";
  static final String PATH_DISTANCE = "true_path_from_linearised_path";

  static final int EXAMPLES = 64;
  static final int INPUTS = 16;
  private static final int LINEAR_WIDTH = 1024;

  static final int TRUE_EXAMPLES = 32;
  static final int TRUE_INPUTS = 8;

  private static final String PART = "part";
  private static final String WIDTH = "m";
  private static final String LINEAR = "linearised";
  private static final String TRUE = "true";

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "ngd-trajectories",
        "NGD",
        "Appendix F",
        "Paths of gradient descent and natural gradient descent",
        "That the linearised network goes two ways to one end, the solution of least norm, along"
            + " the closed forms of eq. (110); and how slowly the true network approaches that as"
            + " it gets wider.",
        10,
        240);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return scale == Scale.QUICK ? 2 : 10;
  }

  static List<Integer> widths(Scale scale) {
    return scale == Scale.QUICK
        ? List.of(256, 1024, 4096, 16_384)
        : List.of(256, 1024, 4096, 16_384, 65_536);
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("network", "f(x) = m^(−½) Σ aᵣ max(wᵣ·x, 0), W trained, aᵣ = ±1, wᵣ ~ N(0, I)");
    settings.put("data", "Gaussian rows of length 1, Gaussian targets");
    settings.put(
        "linearised network", "n = %d, d = %d, m = %d".formatted(EXAMPLES, INPUTS, LINEAR_WIDTH));
    settings.put("true networks", "n = %d, d = %d".formatted(TRUE_EXAMPLES, TRUE_INPUTS));
    settings.put("widths m", widths(scale));
    settings.put(
        "NGD of the true network", "20 steps at η = 0.5, then 10 at η = 1 (squared loss, no 1/n)");
    settings.put("GD of the true network", "η = 1/λmax(G(0)), 12 λmax/λmin steps, at most 3000");
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Cell> cells = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      cells.add(Cell.of(info().id(), scale, Map.of(PART, LINEAR), seed));
    }
    for (int m : widths(scale)) {
      for (int seed = 0; seed < seeds; seed++) {
        cells.add(
            Cell.of(info().id(), scale, Map.of(PART, TRUE, WIDTH, Integer.toString(m)), seed));
      }
    }
    return cells;
  }

  @Override
  public RunRecord run(Cell cell) {
    CellLog log = new CellLog(cell);
    if (cell.coordinate(PART).equals(LINEAR)) {
      linearised(cell.seed(), log);
    } else {
      int m = Integer.parseInt(cell.coordinate(WIDTH));
      TrueTrajectories.run(m, cell.seed(), log);
    }
    return log.record();
  }

  private static void linearised(long seed, CellLog log) {
    Rng rng = Rng.of(seed);
    Matrix X = ForsterTransform.normalizedRows(rng.stream("inputs").gaussian(EXAMPLES, INPUTS));
    Matrix y = rng.stream("targets").gaussian(EXAMPLES, 1);
    Network network = WideNetwork.draw(LINEAR_WIDTH, INPUTS, 1, rng.stream("init"));
    LinearizedNetwork linear = new LinearizedNetwork(network, X);
    Matrix r = y.minus(linear.outputs());
    Matrix end = linear.minimumNorm(r);
    flows(seed, linear, r, end, log);
    LinearizedPaths paths = new LinearizedPaths(linear, r);
    log.add(INTEGRATED, GD, paths.time(), log.measure(GD, 0, paths::gradientFlowError));
    log.add(INTEGRATED, NGD, paths.time(), log.measure(NGD, 0, paths::naturalFlowError));
    log.add(STEPS, GD, LinearizedPaths.STEPS, log.measure(GD, 0, paths::gradientStepsError));
    log.add(STEPS, NGD, LinearizedPaths.STEPS, log.measure(NGD, 0, paths::naturalStepsError));
    log.add(ONE_STEP, NGD, 1, log.measure(NGD, 1, paths::oneStepResidual));
    log.add(ENDS, GD, 1, log.measure(GD, 0, paths::endsApart));
    log.add(UNFIT, NGD, 1, log.measure(NGD, 0, paths::endResidual));
    Matrix probe = rng.stream("probe").gaussian(LINEAR_WIDTH, INPUTS);
    log.add(NULL_SPACE, NGD, 1, log.measure(NGD, 0, () -> paths.nullSpacePart(probe)));
  }

  /** Times from 0.01 to past the slowest direction's. */
  private static List<Double> times(double slowest) {
    int points = 60;
    double ratio = 30 / slowest / 0.01;
    return IntStream.rangeClosed(0, points)
        .mapToObj(i -> 0.01 * Math.pow(ratio, (double) i / points))
        .toList();
  }

  private static void flows(
      long seed, LinearizedNetwork linear, Matrix r, Matrix end, CellLog log) {
    double all = r.frobeniusNorm();
    double whole = linear.length(end);
    Matrix path = linear.gram().times(end); // G c of the end: inner products with it
    double bend = 0;
    double straight = 0;
    double slowest = 0.05; // one grid for all seeds: a point below the usual λmin of 0.1
    for (double t : times(slowest)) {
      Matrix gd = linear.gradientFlow(r, t);
      Matrix ngd = linear.naturalFlow(r, t);
      residual(GD, t, r.minus(linear.gram().times(gd)).frobeniusNorm() / all, log);
      residual(NGD, t, r.minus(linear.gram().times(ngd)).frobeniusNorm() / all, log);
      log.add(LENGTH, GD, t, linear.length(gd) / whole);
      log.add(LENGTH, NGD, t, linear.length(ngd) / whole);
      double gdAlong = gd.dot(path) / (whole * whole);
      double ngdAlong = ngd.dot(path) / (whole * whole);
      double gdBend = linear.length(gd.minus(end.times(gdAlong))) / whole;
      double ngdBend = linear.length(ngd.minus(end.times(ngdAlong))) / whole;
      bend = Math.max(bend, gdBend);
      straight = Math.max(straight, ngdBend);
      if (seed == 0) {
        log.add(WEIGHTS, GD, gdAlong, gdBend);
        log.add(WEIGHTS, NGD, ngdAlong, ngdBend);
        inOutputs(linear.gram().times(gd), r, GD, log);
        inOutputs(linear.gram().times(ngd), r, NGD, log);
      }
    }
    log.add(BEND, GD, 1, bend);
    log.add(BEND, NGD, 1, straight);
  }

  /** Residuals above rounding. */
  private static void residual(String series, double t, double left, CellLog log) {
    if (left > 1e-13) {
      log.add(RESIDUAL, series, t, left);
    }
  }

  /** How far towards the targets, and how far beside the straight way. */
  private static void inOutputs(Matrix u, Matrix r, String series, CellLog log) {
    double along = u.dot(r) / r.dot(r);
    log.add(OUTPUTS, series, along, u.minus(r.times(along)).frobeniusNorm() / r.frobeniusNorm());
  }

  @Override
  public List<Figure> figures(Results results) {
    return NgdTrajectoriesFigures.of(results);
  }

  @Override
  public List<Claim> claims() {
    return NgdTrajectoriesClaims.all();
  }
}
