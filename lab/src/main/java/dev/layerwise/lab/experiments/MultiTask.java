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
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.optim.MultiTaskDescent;
import dev.layerwise.optim.MultiTaskDescent.LeftFactor;
import dev.layerwise.optim.RowConstraint;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Many tasks on one representation, Concurrence App. B.3, eqs. (20) to (22): the noise term against
 * the number of tasks, the noise-free contraction, and the two-stage preconditioner against
 * alternatives where each task has fewer outputs than the representation has dimensions.
 */
final class MultiTask implements Experiment {
  /** Distance after one step from {@code G⋆}. */
  static final String NOISE = "noise_floor_T";

  /** The same times {@code √λmin(1/T Σ F⋆ᵀF⋆)}. */
  static final String NOISE_SCALED = "noise_floor_T_scaled";

  static final String COMMON = "common head";
  static final String INDEPENDENT = "independent heads";

  /** Ratio of the distances after and before a noise-free step. */
  static final String RATIO = "contraction";

  static final String TWO_STAGE = "two-stage";
  static final String LOCAL = "local pseudo-inverse";
  static final String RIGHT = "right-only";
  static final List<Integer> OUTPUTS = List.of(1, 15);
  static final double ETA = 0.2;

  /** Learning rates of the noise-free steps. */
  static final List<Double> LEARNING_RATES = List.of(0.1, 0.2, 0.5, 0.9);

  private static final double LABEL_NOISE = 0.1;

  /** Enough tasks of one output for k = 8 dimensions, as many again for half. */
  private static final int TASKS_NOISE_FREE = 12;

  private static final int TASKS_COMPARED = 24;
  private static final double LOCAL_START = 1e-4;
  private static final double KAPPA_NOISE_FREE = 1e2;

  /**
   * How far the noise-free ratio may be from 1 − η: the heads are off by the part of the inputs
   * outside the representation that correlates with it, at most dist · κ(Σ) of their size.
   */
  static final double RATIO_TOLERANCE = LOCAL_START * KAPPA_NOISE_FREE;

  private static final String PART = "part";
  private static final String TASKS = "tasks";
  private static final String HEADS = "heads";

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "concurrence-multitask",
        "Concurrence",
        "Appendix B.3",
        "Many tasks, one representation",
        "That the noise falls with the number of tasks, and why the heads' preconditioner must be"
            + " averaged over tasks before it is inverted.",
        7,
        80);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return RepresentationSettings.seeds(scale);
  }

  private static int inputs(Scale scale) {
    return scale == Scale.QUICK ? 40 : 100;
  }

  private static int examples(Scale scale) {
    return scale == Scale.QUICK ? 400 : 1024;
  }

  private static List<Integer> tasks(Scale scale) {
    return scale == Scale.QUICK ? List.of(1, 2, 4, 8, 16, 32) : List.of(1, 2, 4, 8, 16, 32, 64);
  }

  static int iterations(Scale scale) {
    return scale == Scale.QUICK ? 60 : 100;
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("inputs dX", inputs(scale));
    settings.put("representation k", MultiTaskProblem.FEATURES);
    settings.put("examples n of each task's batch", examples(scale));
    settings.put("batches", "fresh, independent for G and the heads");
    settings.put("heads", "standard normal");
    settings.put("noise: tasks T", tasks(scale));
    settings.put("noise: outputs dY, label noise, η", List.of(15, LABEL_NOISE, ETA));
    settings.put("noise: inputs", "Gaussian, Σ = I");
    settings.put("contraction: tasks, outputs", List.of(TASKS_NOISE_FREE, 1));
    settings.put("contraction: learning rates", LEARNING_RATES);
    settings.put("contraction: start distance", LOCAL_START);
    settings.put("contraction: inputs", "Gaussian, each task its own Σ, κ(Σ) = 100");
    settings.put("comparison: tasks, label noise, η", List.of(TASKS_COMPARED, LABEL_NOISE, ETA));
    settings.put("comparison: outputs dY", OUTPUTS);
    settings.put("comparison: iterations", iterations(scale));
    settings.put("comparison: start", "G Haar row-orthonormal, heads fitted by least squares");
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Map<String, String>> coordinates = new ArrayList<>();
    for (int outputs : OUTPUTS) {
      coordinates.add(Map.of(PART, "comparison", "outputs", Integer.toString(outputs)));
    }
    coordinates.add(Map.of(PART, "contraction"));
    for (int tasks : tasks(scale).reversed()) {
      for (String heads : List.of("common", "independent")) {
        coordinates.add(Map.of(PART, "noise", TASKS, Integer.toString(tasks), HEADS, heads));
      }
    }
    List<Cell> cells = new ArrayList<>();
    for (Map<String, String> at : coordinates) {
      for (int seed = 0; seed < seeds; seed++) {
        cells.add(Cell.of(info().id(), scale, at, seed));
      }
    }
    return cells;
  }

  static String comparison(int outputs) {
    return "subspace_distance:dY=" + outputs;
  }

  @Override
  public RunRecord run(Cell cell) {
    CellLog log = new CellLog(cell);
    Rng rng = Rng.of(cell.seed()).stream("multitask").stream(cell.coordinate(PART));
    switch (cell.coordinate(PART)) {
      case "noise" -> {
        int tasks = Integer.parseInt(cell.coordinate(TASKS));
        boolean common = cell.coordinate(HEADS).equals("common");
        noise(cell.scale(), tasks, common, rng, log);
      }
      case "contraction" -> contraction(cell.scale(), rng, log);
      default -> {
        int outputs = Integer.parseInt(cell.coordinate("outputs"));
        compare(cell.scale(), outputs, rng.stream("outputs", outputs), log);
      }
    }
    return log.record();
  }

  private static MultiTaskDescent method(double eta, LeftFactor left) {
    return new MultiTaskDescent(eta, 1, left, RowConstraint.ORTHONORMAL);
  }

  /** One step from {@code G⋆}, averaged over problems that share heads between numbers of tasks. */
  private static void noise(Scale scale, int tasks, boolean common, Rng rng, CellLog log) {
    int repeats = scale == Scale.QUICK ? 2 : 8;
    String series = common ? COMMON : INDEPENDENT;
    double sum = 0;
    double scaled = 0;
    for (int repeat = 0; repeat < repeats; repeat++) {
      Rng own = rng.stream("repeat", repeat);
      var conditioning =
          new MultiTaskProblem.Sizes(tasks, 15, inputs(scale), 1, LABEL_NOISE, common);
      MultiTaskProblem problem = MultiTaskProblem.draw(conditioning, own.stream("problem"));
      var batches = problem.batches(examples(scale), own.stream("data").stream("tasks", tasks));
      double distance =
          log.measure(
              series,
              1,
              () -> {
                var training =
                    problem.start(method(ETA, LeftFactor.TASK_AVERAGED), problem.Gstar());
                training.step(batches.next(), batches.next());
                return SubspaceDistance.of(training.representation(), problem.Gstar());
              });
      sum += distance;
      scaled += distance * Math.sqrt(problem.weakestDirection());
    }
    log.add(NOISE, series, tasks, sum / repeats);
    log.add(NOISE_SCALED, series, tasks, scaled / repeats);
  }

  private static void contraction(Scale scale, Rng rng, CellLog log) {
    var sizes =
        new MultiTaskProblem.Sizes(TASKS_NOISE_FREE, 1, inputs(scale), KAPPA_NOISE_FREE, 0, false);
    MultiTaskProblem problem = MultiTaskProblem.draw(sizes, rng.stream("problem"));
    Matrix G0 =
        SubspaceDistance.representationAt(LOCAL_START, problem.Gstar(), rng.stream("start"));
    for (double eta : LEARNING_RATES) {
      var batches = problem.batches(examples(scale), rng.stream("data"));
      double after =
          log.measure(
              TWO_STAGE,
              1,
              () -> {
                var training = problem.start(method(eta, LeftFactor.TASK_AVERAGED), G0);
                training.step(batches.next(), batches.next());
                return SubspaceDistance.of(training.representation(), problem.Gstar());
              });
      log.add(RATIO, TWO_STAGE, eta, after / SubspaceDistance.of(G0, problem.Gstar()));
    }
  }

  /** Three left factors on the same batches from the same random start. */
  private static void compare(Scale scale, int outputs, Rng rng, CellLog log) {
    var sizes =
        new MultiTaskProblem.Sizes(TASKS_COMPARED, outputs, inputs(scale), 1, LABEL_NOISE, false);
    MultiTaskProblem problem = MultiTaskProblem.draw(sizes, rng.stream("problem"));
    Matrix G0 = rng.stream("start").haarRows(MultiTaskProblem.FEATURES, inputs(scale));
    Map<String, MultiTaskDescent.Training> runs = new LinkedHashMap<>();
    runs.put(TWO_STAGE, problem.start(method(ETA, LeftFactor.TASK_AVERAGED), G0));
    runs.put(LOCAL, problem.start(method(ETA, LeftFactor.LOCAL), G0));
    runs.put(RIGHT, problem.start(method(ETA, LeftFactor.NONE), G0));
    var batches = problem.batches(examples(scale), rng.stream("data"));
    for (int t = 0; t <= iterations(scale); t++) {
      int iteration = t;
      var A = batches.next();
      var B = batches.next();
      runs.forEach((series, training) -> {
        double distance =
            log.measure(
                series,
                iteration,
                () -> {
                  if (iteration > 0) {
                    training.step(A, B);
                  }
                  return SubspaceDistance.of(training.representation(), problem.Gstar());
                });
        log.add(comparison(outputs), series, iteration, distance);
      });
    }
  }

  /** Smallest eigenvalue of the mean of {@code F⋆ᵀF⋆} over tasks. */
  static double smallestEigenvalue(Matrix P) {
    double[] values = SymmetricEigen.valuesOf(P);
    double smallest = Double.POSITIVE_INFINITY;
    for (double value : values) {
      smallest = Math.min(smallest, value);
    }
    return smallest;
  }

  @Override
  public List<Figure> figures(Results results) {
    return MultiTaskReading.figures(results);
  }

  @Override
  public List<Claim> claims() {
    return MultiTaskReading.claims();
  }
}
