package dev.layerwise.lab.sweep;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.KnownSet;
import dev.layerwise.lab.train.GridSearch;
import dev.layerwise.linalg.NumericalException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of a variant on a seed, recorded. */
final class SweepRun {
  private static final double NANO = 1e-9;

  private final Variant variant;
  private final Task.Run run;
  private final Budget budget;
  private final long seed;
  private final List<Point> points = new ArrayList<>();
  private final List<RunEvent> events = new ArrayList<>();
  private final Map<String, Double> last = new HashMap<>();
  private final long start = System.nanoTime();

  private SweepRun(
      Variant variant,
      Map<String, String> tuned,
      long seed,
      Map<KnownSet, Data> given,
      boolean search) {
    this.variant = variant;
    this.seed = seed;
    budget = variant.panel().budget();
    run =
        variant
            .task()
            .start(
                new Task.Assignment(
                    variant.taskSettings(),
                    variant.model(),
                    variant.panel().problem().init(),
                    variant.methodSettings(tuned),
                    budget.steps(),
                    seed,
                    given,
                    search));
  }

  /** A run to record, with what was tuned. */
  static SweepRun evaluation(
      Variant variant, Map<String, String> tuned, long seed, Map<KnownSet, Data> given) {
    return new SweepRun(variant, tuned, seed, given, false);
  }

  /** A run of a search, to score. */
  static SweepRun trial(
      Variant variant, Map<String, String> settings, long seed, Map<KnownSet, Data> given) {
    return new SweepRun(variant, settings, seed, given, true);
  }

  /** The panel of {@code series.csv} of a quantity in a panel. */
  static String csvPanel(String quantity, Panel panel) {
    return quantity + ":" + panel.name();
  }

  /** The panel of {@code series.csv} of a quantity's last value over a setting. */
  static String csvPanel(String quantity, Panel panel, String over) {
    return quantity + " over " + over + ":" + panel.name();
  }

  /** Takes down what a search found. */
  SweepRun tuned(GridSearch.Found found) {
    String panel = Tuning.panel(variant.panel().name());
    Tuning.chosen(found)
        .forEach((name, text) -> {
          double value =
              name.equals("schedule") ? "eighths".equals(text) ? 1 : 0 : Double.parseDouble(text);
          points.add(new Point(panel, variant.series() + ", " + name, seed, 0, value));
        });
    points.add(new Point(panel, Tuning.edge(variant.series()), seed, 0, found.onEdge().size()));
    return this;
  }

  /** Runs, and returns what a search makes least; NaN if the run diverged. */
  double score() {
    String quantity = budget.record().getFirst();
    List<Long> steps = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    try {
      for (long t = 1; t <= budget.steps(); t++) {
        run.step(t);
        if (budget.records(t)) {
          steps.add(t);
          values.add(run.measure(quantity));
          if (!Double.isFinite(values.getLast())) {
            return Double.NaN;
          }
        }
      }
    } catch (NumericalException e) {
      return Double.NaN;
    }
    return GridSearch.meanLog10OfSecondHalf(steps, values);
  }

  /** Runs, and returns what is stored. */
  RunRecord record(Cell cell, List<Plot> plots) {
    boolean goesOn = look(0);
    for (long t = 1; t <= budget.steps(); t++) {
      goesOn = goesOn && step(t);
      if (budget.records(t)) {
        if (goesOn) {
          goesOn = look(t);
        } else {
          missing(t);
        }
      }
    }
    plots.stream()
        .filter(plot -> variant.sweptNumbers().contains(plot.x()))
        .filter(plot -> plot.panels().isEmpty() || plot.panels().contains(variant.panel().name()))
        .map(plot -> new Over(plot.x(), plot.y()))
        .distinct()
        .forEach(this::over);
    double seconds = (System.nanoTime() - start) * NANO;
    return new RunRecord(cell.id(), points, events, Map.of(variant.series(), seconds));
  }

  private record Over(String x, String y) {}

  private void over(Over over) {
    points.add(
        new Point(
            csvPanel(over.y(), variant.panel(), over.x()),
            variant.seriesWithout(over.x()),
            seed,
            Double.parseDouble(variant.swept().get(over.x())),
            last.getOrDefault(over.y(), Double.NaN)));
  }

  private boolean step(long t) {
    Optional<String> failure = Optional.empty();
    try {
      run.step(t);
    } catch (NumericalException e) {
      failure = Optional.of(e.getMessage());
    }
    failure.ifPresent(message -> events.add(new RunEvent.Diverged(variant.series(), t, message)));
    return failure.isEmpty();
  }

  private boolean look(long t) {
    boolean finite = true;
    for (String quantity : budget.record()) {
      double value = run.measure(quantity);
      finite &= Double.isFinite(value);
      add(quantity, t, value);
    }
    if (!finite) {
      String message = "a measured value became infinite or not a number at step " + t;
      events.add(new RunEvent.Diverged(variant.series(), t, message));
    }
    return finite;
  }

  private void missing(long t) {
    budget.record().forEach(quantity -> add(quantity, t, Double.NaN));
  }

  private void add(String quantity, long t, double value) {
    double kept = Double.isFinite(value) ? value : Double.NaN;
    points.add(new Point(csvPanel(quantity, variant.panel()), variant.series(), seed, t, kept));
    last.put(quantity, kept);
  }
}
