package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.theory.ArcCosineKernel;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Gram matrix {@code G = J Jᵀ} of wide networks: how near its least eigenvalue is to that of
 * the limit, NGD Lemma 6; how far the Jacobian moves, on the way of natural gradient descent and in
 * the worst case of Lemma 7; and how the limit's least eigenvalue goes with the number of examples,
 * which Theorem 5 is about.
 */
final class NgdGram implements Experiment {
  static final String SMALLEST = "smallest_eigenvalue_over_limit";
  static final String GRAM = "G(0)";
  static final String ACTIVATIONS = "SSᵀ/m";
  static final String DISTANCE = "distance_to_limit";
  static final String CHANGE = "change_of_jacobian";
  static final String FROBENIUS = "change_of_jacobian_frobenius";
  static final String WORST = "worst_change_of_jacobian";
  static final String FLIPPED = "flipped_fraction";
  static final String EXAMPLES = "smallest_eigenvalue_by_examples";
  static final String SERIES = "flipped by hand";

  /** The distance that the weights may move in the worst case. */
  static final double RADIUS = 5;

  /** The probability of Lemma 7's exception. */
  static final double DELTA = 0.1;

  static final List<Double> LEARNING_RATES = List.of(0.5, 1.0);
  static final List<Integer> DIMENSIONS = List.of(8, 16);
  private static final int WIDEST = 65536;
  private static final String PART = "part";
  private static final String WIDTH = "m";

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "ngd-gram",
        "NGD",
        "Lemmas 6 and 7, Theorem 5",
        "The Gram matrix of wide networks",
        "From what width on the Gram matrix is as good as its limit, how far the Jacobian moves in"
            + " training and at worst, and that more examples make the limit worse.",
        20,
        120);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return scale == Scale.QUICK ? 4 : 20;
  }

  static List<Integer> widths(Scale scale) {
    return scale == Scale.QUICK
        ? List.of(64, 256, 1024, 4096, 16384)
        : List.of(64, 256, 1024, 4096, 16384, WIDEST);
  }

  /** Powers of 4, one more than the others': no network is trained there. */
  private static List<Integer> worstWidths(Scale scale) {
    return scale == Scale.QUICK
        ? List.of(256, 1024, 4096, 16384, WIDEST)
        : List.of(256, 1024, 4096, 16384, WIDEST, 4 * WIDEST);
  }

  private static List<Integer> exampleCounts(Scale scale) {
    return scale == Scale.QUICK
        ? List.of(16, 32, 64, 128, 256)
        : List.of(16, 32, 64, 128, 256, 512);
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("examples n", WideTraining.EXAMPLES);
    settings.put("inputs d", WideTraining.FEATURES);
    settings.put("inputs", "uniform on the sphere, the same for every network");
    settings.put("limit: widths m", widths(scale));
    settings.put("along training: widths m", widths(scale).stream().skip(1).toList());
    settings.put("along training: learning rates", LEARNING_RATES);
    settings.put("worst case: widths m", worstWidths(scale));
    settings.put("worst case: distance R", RADIUS);
    settings.put("by examples: n", exampleCounts(scale));
    settings.put("by examples: d", DIMENSIONS);
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Cell> cells = new ArrayList<>();
    widths(scale).forEach(m -> add(cells, scale, seeds, "limit", m));
    widths(scale).stream().skip(1).forEach(m -> add(cells, scale, trained(seeds), "training", m));
    worstWidths(scale).forEach(m -> add(cells, scale, trained(seeds), "worst", m));
    exampleCounts(scale).forEach(n -> add(cells, scale, trained(seeds), "examples", n));
    return cells;
  }

  /** Half of the networks are trained. */
  private static int trained(int seeds) {
    return Math.max(1, seeds / 2);
  }

  private void add(List<Cell> cells, Scale scale, int seeds, String part, int m) {
    for (int seed = 0; seed < seeds; seed++) {
      cells.add(Cell.of(info().id(), scale, Map.of(PART, part, WIDTH, Integer.toString(m)), seed));
    }
  }

  static String series(double eta) {
    return "eta=" + eta;
  }

  static String along(double eta) {
    return "change_along_training:" + series(eta);
  }

  static String width(int m) {
    return "m=" + m;
  }

  static String dimension(int d) {
    return "d=" + d;
  }

  @Override
  public RunRecord run(Cell cell) {
    CellLog log = new CellLog(cell);
    int m = Integer.parseInt(cell.coordinate(WIDTH));
    Rng rng = Rng.of(cell.seed()).stream("network", m);
    switch (cell.coordinate(PART)) {
      case "limit" -> limit(m, rng, log);
      case "training" -> {
        for (double eta : LEARNING_RATES) {
          training(m, eta, rng, log);
        }
      }
      case "worst" -> worst(m, rng, log);
      default -> examples(m, rng, log);
    }
    return log.record();
  }

  private static void limit(int m, Rng rng, CellLog log) {
    WideTraining.Data data = WideTraining.Data.gaussian();
    WideTraining training = WideTraining.draw(data, m, rng);
    compare(GRAM, training.gram(), ArcCosineKernel.gram(data.X()), m, log);
    compare(ACTIVATIONS, training.activations(), ArcCosineKernel.activations(data.X()), m, log);
  }

  private static void compare(String series, Matrix finite, Matrix limit, int m, CellLog log) {
    double least = SymmetricEigen.valuesOf(limit)[0];
    log.add(SMALLEST, series, m, SymmetricEigen.valuesOf(finite)[0] / least);
    log.add(DISTANCE, series, m, finite.minus(limit).operatorNorm());
  }

  private static void training(int m, double eta, Rng rng, CellLog log) {
    WideTraining training = WideTraining.draw(WideTraining.Data.gaussian(), m, rng);
    Matrix before = training.signedActivations().copy();
    var optimizer = training.naturalGradient(eta);
    int steps = NgdConvergence.steps(eta);
    int done = 0;
    for (int k = 1; k <= steps; k = k < steps ? Math.min(2 * k, steps) : steps + 1) {
      int more = k - done;
      done = k;
      double change =
          log.measure(
              series(eta),
              k,
              () -> {
                training.train(optimizer, new SquaredError(), more);
                return WideTraining.operatorNorm(training.changeOfJacobian(before));
              });
      log.add(along(eta), width(m), k, change);
    }
    Matrix change = training.changeOfJacobian(before);
    log.add(CHANGE, series(eta), m, WideTraining.operatorNorm(change));
    log.add(FROBENIUS, series(eta), m, Math.sqrt(change.trace()));
    // ‖dJ‖² counts a unit that flips at an example 1/m, as examples are unit vectors.
    log.add(FLIPPED, series(eta), m, change.trace() / WideTraining.EXAMPLES);
  }

  /**
   * Moves the weights by R so that as many units as possible flip at one example: those with the
   * smallest {@code |w_r·x|}, each along x. {@code ‖J − J′‖² = k/m} for k units.
   */
  private static void worst(int m, Rng rng, CellLog log) {
    WideTraining training = WideTraining.draw(WideTraining.Data.gaussian(), m, rng);
    Matrix x = training.data().X().slice(0, 1, 0, WideTraining.FEATURES);
    double[] distances = training.weights().times(x.T()).map(Math::abs).toColumnMajor();
    Arrays.sort(distances);
    double left = RADIUS * RADIUS;
    int flipped = 0;
    while (flipped < m && left >= distances[flipped] * distances[flipped]) {
      left -= distances[flipped] * distances[flipped];
      flipped++;
    }
    log.add(WORST, SERIES, m, Math.sqrt((double) flipped / m));
  }

  /** What the worst case is in a wide network: {@code (6 R²/(π ν²))^(1/6) m^(−1/6)}. */
  static double predictedWorst(double m) {
    return Math.pow(6 * RADIUS * RADIUS / (Math.PI * m), 1.0 / 6);
  }

  /** Lemma 7, eq. (37), the root of it. */
  static double lemma7(double m) {
    return Math.sqrt(2.0 * WideTraining.EXAMPLES)
        * Math.cbrt(RADIUS / DELTA)
        * Math.pow(m, -1.0 / 6);
  }

  private static void examples(int n, Rng rng, CellLog log) {
    for (int d : DIMENSIONS) {
      Matrix X = rng.stream("examples", d).gaussian(n, d);
      double[] squares = X.times(X.T()).diagonal();
      Matrix unit = Matrix.generate(n, d, (i, j) -> X.get(i, j) / Math.sqrt(squares[i]));
      double[] spectrum = SymmetricEigen.valuesOf(ArcCosineKernel.gram(unit));
      log.add(EXAMPLES, dimension(d), n, spectrum[0]);
    }
  }

  @Override
  public List<Figure> figures(Results results) {
    return NgdGramFigures.of(results);
  }

  @Override
  public List<Claim> claims() {
    return NgdGramClaims.all();
  }
}
