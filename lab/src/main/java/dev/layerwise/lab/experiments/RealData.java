package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.DataSet;
import dev.layerwise.lab.data.KnownSet;
import dev.layerwise.lab.data.NeedsData;
import dev.layerwise.lab.train.Ending;
import dev.layerwise.lab.train.Evaluator;
import dev.layerwise.lab.train.GridSearch;
import dev.layerwise.lab.train.Memo;
import dev.layerwise.lab.train.Problem;
import dev.layerwise.lab.train.Score;
import dev.layerwise.lab.train.Training;
import dev.layerwise.lab.train.Watcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * Real inputs of varying anisotropy: Fashion-MNIST and CIFAR-10 with their principal spectrum
 * raised to powers from 0 (whitened) over 1 (as they are) to 2, and accuracy after a fixed number
 * of steps against the condition number.
 *
 * <p>A cell is a set, a power, an optimizer and a seed. Its run tunes the optimizer for this set
 * and power, on the validation set and on seeds of their own, trains with what came out, and
 * measures on the test set. What tuning finds does not depend on the cell's seed and is kept for
 * the cells that differ in it alone.
 */
final class RealData implements NeedsData {
  static final String DATA = "data";
  static final String OPTIMIZER = "optimizer";

  /** Tuning seeds start here, far from those of the evaluation. */
  private static final long FIRST_TUNING_SEED = 1_000_000;

  private static final double PERCENT = 100;
  private static final String POWER = "power";

  private final Function<Scale, Sizing> sizing;
  private final Map<KnownSet, Data> data;
  private final Map<Scale, Map<KnownSet, RealTask>> tasks;
  private final Memo<String, GridSearch.Found> tuned = new Memo<>();

  /**
   * How much is done.
   *
   * @param sizes of a training
   * @param powers of the spectrum, ascending
   * @param optimizers their names
   * @param tuningSeeds on how many seeds each optimizer is tuned
   * @param extensions how often a grid may be extended beyond its edge
   * @param seeds of the evaluation
   */
  record Sizing(
      RealSizes sizes,
      List<Double> powers,
      List<String> optimizers,
      int tuningSeeds,
      int extensions,
      int seeds) {
    private static final List<String> ALL =
        RealContender.all().stream().map(RealContender::name).toList();

    static Sizing of(Scale scale) {
      return switch (scale) {
        case QUICK -> new Sizing(RealSizes.ofSteps(100), List.of(0.0, 1.0, 2.0), ALL, 1, 5, 2);
        case PAPER ->
            new Sizing(RealSizes.ofSteps(200), List.of(0.0, 0.5, 1.0, 1.5, 2.0), ALL, 1, 6, 3);
      };
    }
  }

  RealData() {
    this(Sizing::of, Map.of());
  }

  RealData(Function<Scale, Sizing> sizing, Map<KnownSet, Data> data) {
    this.sizing = sizing;
    this.data = data;
    this.tasks =
        Map.of(
            Scale.QUICK, RealTask.all(data, sizing.apply(Scale.QUICK).sizes()),
            Scale.PAPER, RealTask.all(data, sizing.apply(Scale.PAPER).sizes()));
  }

  @Override
  public ExperimentInfo info() {
    return new ExperimentInfo(
        "concurrence-realdata",
        "Concurrence",
        "open question",
        "Real inputs of varying anisotropy",
        "Whether what anisotropic inputs do to SGD and Adam, and not to K-FAC, shows on real"
            + " images: test accuracy after a fixed number of steps against the condition number.",
        130,
        1700);
  }

  @Override
  public List<KnownSet> needs() {
    return List.of(KnownSet.values());
  }

  @Override
  public Experiment on(Map<KnownSet, Data> given) {
    return new RealData(sizing, given);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return sizing.apply(scale).seeds();
  }

  private List<KnownSet> sets() {
    return data.isEmpty() ? needs() : needs().stream().filter(data::containsKey).toList();
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Sizing s = sizing.apply(scale);
    Map<String, Object> settings = s.sizes().settings();
    settings.put("powers of the principal spectrum", s.powers());
    settings.put("optimizers", s.optimizers());
    settings.put("SGD's momentum", "0.9");
    settings.put("tuned", "learning rate by thirds, damping (if there is one) by tenths");
    settings.put("tuned by", "validation error after the last step");
    settings.put("tuning seeds", tuningSeeds(s));
    settings.put("extensions of a grid", s.extensions());
    tasks
        .get(scale)
        .forEach((set, task) -> {
          settings.put(set.label() + " hash", task.hash());
          settings.put(set.label() + " components", task.spectrum().components());
          settings.put(set.label() + " variance kept", "%.4f".formatted(task.spectrum().share()));
        });
    return settings;
  }

  private static List<Long> tuningSeeds(Sizing s) {
    return LongStream.range(0, s.tuningSeeds()).mapToObj(i -> FIRST_TUNING_SEED + i).toList();
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    Sizing s = sizing.apply(scale);
    List<Cell> cells = new ArrayList<>();
    for (long seed = 0; seed < seeds; seed++) {
      for (KnownSet set : sets()) {
        for (double power : s.powers()) {
          for (String optimizer : s.optimizers()) {
            cells.add(
                Cell.of(
                    info().id(),
                    scale,
                    Map.of(DATA, set.label(), POWER, Double.toString(power), OPTIMIZER, optimizer),
                    seed));
          }
        }
      }
    }
    return cells;
  }

  @Override
  public RunRecord run(Cell cell) {
    long start = System.nanoTime();
    KnownSet set = KnownSet.of(cell.coordinate(DATA));
    RealTask task = tasks.get(cell.scale()).get(set);
    if (task == null) {
      throw new IllegalStateException(set.title() + " is not there; pass --data");
    }
    Sizing s = sizing.apply(cell.scale());
    RealContender contender = RealContender.named(cell.coordinate(OPTIMIZER));
    double power = Double.parseDouble(cell.coordinate(POWER));
    Problem problem = task.problem(power);
    GridSearch.Found found =
        tuned.get(
            cell.scale() + " " + cell.coordinates(),
            () ->
                new GridSearch(contender.competitor().grid(), tuningSeeds(s), s.extensions())
                    .search(
                        (settings, seed) ->
                            task.validationError(problem, contender.competitor(), settings, seed),
                        1));
    RealPoints points = new RealPoints(set, contender.label(), cell.seed());
    points.tuning(task.spectrum().conditionNumber(power), power, found);
    List<RunEvent> events = new ArrayList<>();
    evaluate(task, problem, power, contender, found, points, events);
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new RunRecord(cell.id(), points.all(), events, Map.of(contender.label(), seconds));
  }

  private static void evaluate(
      RealTask task,
      Problem problem,
      double power,
      RealContender contender,
      GridSearch.Found found,
      RealPoints points,
      List<RunEvent> events) {
    Training training =
        task.trained(problem, contender.competitor(), found.best().settings(), points.seed());
    double accuracy = Double.NaN;
    double loss = Double.NaN;
    switch (training.run(Watcher.NONE)) {
      case Ending.Diverged diverged ->
          events.add(new RunEvent.Diverged(contender.label(), diverged.step(), diverged.message()));
      case Ending.Finished _, Ending.Stopped _, Ending.Interrupted _ -> {
        accuracy =
            PERCENT
                * score(training, problem, problem.data().test().orElseThrow())
                    .accuracy()
                    .orElse(Double.NaN);
        loss = score(training, problem, problem.data().training()).loss();
      }
    }
    points.outcome(task.spectrum().conditionNumber(power), power, accuracy, loss);
  }

  private static Score score(Training training, Problem problem, DataSet set) {
    return new Evaluator(training.network(), set, problem.scaling(), problem.loss()).score();
  }

  @Override
  public List<Figure> figures(Results results) {
    return RealPoints.figures(results);
  }

  @Override
  public List<Claim> claims() {
    return RealDataClaims.all();
  }
}
