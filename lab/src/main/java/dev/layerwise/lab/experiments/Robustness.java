package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.KnownSet;
import dev.layerwise.lab.data.NeedsData;
import dev.layerwise.lab.train.Competitor;
import dev.layerwise.lab.train.Ending;
import dev.layerwise.lab.train.Evaluator;
import dev.layerwise.lab.train.Problem;
import dev.layerwise.lab.train.Training;
import dev.layerwise.lab.train.Watcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How much an optimizer minds its settings: test accuracy after a fixed number of steps on
 * Fashion-MNIST and CIFAR-10 over a grid of learning rate and a second setting around the defaults,
 * and the share of the grid within two points of the grid's best.
 *
 * <p>A cell is a set, an optimizer and a seed, and its run the whole grid. Nothing is tuned, so
 * nothing is held against the test set. A training that diverges is a missing value, and not within
 * two points of anything.
 */
final class Robustness implements NeedsData {
  /** Test accuracy in percent; the panel's name goes on with set and optimizer. */
  static final String ACCURACY = "accuracy";

  /** Share of the grid in percent, at the optimizer's place. */
  static final String SHARE = "share_of_grid";

  static final String WITHIN = "within two points of the best";

  /** Accuracy in percent may be so much below the best. */
  static final double POINTS = 2;

  private static final double PERCENT = 100;
  private static final double AS_THEY_ARE = 1;
  private static final int PANELS_IN_A_FIGURE = 2;

  private final Function<Scale, Sizing> sizing;
  private final Map<KnownSet, Data> data;
  private final Map<Scale, Map<KnownSet, RealTask>> tasks;

  /**
   * How much is done.
   *
   * @param sizes of a training
   * @param optimizers their names
   * @param seeds how many
   */
  record Sizing(RealSizes sizes, List<String> optimizers, int seeds) {
    static Sizing of(Scale scale) {
      List<String> all = RealContender.all().stream().map(RealContender::name).toList();
      return switch (scale) {
        case QUICK -> new Sizing(RealSizes.ofSteps(100), all, 1);
        case PAPER -> new Sizing(RealSizes.ofSteps(200), all, 2);
      };
    }
  }

  Robustness() {
    this(Sizing::of, Map.of());
  }

  Robustness(Function<Scale, Sizing> sizing, Map<KnownSet, Data> data) {
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
        "concurrence-robustness",
        "Concurrence",
        "open question",
        "How much the settings matter on real images",
        "For each optimizer, test accuracy over a grid of learning rate and damping, ε or"
            + " momentum, and how much of the grid is nearly as good as its best.",
        40,
        560);
  }

  @Override
  public List<KnownSet> needs() {
    return List.of(KnownSet.values());
  }

  @Override
  public Experiment on(Map<KnownSet, Data> given) {
    return new Robustness(sizing, given);
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return sizing.apply(scale).seeds();
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Sizing s = sizing.apply(scale);
    Map<String, Object> settings = s.sizes().settings();
    for (String optimizer : s.optimizers()) {
      RealContender contender = RealContender.named(optimizer);
      settings.put(
          optimizer,
          "lr %s, %s %s"
              .formatted(
                  contender.learningRates(scale), contender.second(), contender.seconds(scale)));
    }
    settings.put("grids", "around the defaults, whatever the data");
    settings.put("tuned", "nothing");
    tasks.get(scale).forEach((set, task) -> settings.put(set.label() + " hash", task.hash()));
    return settings;
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<KnownSet> sets =
        data.isEmpty() ? needs() : needs().stream().filter(data::containsKey).toList();
    List<Cell> cells = new ArrayList<>();
    for (KnownSet set : sets) {
      for (String optimizer : sizing.apply(scale).optimizers()) {
        for (long seed = 0; seed < seeds; seed++) {
          cells.add(
              Cell.of(
                  info().id(),
                  scale,
                  Map.of(RealData.DATA, set.label(), RealData.OPTIMIZER, optimizer),
                  seed));
        }
      }
    }
    return cells;
  }

  @Override
  public RunRecord run(Cell cell) {
    long start = System.nanoTime();
    KnownSet set = KnownSet.of(cell.coordinate(RealData.DATA));
    RealTask task = tasks.get(cell.scale()).get(set);
    if (task == null) {
      throw new IllegalStateException(set.title() + " is not there; pass --data");
    }
    RealContender contender = RealContender.named(cell.coordinate(RealData.OPTIMIZER));
    Problem problem = task.problem(AS_THEY_ARE);
    String panel = panel(set, contender.label());
    List<Point> points = new ArrayList<>();
    for (String second : contender.seconds(cell.scale())) {
      for (double lr : contender.learningRates(cell.scale())) {
        Map<String, String> settings =
            Map.of("lr", Double.toString(lr), contender.second(), second);
        double accuracy = accuracy(task, problem, contender.competitor(), settings, cell.seed());
        points.add(new Point(panel, contender.second() + "=" + second, cell.seed(), lr, accuracy));
      }
    }
    points.add(
        new Point(SHARE + ":" + set.label(), WITHIN, cell.seed(), place(contender), share(points)));
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new RunRecord(cell.id(), points, List.of(), Map.of(contender.label(), seconds));
  }

  /** Test accuracy in percent; NaN if the training diverged. */
  private static double accuracy(
      RealTask task,
      Problem problem,
      Competitor competitor,
      Map<String, String> settings,
      long seed) {
    Training training = task.trained(problem, competitor, settings, seed);
    if (!(training.run(Watcher.NONE) instanceof Ending.Finished)) {
      return Double.NaN;
    }
    return PERCENT
        * new Evaluator(
                training.network(),
                problem.data().test().orElseThrow(),
                problem.scaling(),
                problem.loss())
            .score()
            .accuracy()
            .orElse(Double.NaN);
  }

  /** The share in percent of the points within two points of the greatest; none if all diverged. */
  static double share(List<Point> points) {
    double best =
        points.stream()
            .mapToDouble(Point::y)
            .filter(Double::isFinite)
            .max()
            .orElse(Double.POSITIVE_INFINITY);
    long within = points.stream().filter(point -> point.y() >= best - POINTS).count();
    return PERCENT * within / points.size();
  }

  static String panel(KnownSet set, String label) {
    return ACCURACY + ":" + set.label() + ":" + label;
  }

  /** Where the optimizer's bar stands. */
  static int place(RealContender contender) {
    return RealContender.all().stream().map(RealContender::name).toList().indexOf(contender.name());
  }

  @Override
  public List<Figure> figures(Results results) {
    List<Figure> figures = new ArrayList<>();
    List<Figure.Panel> bars = new ArrayList<>();
    for (KnownSet set : KnownSet.values()) {
      String shares = SHARE + ":" + set.label();
      if (!results.series(shares).isEmpty()) {
        bars.add(
            new Figure.BarPanel(
                set.title(),
                "share of the grid (%)",
                RealContender.all().stream().map(RealContender::label).toList(),
                List.of(new Figure.Measured(shares, WITHIN))));
      }
    }
    if (!bars.isEmpty()) {
      figures.add(
          new Figure(
              "Share of the grid within two points of its best",
              "Each optimizer's own grid, around its defaults, and its own best test accuracy.",
              bars));
    }
    for (KnownSet set : KnownSet.values()) {
      List<Figure.Panel> maps = maps(results, set);
      for (int from = 0; from < maps.size(); from += PANELS_IN_A_FIGURE) {
        figures.add(
            new Figure(
                set.title() + (from == 0 ? "" : ", continued"),
                "Test accuracy in percent after a fixed number of steps. Empty: a training"
                    + " diverged.",
                maps.subList(from, Math.min(maps.size(), from + PANELS_IN_A_FIGURE))));
      }
    }
    return figures;
  }

  private static List<Figure.Panel> maps(Results results, KnownSet set) {
    List<Figure.Panel> maps = new ArrayList<>();
    for (RealContender contender : RealContender.all()) {
      String panel = panel(set, contender.label());
      List<Figure.Row> rows =
          results.series(panel).stream()
              .map(series ->
                  new Figure.Row(series.substring(series.indexOf('=') + 1), panel, series))
              .toList();
      if (!rows.isEmpty()) {
        maps.add(
            new Figure.HeatMapPanel(
                contender.label(), "learning rate", contender.second(), "test accuracy (%)", rows));
      }
    }
    return maps;
  }

  @Override
  public List<Claim> claims() {
    return RobustnessClaims.all();
  }
}
