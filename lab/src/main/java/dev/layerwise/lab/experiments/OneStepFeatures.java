package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.task.FirstLayerStep;
import dev.layerwise.lab.task.InputScales;
import dev.layerwise.lab.task.SecondLayer;
import dev.layerwise.lab.task.SingleIndexModel;
import dev.layerwise.lab.task.SingleIndexNetwork;
import dev.layerwise.lab.task.SingleIndexSample;
import dev.layerwise.lab.theory.GaussianConstants;
import dev.layerwise.lab.theory.Teacher;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From feature learning to generalisation, Concurrence App. C.4: the test error after one step of
 * the first layer and a fit of the second, against the anisotropy and against the step size {@code
 * η = n^a}.
 */
final class OneStepFeatures implements Experiment {
  static final String RIDGE = "excess_risk";
  static final String LEAST_SQUARES = "excess_risk_least_squares";
  static final String TANH = "excess_risk_tanh";
  static final String STEP = "excess_risk_over_step";
  static final String EDGE = "ridge_at_edge";
  static final String RANDOM = "random features";
  static final String SGD = "SGD";
  static final String KFAC = "KFAC";
  static final String BEST = "KFAC, best ridge";
  static final String ORACLE = "oracle β⋆";
  static final String LINEAR = "best linear predictor";

  /** What stands for λ → 0. */
  static final double NO_RIDGE = 1e-6;

  /** The exponents a of the step size, below 1/2 in the paper's sketch. */
  static final List<Double> EXPONENTS = List.of(0.0, 0.25, 0.375, 0.5, 0.625, 0.75);

  /** The exponent at which methods are compared. */
  static final double EXPONENT = 0.5;

  /** The anisotropies of the panels over the step size. */
  static final List<Double> STEP_EPSILONS = List.of(0.9, 0.99);

  private static final String PART = "part";
  private static final String EPS = "epsilon";

  /** What a scale takes. */
  private record Sizes(
      int dX, int n, int dh, int validation, int test, int trials, List<Double> epsilons) {
    static Sizes of(Scale scale) {
      return scale == Scale.QUICK
          ? new Sizes(100, 2000, 400, 1000, 3000, 4, List.of(0.0, 0.5, 0.9, 0.99))
          : new Sizes(
              200, 6000, 1000, 3000, 10_000, 10, List.of(0.0, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99));
    }
  }

  /** The step's examples, the head's, and the student. */
  private record Setting(
      SingleIndexSample step, SecondLayer.Data data, SingleIndexNetwork network, double eps) {
    SingleIndexModel model() {
      return step.model();
    }

    double bestLambda() {
      AlignmentSizes sizes = new AlignmentSizes(data.scales().inputs(), step.size(), 0);
      return sizes.bestLambda(); // the same for every ε
    }
  }

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "concurrence-features",
        "Concurrence",
        "Appendix C.4, Remark 3.13",
        "Test error after one step of the first layer",
        "What a better direction is worth: the excess risk of a second layer fitted on random"
            + " features and on those that one step of SGD or of K-FAC has learned, over the"
            + " anisotropy and the step size.",
        20,
        300);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return Sizes.of(scale).trials();
  }

  private static int fewer(Scale scale, int seeds) {
    return Math.min(seeds, scale == Scale.QUICK ? 2 : 4);
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Sizes sizes = Sizes.of(scale);
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("inputs dX", sizes.dX());
    settings.put("hidden units dh", sizes.dh());
    settings.put("examples of the step, of the head", sizes.n() + ", " + sizes.n());
    settings.put("examples that choose the head's ridge", sizes.validation());
    settings.put("test examples, without label noise", sizes.test());
    settings.put("anisotropies ε", sizes.epsilons());
    settings.put("step size η", "√n; over the step size n^a, a = " + EXPONENTS);
    settings.put("ridges λ of K-FAC", NO_RIDGE + " and λ⋆ = 2 dX/n");
    settings.put("student", "ReLU; tanh where said");
    settings.put("teacher", "s⋆(z) = z + (z² − 1)/√2");
    settings.put("label noise σ", AlignmentSizes.NOISE);
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Cell> cells = new ArrayList<>();
    for (double eps : Sizes.of(scale).epsilons()) {
      for (int seed = 0; seed < seeds; seed++) {
        cells.add(cell(scale, "anisotropy", eps, seed));
      }
    }
    for (double eps : STEP_EPSILONS) {
      for (int seed = 0; seed < fewer(scale, seeds); seed++) {
        cells.add(cell(scale, "step", eps, seed));
        cells.add(cell(scale, "tanh", eps == 0.99 ? 0.5 : eps, seed));
      }
    }
    return cells;
  }

  private Cell cell(Scale scale, String part, double eps, int seed) {
    Map<String, String> coordinates = Map.of(PART, part, EPS, Double.toString(eps));
    return Cell.of(info().id(), scale, coordinates, seed);
  }

  @Override
  public RunRecord run(Cell cell) {
    CellLog log = new CellLog(cell);
    switch (cell.coordinate(PART)) {
      case "anisotropy" -> overAnisotropy(setting(cell, Nonlinearity.RELU), log);
      case "step" -> overStep(setting(cell, Nonlinearity.RELU), log);
      case "tanh" -> tanh(setting(cell, Nonlinearity.TANH), log);
      default -> throw new IllegalArgumentException("cell " + cell.id() + ": no such part");
    }
    return log.record();
  }

  private static Setting setting(Cell cell, Nonlinearity activation) {
    Sizes sizes = Sizes.of(cell.scale());
    double eps = Double.parseDouble(cell.coordinate(EPS));
    InputScales scales = InputScales.twoLevels(sizes.dX(), eps);
    Rng rng = Rng.of(cell.seed());
    SingleIndexModel model =
        SingleIndexModel.draw(
            sizes.dX(), Teacher.PAPER.function(), AlignmentSizes.NOISE, rng.stream("direction"));
    SingleIndexModel noiseless =
        new SingleIndexModel(model.direction(), model.teacher(), /* noise= */ 0);
    return new Setting(
        model.sample(sizes.n(), rng.stream("step")),
        new SecondLayer.Data(
            model.sample(sizes.n(), rng.stream("head")),
            model.sample(sizes.validation(), rng.stream("validation")),
            noiseless.sample(sizes.test(), rng.stream("test")),
            scales),
        SingleIndexNetwork.draw(sizes.dX(), sizes.dh(), activation, rng.stream("init")),
        eps);
  }

  /** What each method adds to G₀ at η = 1. */
  private static Map<String, Matrix> changes(Setting setting, double alpha) {
    InputScales scales = setting.data().scales();
    SingleIndexNetwork network = setting.network();
    FirstLayerStep step =
        new FirstLayerStep(
            network.step(setting.step(), scales), setting.step().moments(scales).S());
    Map<String, Matrix> changes = new LinkedHashMap<>();
    changes.put(SGD, step.sgd());
    changes.put(KFAC, step.kfac(NO_RIDGE));
    changes.put(BEST, step.kfac(setting.bestLambda()));
    Matrix spike = network.f0().times(setting.model().direction().T());
    changes.put(ORACLE, spike.timesInPlace(alpha)); // α f₀ β⋆ᵀ
    return changes;
  }

  private static double alpha(String name, Nonlinearity activation) {
    return GaussianConstants.of(Teacher.of(name, activation), 1).c1();
  }

  private static Matrix moved(Setting setting, Matrix change, double exponent) {
    double eta = Math.pow(setting.step().size(), exponent);
    return setting.network().G0().copy().plusInPlace(eta, change); // G₀ + n^a · change
  }

  private static void overAnisotropy(Setting setting, CellLog log) {
    log.add(RIDGE, LINEAR, setting.eps(), linearRisk(setting));
    add(setting, RANDOM, setting.network().G0(), log);
    changes(setting, alpha("relu", Nonlinearity.RELU))
        .forEach((series, change) -> add(setting, series, moved(setting, change, EXPONENT), log));
  }

  /** What no affine function of x explains: E s⊥² without its mean, at the variance of β⋆·x. */
  private static double linearRisk(Setting setting) {
    double variance = setting.data().scales().variance(setting.model().direction());
    GaussianConstants constants = GaussianConstants.of(Teacher.PAPER, variance);
    return constants.cAbove() - constants.mean() * constants.mean();
  }

  private static void add(Setting setting, String series, Matrix G, CellLog log) {
    SecondLayer head = SecondLayer.on(setting.network(), G, setting.data());
    log.add(RIDGE, series, setting.eps(), head.ridge());
    log.add(LEAST_SQUARES, series, setting.eps(), head.leastSquares());
    log.add(EDGE, series, setting.eps(), head.isAtEdge() ? 1 : 0);
  }

  static String overStep(double eps) {
    return STEP + ",epsilon=" + eps;
  }

  private static void overStep(Setting setting, CellLog log) {
    String panel = overStep(setting.eps());
    double random =
        SecondLayer.on(setting.network(), setting.network().G0(), setting.data()).ridge();
    changes(setting, alpha("relu", Nonlinearity.RELU))
        .forEach((series, change) -> {
          for (double exponent : EXPONENTS) {
            Matrix G = moved(setting, change, exponent);
            double risk = SecondLayer.on(setting.network(), G, setting.data()).ridge();
            log.add(panel, series, exponent, risk);
          }
        });
    for (double exponent : EXPONENTS) {
      log.add(panel, RANDOM, exponent, random);
    }
  }

  private static void tanh(Setting setting, CellLog log) {
    log.add(TANH, LINEAR, setting.eps(), linearRisk(setting));
    changes(setting, alpha("tanh", Nonlinearity.TANH))
        .forEach((series, change) -> {
          double best = Double.POSITIVE_INFINITY;
          for (double exponent : List.of(0.25, 0.5)) {
            Matrix G = moved(setting, change, exponent);
            SecondLayer head = SecondLayer.on(setting.network(), G, setting.data());
            best = Math.min(best, head.ridge());
          }
          log.add(TANH, series, setting.eps(), best);
        });
  }

  @Override
  public List<Figure> figures(Results results) {
    return OneStepFeaturesFigures.of(results);
  }

  @Override
  public List<Claim> claims() {
    return OneStepFeaturesClaims.all();
  }
}
