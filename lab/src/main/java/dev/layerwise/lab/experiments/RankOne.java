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
import dev.layerwise.lab.task.LabelledMoments;
import dev.layerwise.lab.task.SingleIndexModel;
import dev.layerwise.lab.task.SingleIndexNetwork;
import dev.layerwise.lab.task.SingleIndexSample;
import dev.layerwise.lab.theory.GaussianConstants;
import dev.layerwise.lab.theory.Teacher;
import dev.layerwise.linalg.LeadingSingular;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rank-one approximation of one step, Concurrence Theorem 3.9 and Corollary 3.11: {@code ‖G₀ +
 * α η f₀ β_aᵀ − G_a‖ → 0} as all dimensions grow, and what the top right singular vector of the
 * whole layer shows of it.
 */
final class RankOne implements Experiment {
  static final String ERROR = "operator_norm";
  static final String BOUNDED = "operator_norm_bounded_teacher";
  static final String SCALED = "scaled_operator_norm";
  static final String LAYER = "layer_correlation";
  static final String LAW = "layer_correlation_predicted";
  static final String DIRECTION = "direction_correlation";
  static final String SPIKE = "spike_over_threshold";
  static final String CHANGE = "change_correlation";
  static final String RIDGE = "direction_correlation_over_lambda";
  static final String SGD = "SGD";
  static final String KFAC = "KFAC";

  /** The ridges of Corollary 3.11: none, and the best one for these proportions. */
  static final List<Double> LAMBDAS = List.of(0.0, 0.36);

  /** The ridge at which K-FAC's layer is looked at: β is then about as long as SGD's. */
  static final double LAYER_LAMBDA = 1;

  /** The ridges at which the change's top singular vector is looked at. */
  static final List<Double> CHANGE_LAMBDAS = List.of(0.0, 1e-2, 0.1, 0.36, 1.0, 10.0, 100.0);

  static final List<Double> ETAS = List.of(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0);

  private static final double EPS = 0.5;
  private static final String SIZE = "dX";
  private static final String PART = "part";

  /** Relative residual of the operator norm, which is then far more exact than its draws vary. */
  private static final double TOLERANCE = 1e-4;

  /** A student. */
  enum Student {
    TANH("tanh", Nonlinearity.TANH),
    RELU("ReLU", Nonlinearity.RELU),
    ERF("erf", Nonlinearity.ERF);

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // a record
    private final Nonlinearity activation;

    Student(String title, Nonlinearity activation) {
      this.title = title;
      this.activation = activation;
    }

    String series(String method) {
      return title + ", " + method;
    }

    /** α = E s′(z), z ~ N(0, Tr(Σx)/dX), and Tr(Σx) = dX. */
    double alpha() {
      return GaussianConstants.of(Teacher.of(title, activation), 1).c1();
    }
  }

  static String kfac(double lambda) {
    return KFAC + " λ = " + lambda;
  }

  static List<String> methods() {
    return List.of(SGD, kfac(LAMBDAS.get(0)), kfac(LAMBDAS.get(1)));
  }

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "concurrence-thm39",
        "Concurrence",
        "Theorem 3.9, Corollary 3.11",
        "One step is a rank-one change of the first layer",
        "How fast the step's distance from its rank-one approximation falls as all dimensions grow"
            + " together, and how long the step must be for the layer's top singular vector to"
            + " show it.",
        8,
        130);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return scale == Scale.QUICK ? 12 : 60;
  }

  /** dX and how many draws it gets; n = dX/0.18, dh = dX/0.9. */
  private static Map<Integer, Integer> draws(Scale scale, int seeds) {
    Map<Integer, Integer> draws = new LinkedHashMap<>();
    int[] sizes =
        scale == Scale.QUICK ? new int[] {36, 90, 180, 360} : new int[] {90, 180, 360, 720, 1440};
    int[] counts = scale == Scale.QUICK ? new int[] {12, 12, 8, 4} : new int[] {60, 40, 24, 16, 12};
    for (int i = 0; i < sizes.length; i++) {
      draws.put(sizes[i], Math.max(1, Math.min(seeds, counts[i])));
    }
    return draws;
  }

  private static int layerInputs(Scale scale) {
    return scale == Scale.QUICK ? 180 : 900;
  }

  private static int layerDraws(Scale scale) {
    return scale == Scale.QUICK ? 12 : 6;
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("inputs dX and draws", draws(scale, defaultSeeds(scale)).toString());
    settings.put("examples n", "dX/0.18");
    settings.put("hidden units dh", "dX/0.9");
    settings.put("anisotropy ε", EPS);
    settings.put("step size η", 1);
    settings.put("ridges λ", LAMBDAS);
    settings.put("teacher", "s⋆(z) = z + (z² − 1)/√2; bounded: tanh z");
    settings.put("label noise σ", AlignmentSizes.NOISE);
    settings.put("layer: inputs dX and draws", layerInputs(scale) + ", " + layerDraws(scale));
    settings.put("layer: step sizes η", ETAS);
    settings.put("layer: ridge λ", LAYER_LAMBDA);
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Cell> cells = new ArrayList<>();
    draws(scale, seeds)
        .forEach((dX, draws) -> {
          for (int seed = 0; seed < draws; seed++) {
            cells.add(cell(scale, "error", dX, seed));
          }
        });
    for (int seed = 0; seed < Math.min(seeds, layerDraws(scale)); seed++) {
      cells.add(cell(scale, "layer", layerInputs(scale), seed));
    }
    return cells;
  }

  private Cell cell(Scale scale, String part, int dX, int seed) {
    Map<String, String> coordinates = Map.of(PART, part, SIZE, Integer.toString(dX));
    return Cell.of(info().id(), scale, coordinates, seed);
  }

  /** What a cell draws from. */
  private record Draw(int dX, Rng rng) {
    InputScales scales() {
      return InputScales.twoLevels(dX, EPS);
    }

    SingleIndexSample sample(Teacher teacher) {
      return SingleIndexModel.draw(
              dX, teacher.function(), AlignmentSizes.NOISE, rng.stream("direction"))
          .sample(dX * 50 / 9, rng.stream("data")); // n = dX/0.18
    }

    SingleIndexNetwork student(Student student) {
      return SingleIndexNetwork.draw(
          dX, dX * 10 / 9, student.activation, rng.stream("init")); // dh = dX/0.9
    }
  }

  @Override
  public RunRecord run(Cell cell) {
    CellLog log = new CellLog(cell);
    int dX = Integer.parseInt(cell.coordinate(SIZE));
    Draw draw = new Draw(dX, Rng.of(cell.seed()).stream(SIZE, dX));
    if (cell.coordinate(PART).equals("layer")) {
      layer(draw, log);
      return log.record();
    }
    SingleIndexSample sample = draw.sample(Teacher.PAPER);
    LabelledMoments moments = sample.moments(draw.scales());
    for (Student student : Student.values()) {
      errors(draw, sample, moments, student, ERROR, log);
    }
    SingleIndexSample bounded = draw.sample(Teacher.named("tanh"));
    errors(draw, bounded, bounded.moments(draw.scales()), Student.TANH, BOUNDED, log);
    return log.record();
  }

  /** The error of K-FAC's approximation is SGD's times (S + λ I)⁻¹. */
  private static void errors(
      Draw draw,
      SingleIndexSample sample,
      LabelledMoments moments,
      Student student,
      String panel,
      CellLog log) {
    SingleIndexNetwork network = draw.student(student);
    Matrix spike = network.f0().times(moments.sgd().T()).timesInPlace(student.alpha());
    Matrix error =
        network.step(sample, draw.scales()).minusInPlace(spike); // G_a − G₀ − α η f₀ β_aᵀ
    add(panel, student.series(SGD), draw.dX(), norm(error), log);
    Spd S = Spd.trusting(moments.S()).named("XᵀX/n");
    for (double lambda : LAMBDAS) {
      String series = student.series(kfac(lambda));
      double value =
          log.measure(series, 0, () -> norm(error.times(S.plusDamping(lambda).inv()).copy()));
      add(panel, series, draw.dX(), value, log);
    }
  }

  private static void add(String panel, String series, int dX, double norm, CellLog log) {
    log.add(panel, series, dX, norm);
    if (panel.equals(ERROR)) {
      log.add(SCALED, series, dX, Math.sqrt(dX) * norm);
    } else {
      log.add(SCALED, "bounded teacher: " + series, dX, Math.sqrt(dX) * norm);
    }
  }

  private static double norm(Matrix A) {
    return LeadingSingular.of(A, Matrix.zeros(A.cols(), 1).fill(1), TOLERANCE).value();
  }

  private static void layer(Draw draw, CellLog log) {
    SingleIndexSample sample = draw.sample(Teacher.PAPER);
    SingleIndexNetwork network = draw.student(Student.TANH);
    LabelledMoments moments = sample.moments(draw.scales());
    FirstLayerStep step = new FirstLayerStep(network.step(sample, draw.scales()), moments.S());
    SingleIndexModel model = sample.model();
    readings(network, step.sgd(), moments.sgd(), model, SGD, log);
    readings(
        network,
        step.kfac(LAYER_LAMBDA),
        moments.kfac(LAYER_LAMBDA),
        model,
        kfac(LAYER_LAMBDA),
        log);
    for (double lambda : CHANGE_LAMBDAS) {
      log.add(CHANGE, SGD, lambda, Math.abs(model.correlation(step.readSgd())));
      log.add(CHANGE, KFAC, lambda, Math.abs(model.correlation(step.readKfac(lambda))));
      log.add(RIDGE, SGD, lambda, model.correlation(moments.sgd()));
      log.add(RIDGE, KFAC, lambda, model.correlation(moments.kfac(lambda)));
    }
  }

  private static void readings(
      SingleIndexNetwork network,
      Matrix change,
      Matrix beta,
      SingleIndexModel model,
      String series,
      CellLog log) {
    double ofDirection = model.correlation(beta);
    double c = (double) network.G0().rows() / network.G0().cols();
    double length =
        Student.TANH.alpha() * network.f0().frobeniusNorm() * beta.frobeniusNorm(); // θ at η = 1
    for (double eta : ETAS) {
      Matrix G = network.G0().copy().plusInPlace(eta, change);
      Matrix right = FirstLayerStep.readLayer(G, beta);
      log.add(LAYER, series, eta, Math.abs(model.correlation(right)));
      log.add(LAW, series, eta, ofDirection * FirstLayerStep.overlap(eta * length, c));
      log.add(DIRECTION, series, eta, ofDirection);
      log.add(SPIKE, series, eta, eta * length / Math.pow(c, 0.25));
    }
  }

  @Override
  public List<Figure> figures(Results results) {
    return RankOneFigures.of(results);
  }

  @Override
  public List<Claim> claims() {
    return RankOneClaims.all();
  }
}
