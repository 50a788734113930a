package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.PseudoHuber;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Exact natural gradient descent on wide networks, NGD Theorems 1 and 2:
 *
 * <pre>
 * squared loss          ‖u(k) − y‖² ≤ (1 − η)ᵏ ‖u(0) − y‖²
 * ℓ″ between μ and L    ‖u(k+1) − y‖² ≤ (1 − 2 η μ L/(μ + L)) ‖u(k) − y‖²
 * </pre>
 *
 * <p>The linearised network has {@code u(k) − y = (1 − η)ᵏ (u(0) − y)} exactly.
 */
final class NgdConvergence implements Experiment {
  static final List<Double> LEARNING_RATES = List.of(0.1, 0.5, 1.0);

  /** The loss's bounds on its second derivative. */
  record Bounds(double mu, double L) {
    String label() {
      return "mu=%s_L=%s".formatted(mu, L);
    }

    /** The learning rate that is a part of {@code 2/(μ + L)}. */
    double eta(double part) {
      return part * 2 / (mu + L);
    }

    /** Theorem 2's factor of the squared error. */
    double factor(double eta) {
      return 1 - 2 * eta * mu * L / (mu + L);
    }
  }

  static final List<Bounds> LOSSES =
      List.of(new Bounds(1, 1), new Bounds(1, 4), new Bounds(0.5, 10));

  /** Learning rates in units of {@code 2/(μ + L)}. */
  static final List<Double> PARTS = List.of(0.25, 0.5, 0.95);

  static final String SQUARED_OVER_BOUND = "squared_error_over_bound";
  static final String ONE_STEP = "error_after_steps_of_1";
  static final String CONDITION = "C_of_condition_2";
  static final String SERIES = "NGD";

  /** The deviation from the rate is read off after so many steps. */
  static final int READ_AT = 10;

  /** A squared error below this part of the first is too near rounding for its ratio to count. */
  private static final double RESOLVED = 1e-20;

  private static final String PART = "part";
  private static final String WIDTH = "m";

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "ngd-convergence",
        "NGD",
        "Theorems 1 and 2",
        "Natural gradient descent on wide networks",
        "That the error of exact natural gradient descent falls like (1 − η)ᵏ whatever the data,"
            + " from what width on, and how fast other losses than the squared one fall.",
        20,
        150);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return scale == Scale.QUICK ? 2 : 5;
  }

  static List<Integer> widths(Scale scale) {
    return scale == Scale.QUICK
        ? List.of(256, 1024, 4096, 16384)
        : List.of(256, 1024, 4096, 16384, 65536);
  }

  private static List<Integer> lossWidths(Scale scale) {
    return scale == Scale.QUICK ? List.of(4096) : List.of(4096, 65536);
  }

  static int steps(double eta) {
    return eta == 1 ? 8 : eta == 0.5 ? 20 : 40;
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("examples n", WideTraining.EXAMPLES);
    settings.put("inputs d", WideTraining.FEATURES);
    settings.put("inputs", "uniform on the sphere, the same for every network");
    settings.put("targets", "standard normal");
    settings.put("widths m", widths(scale));
    settings.put("weights", "standard normal (ν = 1); signs of the readout fixed");
    settings.put("learning rates", LEARNING_RATES);
    settings.put("losses: (μ, L)", LOSSES.stream().map(Bounds::label).toList());
    settings.put("losses: learning rates", "0.25, 0.5, 0.95 of 2/(μ + L)");
    settings.put("losses: widths m", lossWidths(scale));
    settings.put("damping", 0.0);
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Cell> cells = new ArrayList<>();
    for (int m : widths(scale)) {
      add(cells, scale, seeds, "squared", m);
    }
    for (int m : lossWidths(scale)) {
      add(cells, scale, seeds, "loss", m);
    }
    return cells;
  }

  private void add(List<Cell> cells, Scale scale, int seeds, String part, int m) {
    for (int seed = 0; seed < seeds; seed++) {
      cells.add(Cell.of(info().id(), scale, Map.of(PART, part, WIDTH, Integer.toString(m)), seed));
    }
  }

  static String error(double eta) {
    return "error:eta=" + eta;
  }

  static String ratio(double eta) {
    return "ratio_to_rate:eta=" + eta;
  }

  static String deviation(double eta) {
    return "deviation_from_rate:eta=" + eta;
  }

  static String lossError(Bounds bounds) {
    return "loss_error:" + bounds.label();
  }

  static String worstRatio(Bounds bounds) {
    return "worst_ratio:" + bounds.label();
  }

  static String linearised(Bounds bounds) {
    return "linearised_ratio:" + bounds.label();
  }

  static String width(int m) {
    return "m=" + m;
  }

  @Override
  public RunRecord run(Cell cell) {
    CellLog log = new CellLog(cell);
    int m = Integer.parseInt(cell.coordinate(WIDTH));
    Rng rng = Rng.of(cell.seed()).stream("network", m);
    WideTraining.Data data = WideTraining.Data.gaussian();
    if (cell.coordinate(PART).equals("squared")) {
      for (double eta : LEARNING_RATES) {
        squared(data, m, eta, rng, log);
      }
    } else {
      for (Bounds bounds : LOSSES) {
        for (double part : PARTS) {
          loss(WideTraining.draw(data, m, rng), bounds, part, m, log);
        }
      }
    }
    return log.record();
  }

  private static void squared(WideTraining.Data data, int m, double eta, Rng rng, CellLog log) {
    WideTraining training = WideTraining.draw(data, m, rng);
    double least = SymmetricEigen.valuesOf(training.gram())[0];
    Matrix before = eta == 1 ? training.signedActivations().copy() : Matrix.zeros(0, 0);
    int steps = steps(eta);
    double[] error = new double[steps + 1];
    double end =
        log.measure(
            width(m),
            steps,
            () -> {
              Matrix[] residuals =
                  training.train(training.naturalGradient(eta), new SquaredError(), steps);
              for (int k = 0; k <= steps; k++) {
                error[k] = residuals[k].frobeniusNorm() / residuals[0].frobeniusNorm();
              }
              return error[steps];
            });
    if (Double.isNaN(end)) {
      log.add(SQUARED_OVER_BOUND, "eta=" + eta, m, Double.NaN);
      return;
    }
    double worst = 0;
    for (int k = 0; k <= steps; k++) {
      log.add(error(eta), width(m), k, error[k]);
      if (eta < 1) {
        double rate = Math.pow(1 - eta, k);
        log.add(ratio(eta), width(m), k, error[k] / rate);
        worst = k == 0 ? 0 : Math.max(worst, error[k] * error[k] / rate);
      }
    }
    if (eta < 1) {
      log.add(SQUARED_OVER_BOUND, "eta=" + eta, m, worst);
      double rate = Math.pow(1 - eta, READ_AT);
      log.add(deviation(eta), SERIES, m, error[READ_AT] / rate - 1);
    } else {
      for (int k = 1; k <= 3; k++) {
        log.add(ONE_STEP, "after " + k, m, error[k]);
      }
      double change = WideTraining.operatorNorm(training.changeOfJacobian(before));
      log.add(CONDITION, SERIES, m, 3 * change / Math.sqrt(least));
    }
  }

  /** The largest ratio of squared errors of two steps, of the network and of its linearisation. */
  private static void loss(WideTraining training, Bounds bounds, double part, int m, CellLog log) {
    PseudoHuber loss = new PseudoHuber(bounds.mu(), bounds.L());
    double eta = bounds.eta(part);
    String series = "%s of 2/(mu+L), %s".formatted(part, width(m));
    int steps = 20;
    Matrix[] residuals = new Matrix[steps + 1];
    double worst =
        log.measure(
            width(m),
            steps,
            () -> {
              Matrix[] all = training.train(training.naturalGradient(eta), loss, steps);
              System.arraycopy(all, 0, residuals, 0, all.length);
              return largestRatio(all);
            });
    log.add(worstRatio(bounds), width(m), part, worst / bounds.factor(eta));
    if (Double.isNaN(worst)) {
      return;
    }
    double linear = 0;
    for (int k = 0; k <= steps; k++) {
      double error = residuals[k].frobeniusNorm() / residuals[0].frobeniusNorm();
      log.add(lossError(bounds), series, k, error * error);
      if (k < steps && error * error > RESOLVED) {
        Matrix r = residuals[k];
        Matrix slope = Matrix.zeros(r.rows(), 1);
        loss.gradient(r, Matrix.zeros(r.rows(), 1), slope);
        double next = r.minus(slope.times(eta)).frobeniusNorm() / r.frobeniusNorm();
        linear = Math.max(linear, next * next);
      }
    }
    log.add(linearised(bounds), width(m), part, linear / bounds.factor(eta));
  }

  private static double largestRatio(Matrix[] residuals) {
    double worst = 0;
    double first = residuals[0].dot(residuals[0]);
    for (int k = 1; k < residuals.length; k++) {
      double before = residuals[k - 1].dot(residuals[k - 1]);
      if (before > RESOLVED * first) {
        worst = Math.max(worst, residuals[k].dot(residuals[k]) / before);
      }
    }
    return worst;
  }

  @Override
  public List<Figure> figures(Results results) {
    return NgdConvergenceFigures.of(results);
  }

  @Override
  public List<Claim> claims() {
    return NgdConvergenceClaims.all();
  }
}
