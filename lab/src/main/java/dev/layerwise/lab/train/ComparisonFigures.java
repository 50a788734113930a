package dev.layerwise.lab.train;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.BarPanel;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Panel;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of a comparison: at equal steps, at equal epochs, at equal time; and what a step
 * costs.
 */
final class ComparisonFigures {
  private static final List<String> MEASURES = List.of("training loss", "loss", "error");
  private static final List<String> ABSCISSAS = List.of("steps", "epochs", "seconds");

  private static final String TUNING = "tuning ";

  private final Results results;
  private final List<String> labels;

  /**
   * Prepares the figures.
   *
   * @param results the points, each optimizer's under its label
   */
  ComparisonFigures(Results results) {
    this.results = results;
    labels = results.series(panel("training loss", "steps"));
  }

  private static String panel(String measure, String abscissa) {
    return measure + " / " + abscissa;
  }

  /** The points of one training's curves. */
  static void curves(TrainingLog log, Ending ending, String label, long seed, List<Point> points) {
    for (String abscissa : ABSCISSAS) {
      if (abscissa.equals("seconds") && seed != 0) {
        continue; // no two runs take the same time, so their points cannot be averaged
      }
      for (Evaluation e : log.evaluations()) {
        double x = at(e, abscissa);
        e.trainingLoss()
            .ifPresent(
                y -> points.add(new Point(panel("training loss", abscissa), label, seed, x, y)));
        e.watched()
            .ifPresent(score -> {
              points.add(new Point(panel("loss", abscissa), label, seed, x, score.loss()));
              score
                  .accuracy()
                  .ifPresent(a ->
                      points.add(
                          new Point(panel("error", abscissa), label, seed, x, 100 * (1 - a))));
            });
      }
      if (ending instanceof Ending.Diverged diverged && abscissa.equals("steps")) {
        points.add(
            new Point(panel("training loss", abscissa), label, seed, diverged.step(), Double.NaN));
      }
    }
  }

  private static double at(Evaluation e, String abscissa) {
    return switch (abscissa) {
      case "steps" -> e.step();
      case "epochs" -> e.epoch();
      default -> e.seconds();
    };
  }

  List<Figure> all() {
    List<Figure> figures = new ArrayList<>();
    figures.add(
        curves("steps", "steps", "At equal steps", "Every optimizer sees the same batches."));
    figures.add(
        curves(
            "seconds",
            "seconds of training",
            "At equal time",
            "Time spent in steps alone on this machine, one training at a time; the first seed."));
    figures.add(curves("epochs", "epochs", "At equal epochs", "Passes over the training set."));
    figures.add(costs());
    figures.addAll(tuning());
    return figures;
  }

  private Figure curves(String abscissa, String x, String title, String caption) {
    List<Panel> panels = new ArrayList<>();
    for (String measure : MEASURES) {
      String panel = panel(measure, abscissa);
      List<Curve> curves = new ArrayList<>();
      for (String label : labels) {
        if (!results.xs(panel, label).isEmpty()) {
          curves.add(new Measured(panel, label));
        }
      }
      if (!curves.isEmpty()) {
        panels.add(
            new LinePanel(
                switch (measure) {
                  case "loss" -> "held-out loss";
                  case "error" -> "held-out error";
                  default -> measure;
                },
                new Axis(x, Spacing.LINEAR),
                new Axis(
                    measure.equals("error") ? "% classified wrongly" : "mean loss", Spacing.LOG),
                curves));
      }
    }
    return new Figure(title, caption, panels);
  }

  private Figure costs() {
    return new Figure(
        "What a step costs",
        "Time of a step by part, and memory by part; activations of a batch not counted, they are"
            + " the same for all.",
        List.of(
            bars("Time of a step", "milliseconds", Comparison.TIME, labels),
            bars("Memory", "megabytes", Comparison.MEMORY, labels)));
  }

  private BarPanel bars(String title, String value, String panel, List<String> labels) {
    return new BarPanel(
        title,
        value,
        labels,
        results.series(panel).stream().map(series -> new Measured(panel, series)).toList());
  }

  /**
   * The points of a search: score over learning rate, a series for each damping or, without one,
   * each schedule; the best over what else was tuned.
   */
  static List<Point> trials(Competitor competitor, GridSearch.Found found, long seed) {
    Map<List<String>, Point> points = new LinkedHashMap<>();
    for (GridSearch.Trial trial : found.trials()) {
      String lr = trial.settings().get("lr");
      if (lr != null) {
        String row =
            trial
                .settings()
                .getOrDefault("damping", trial.settings().getOrDefault(Competitor.SCHEDULE, ""));
        points.merge(
            List.of(lr, row),
            new Point(
                TUNING + competitor.label(), row, seed, Double.parseDouble(lr), trial.score()),
            (a, b) -> a.y() <= b.y() ? a : b);
      }
    }
    return List.copyOf(points.values());
  }

  private List<Figure> tuning() {
    List<Figure> figures = new ArrayList<>();
    List<Panel> panels = new ArrayList<>();
    for (String label : labels) {
      String panel = TUNING + label;
      List<String> rows = new ArrayList<>(results.series(panel));
      if (rows.isEmpty()) {
        continue;
      }
      boolean ofSchedules = Decay.labels().containsAll(rows);
      if (!ofSchedules) {
        rows.sort(Comparator.comparingDouble(d -> d.isEmpty() ? 0 : Double.parseDouble(d)));
      }
      panels.add(
          new Figure.HeatMapPanel(
              label,
              "learning rate",
              ofSchedules ? Competitor.SCHEDULE : rows.getFirst().isEmpty() ? "" : "damping",
              "mean log₁₀ loss",
              rows.stream().map(d -> new Figure.Row(d, panel, d)).toList()));
      if (panels.size() == 3) {
        figures.add(tuning(panels, figures.isEmpty()));
        panels = new ArrayList<>();
      }
    }
    if (!panels.isEmpty()) {
      figures.add(tuning(panels, figures.isEmpty()));
    }
    return figures;
  }

  private static Figure tuning(List<Panel> panels, boolean first) {
    return new Figure(
        "Tuning" + (first ? "" : ", continued"),
        "Mean of log₁₀ of the held-out loss over the second half of training and over the tuning"
            + " seeds, which are not those of the curves above, at the best of what else was"
            + " tuned. A dash: a training diverged.",
        panels);
  }
}
