package dev.layerwise.lab.train;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.Phases;
import dev.layerwise.optim.SavedState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several optimizers on one problem: the same data, and for each seed the same first weights and
 * the same batches. A cell is an optimizer and a seed.
 */
public final class Comparison implements Experiment {
  /** Loss and accuracy at the end, on the test set if there is one. */
  static final String FINAL_LOSS = "final_loss";

  static final String FINAL_ACCURACY = "final_accuracy";

  /** Milliseconds of a step, by part, at the place of the optimizer. */
  static final String TIME = "time_per_step";

  /** Megabytes, by part, at the place of the optimizer. */
  static final String MEMORY = "memory";

  private static final double MILLION = 1e6;
  private static final String OPTIMIZER = "optimizer";

  private final ExperimentInfo info;
  private final Problem problem;
  private final Plan plan;
  private final List<Competitor> competitors;
  private final Map<String, GridSearch.Found> tuned = new LinkedHashMap<>();
  private final Map<String, Object> settings;

  /**
   * Prepares a comparison.
   *
   * @param info id and title
   * @param problem what is learned
   * @param plan how long
   * @param competitors the optimizers, in the order of the legend; no two of one name
   * @param settings every setting that a reader needs, besides those of the optimizers
   */
  public Comparison(
      ExperimentInfo info,
      Problem problem,
      Plan plan,
      List<Competitor> competitors,
      Map<String, Object> settings) {
    this.info = info;
    this.problem = problem;
    this.plan = plan;
    this.competitors = List.copyOf(competitors);
    this.settings = new LinkedHashMap<>(settings);
  }

  /** The optimizers. */
  public List<Competitor> competitors() {
    return competitors;
  }

  /** Takes what tuning found for an optimizer. */
  public void tuned(Competitor competitor, GridSearch.Found found) {
    tuned.put(competitor.name(), found);
  }

  /** What tuning found, by the optimizer's name. */
  public Map<String, GridSearch.Found> tuned() {
    return Collections.unmodifiableMap(tuned);
  }

  /** What an optimizer is set to: what was said, and what tuning found. */
  public Map<String, String> chosen(Competitor competitor) {
    GridSearch.Found found = tuned.get(competitor.name());
    return competitor.with(found == null ? Map.of() : found.best().settings(), plan.steps());
  }

  /**
   * What tuning makes least: the mean of log₁₀ of the loss on the set that training is watched on,
   * over the evaluations of the second half.
   *
   * @param competitor the optimizer
   * @param set setting and value of what is tuned
   * @param seed a tuning seed
   * @param tuningPlan how long to train
   * @return the mean; NaN if the training diverged
   */
  public double score(Competitor competitor, Map<String, String> set, long seed, Plan tuningPlan) {
    Training training =
        training(competitor, competitor.with(set, tuningPlan.steps()), seed, tuningPlan);
    if (!(training.run(Watcher.NONE) instanceof Ending.Finished)) {
      return Double.NaN;
    }
    List<Evaluation> evaluations = training.evaluations();
    return GridSearch.meanLog10OfSecondHalf(
        evaluations.stream().map(Evaluation::step).toList(),
        evaluations.stream().map(e -> e.decisive().orElse(Double.NaN)).toList());
  }

  private Training training(
      Competitor competitor, Map<String, String> set, long seed, Plan howLong) {
    return new Training(
        problem, howLong, network -> competitor.starter().start(network, set), seed);
  }

  @Override
  public ExperimentInfo info() {
    return info;
  }

  @Override
  public int defaultSeeds(Scale scale) {
    return 1;
  }

  @Override
  public Map<String, Object> settings(Scale scale) {
    Map<String, Object> all = new LinkedHashMap<>(settings);
    for (Competitor competitor : competitors) {
      String words = settingsInWords(competitor);
      all.put(competitor.name(), words.isEmpty() ? competitor.label() : words);
    }
    return all;
  }

  /** What an optimizer is set to in words; nothing of groups, whose label says it. */
  public String settingsInWords(Competitor competitor) {
    return competitor.settings().isEmpty() ? "" : words(chosen(competitor));
  }

  private static String words(Map<String, String> set) {
    List<String> words = new ArrayList<>();
    set.forEach((name, value) -> words.add(name + "=" + value));
    return words.isEmpty() ? "defaults" : String.join(" ", words);
  }

  @Override
  public List<Cell> cells(Scale scale, int seeds) {
    List<Cell> cells = new ArrayList<>();
    for (long seed = 0; seed < seeds; seed++) {
      for (Competitor competitor : competitors) {
        cells.add(Cell.of(info.id(), scale, Map.of(OPTIMIZER, competitor.name()), seed));
      }
    }
    return cells;
  }

  @Override
  public RunRecord run(Cell cell) {
    Competitor competitor =
        competitors.stream()
            .filter(c -> c.name().equals(cell.coordinate(OPTIMIZER)))
            .findFirst()
            .orElseThrow();
    int place = competitors.indexOf(competitor);
    String label = competitor.label();
    Training training = training(competitor, chosen(competitor), cell.seed(), plan);
    Ending ending = training.run(Watcher.NONE);
    List<Point> points = new ArrayList<>();
    ComparisonFigures.curves(training.log(), ending, label, cell.seed(), points);
    costs(training, place, cell.seed(), points);
    List<RunEvent> events = new ArrayList<>();
    if (ending instanceof Ending.Diverged diverged) {
      events.add(new RunEvent.Diverged(label, diverged.step(), diverged.message()));
      points.add(new Point(FINAL_LOSS, label, cell.seed(), 0, Double.NaN));
      points.add(new Point(FINAL_ACCURACY, label, cell.seed(), 0, Double.NaN));
    } else {
      end(training, label, cell.seed(), points);
    }
    return new RunRecord(cell.id(), points, events, Map.of(label, training.seconds()));
  }

  private void end(Training training, String label, long seed, List<Point> points) {
    problem
        .data()
        .test()
        .or(() -> problem.data().watched())
        .ifPresent(set -> {
          Score score =
              new Evaluator(training.result(), set, problem.scaling(), problem.loss()).score();
          points.add(new Point(FINAL_LOSS, label, seed, 0, score.loss()));
          score.accuracy().ifPresent(a -> points.add(new Point(FINAL_ACCURACY, label, seed, 0, a)));
        });
  }

  private static void costs(Training training, int place, long seed, List<Point> points) {
    double steps = Math.max(1, training.steps());
    Map<Phases.Phase, Long> nanos = training.optimizer().phases().elapsedNanos();
    nanos.forEach((phase, time) ->
        points.add(new Point(TIME, phase.label(), seed, place, time / MILLION / steps)));
    double weights = 8.0 * training.network().size() / MILLION;
    double state = 0;
    for (Matrix M : SavedState.of(training.optimizer()::state).matrices().values()) {
      state += 8.0 * M.rows() * M.cols() / MILLION;
    }
    points.add(new Point(MEMORY, "weights and gradients", seed, place, 2 * weights));
    points.add(new Point(MEMORY, "optimizer state", seed, place, state));
  }

  /**
   * What a table says of an optimizer, means over the seeds.
   *
   * @param loss at the end; NaN if a training diverged
   * @param accuracy at the end, from 0 to 1; NaN for regression, or if a training diverged
   * @param milliseconds of a step
   * @param stateMegabytes what the optimizer remembers
   */
  public record Summary(double loss, double accuracy, double milliseconds, double stateMegabytes) {}

  /** Sums an optimizer's results up. */
  public Summary summary(Competitor competitor, Results results) {
    int place = competitors.indexOf(competitor);
    double milliseconds = 0;
    for (String part : results.series(TIME)) {
      milliseconds += results.mean(TIME, part, place);
    }
    return new Summary(
        results.mean(FINAL_LOSS, competitor.label(), 0),
        results.mean(FINAL_ACCURACY, competitor.label(), 0),
        milliseconds,
        results.mean(MEMORY, "optimizer state", place));
  }

  @Override
  public List<Figure> figures(Results results) {
    return figuresOf(results);
  }

  /** The figures of a comparison's points. */
  public static List<Figure> figuresOf(Results results) {
    return new ComparisonFigures(results).all();
  }

  /** The points of all searches, under the least tuning seed. */
  public List<Point> tuningPoints(long seed) {
    List<Point> points = new ArrayList<>();
    for (Competitor competitor : competitors) {
      GridSearch.Found found = tuned.get(competitor.name());
      if (found != null) {
        points.addAll(ComparisonFigures.trials(competitor, found, seed));
      }
    }
    return points;
  }

  @Override
  public List<Claim> claims() {
    return List.of();
  }
}
