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
import dev.layerwise.nn.SquaredError;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * K-FAC on wide networks, NGD Theorem 4: {@code ‖u(k) − y‖² ≤ (1 − η/λmax(XᵀX))ᵏ ‖u(0) − y‖²}.
 *
 * <p>Behind it stands {@code J F⁻¹ Jᵀ = X (XᵀX)⁻¹ Xᵀ ∘ I = diag(h)}: as long as the network is
 * linear in its weights, each example contracts by itself, {@code (u − y)ᵢ ← (1 − η hᵢ)(u − y)ᵢ},
 * hᵢ its leverage, which is at least {@code 1/λmax(XᵀX)}.
 */
final class NgdKfac implements Experiment {
  /** The inputs. */
  enum Inputs {
    GAUSSIAN("uniform on the sphere"),
    CONDITIONED("columns scaled from 1 to 1/100"),
    FORSTER("after Forster's transform");

    private final String words;

    Inputs(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    WideTraining.Data data() {
      return switch (this) {
        case GAUSSIAN -> WideTraining.Data.gaussian();
        case CONDITIONED -> WideTraining.Data.illConditioned();
        case FORSTER -> WideTraining.Data.forster();
      };
    }

    /** {@code 1/max h}, at which the fastest example is done in one step. */
    double fullStep() {
      return 1 / Arrays.stream(data().leverages()).max().orElseThrow();
    }

    double largestEigenvalue() {
      double[] spectrum = data().spectrum();
      return spectrum[spectrum.length - 1];
    }
  }

  /** Learning rates in units of {@code 1/max h}. */
  static final List<Double> PARTS = List.of(0.5, 1.0);

  static final int STEPS = 20;
  static final String THEORY = "linearised, widest";
  static final String SLACK = "squared_error_over_bound";
  static final String DEVIATION = "deviation_from_leverages";
  static final String GROWTH = "largest_ratio_of_steps";
  static final String ONE_STEP = "squared_error_after_one_step";
  static final String FACTOR = "J_Finv_Jt_minus_leverages";
  static final String PRINTED = "S as printed";
  static final String CORRECTED = "S diag(a)/√m";

  /** Below this part of the first squared error, rounding takes over. */
  private static final double RESOLVED = 1e-24;

  /** Examples whose contraction is read off together. */
  private static final int GROUP = 2;

  private static final String DATA = "data";
  private static final String WIDTH = "m";

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "ngd-kfac",
        "NGD",
        "Theorem 4",
        "K-FAC on wide networks",
        "That K-FAC contracts each example's error by its leverage, that its rate therefore depends"
            + " on the inputs' spectrum, and that Forster's transform takes that away.",
        15,
        90);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return scale == Scale.QUICK ? 2 : 5;
  }

  static List<Integer> widths(Scale scale) {
    return scale == Scale.QUICK ? List.of(1024, 4096, 16384) : List.of(1024, 4096, 16384, 65536);
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("examples n", WideTraining.EXAMPLES);
    settings.put("inputs d", WideTraining.FEATURES);
    settings.put("inputs", Arrays.stream(Inputs.values()).map(Inputs::words).toList());
    settings.put("targets", "standard normal");
    settings.put("widths m", widths(scale));
    settings.put("learning rates", "0.5 and 1 times 1/max h, h the leverages");
    settings.put("steps", STEPS);
    settings.put("factors", "exact, of the batch, undamped; eigenvalues below 1e-12 count as 0");
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Cell> cells = new ArrayList<>();
    for (Inputs inputs : Inputs.values()) {
      for (int m : widths(scale)) {
        for (int seed = 0; seed < seeds; seed++) {
          cells.add(
              Cell.of(
                  info().id(),
                  scale,
                  Map.of(DATA, inputs.label(), WIDTH, Integer.toString(m)),
                  seed));
        }
      }
    }
    return cells;
  }

  static String error(Inputs inputs, double part) {
    return "squared_error:%s,eta=%s".formatted(inputs.label(), part);
  }

  static String contraction(Inputs inputs) {
    return "contraction:" + inputs.label();
  }

  static String width(int m) {
    return "m=" + m;
  }

  @Override
  public RunRecord run(Cell cell) {
    CellLog log = new CellLog(cell);
    Inputs inputs = Inputs.valueOf(cell.coordinate(DATA).toUpperCase(Locale.ROOT));
    int m = Integer.parseInt(cell.coordinate(WIDTH));
    Rng rng = Rng.of(cell.seed()).stream("network", m);
    WideTraining.Data data = inputs.data();
    boolean widest = m == widths(cell.scale()).getLast();
    for (double part : PARTS) {
      train(WideTraining.draw(data, m, rng), inputs, part, widest, log);
    }
    if (inputs == Inputs.GAUSSIAN && m <= 4096) {
      factors(WideTraining.draw(data, m, rng), m, log);
    }
    return log.record();
  }

  private static void train(
      WideTraining training, Inputs inputs, double part, boolean widest, CellLog log) {
    int m = training.weights().rows();
    double eta = part * inputs.fullStep();
    Matrix[] residuals = new Matrix[STEPS + 1];
    double end =
        log.measure(
            width(m),
            STEPS,
            () -> {
              Matrix[] all = training.train(training.kfac(eta), new SquaredError(), STEPS);
              System.arraycopy(all, 0, residuals, 0, all.length);
              return all[STEPS].frobeniusNorm();
            });
    String setting = "%s, %s of 1/max h".formatted(inputs.label(), part);
    if (Double.isNaN(end)) {
      log.add(SLACK, setting, m, Double.NaN);
      return;
    }
    double[] h = training.data().leverages();
    double first = residuals[0].dot(residuals[0]);
    double factor = 1 - eta / inputs.largestEigenvalue();
    double slack = 0;
    double growth = 0;
    for (int k = 0; k <= STEPS; k++) {
      double squared = residuals[k].dot(residuals[k]) / first;
      log.add(error(inputs, part), width(m), k, squared);
      if (widest) {
        log.add(error(inputs, part), THEORY, k, linearised(residuals[0], h, eta, k) / first);
      }
      double bound = Math.pow(factor, k);
      if (k > 0 && bound > RESOLVED) {
        slack = Math.max(slack, squared / bound);
      }
      if (k > 0 && residuals[k - 1].dot(residuals[k - 1]) > RESOLVED * first) {
        growth = Math.max(growth, residuals[k].frobeniusNorm() / residuals[k - 1].frobeniusNorm());
      }
    }
    log.add(SLACK, setting, m, slack);
    log.add(GROWTH, setting, m, growth);
    firstStep(residuals, h, eta, inputs, part, log, m);
  }

  private static void firstStep(
      Matrix[] residuals, double[] h, double eta, Inputs inputs, double part, CellLog log, int m) {
    Matrix before = residuals[0];
    Matrix after = residuals[1];
    Matrix predicted = Matrix.generate(h.length, 1, (i, j) -> (1 - eta * h[i]) * before.get(i, 0));
    if (part == 1) {
      log.add(ONE_STEP, inputs.label(), m, after.dot(after) / before.dot(before));
      return;
    }
    double deviation = after.minus(predicted).frobeniusNorm() / before.frobeniusNorm();
    log.add(DEVIATION, inputs.label(), m, deviation);
    if (inputs != Inputs.FORSTER) { // where all leverages are one
      byLeverage(before, after, h, contraction(inputs), m, log);
    }
  }

  /**
   * What a step leaves of the errors of examples of like leverage, {@code Σ rᵢ rᵢ₊/Σ rᵢ²} over
   * groups: of single examples, those whose error happens to be small would say nothing.
   */
  private static void byLeverage(
      Matrix before, Matrix after, double[] h, String panel, int m, CellLog log) {
    int[] order =
        IntStream.range(0, h.length)
            .boxed()
            .sorted((i, j) -> Double.compare(h[i], h[j]))
            .mapToInt(i -> i)
            .toArray();
    for (int from = 0; from + GROUP <= order.length; from += GROUP) {
      double products = 0;
      double squares = 0;
      double leverage = 0;
      for (int k = from; k < from + GROUP; k++) {
        double r = before.get(order[k], 0);
        products += r * after.get(order[k], 0);
        squares += r * r;
        leverage += h[order[k]] / GROUP;
      }
      log.add(panel, width(m), leverage, products / squares);
    }
  }

  /** {@code Σ (1 − η hᵢ)²ᵏ rᵢ²}. */
  private static double linearised(Matrix r, double[] h, double eta, int k) {
    double sum = 0;
    for (int i = 0; i < h.length; i++) {
      double left = Math.pow(1 - eta * h[i], k) * r.get(i, 0);
      sum += left * left;
    }
    return sum;
  }

  /**
   * The largest entry of {@code J F⁻¹ Jᵀ − diag(h)}. With B the (n, n) product of the factor's rows
   * with those of {@code S diag(a)/√m}, and T the Gram matrix of the factor's rows, {@code J F⁻¹ Jᵀ
   * = (B T⁻² Bᵀ) ∘ X (XᵀX)⁻¹ Xᵀ}. The factor without a is given its 1/√m, which is a change of η.
   */
  private static void factors(WideTraining training, int m, CellLog log) {
    Matrix Sa = training.signedActivations().copy();
    double root = Math.sqrt(m);
    Matrix S = Sa.map(x -> Math.abs(x) > 0 ? 1 / root : 0);
    log.add(FACTOR, PRINTED, m, log.measure(PRINTED, 0, () -> mismatch(training, Sa, S)));
    log.add(FACTOR, CORRECTED, m, log.measure(CORRECTED, 0, () -> mismatch(training, Sa, Sa)));
  }

  private static double mismatch(WideTraining training, Matrix Sa, Matrix factor) {
    Matrix X = training.data().X();
    Matrix T = factor.times(factor.T());
    Matrix half = T.solve(factor.times(Sa.T())); // T⁻¹ B
    Matrix P = X.times(X.T().times(X).solve(X.T()));
    Matrix JFJ = half.T().times(half).hadamard(P);
    return JFJ.minus(Matrix.diagonal(P.diagonal())).maxAbs();
  }

  @Override
  public List<Figure> figures(Results results) {
    return NgdKfacFigures.of(results);
  }

  @Override
  public List<Claim> claims() {
    return NgdKfacClaims.all();
  }
}
