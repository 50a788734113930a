package dev.layerwise.lab.train;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Panel;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A training as points and figures: panels {@code loss_steps}, {@code accuracy_epochs} and so on,
 * and one panel for each diagnosis.
 */
public final class Curves {
  private static final String DIAGNOSIS = "diagnosis: ";
  private static final String SPECTRUM = "spectrum: ";
  private static final int PANELS_IN_A_FIGURE = 4;
  private static final int INDICES = 64;

  private Curves() {}

  /** What stands on the abscissa. */
  private enum Abscissa {
    STEPS("steps"),
    EPOCHS("epochs"),
    SECONDS("seconds of training");

    private final String text;

    Abscissa(String text) {
      this.text = text;
    }

    double of(Evaluation evaluation) {
      return switch (this) {
        case STEPS -> evaluation.step();
        case EPOCHS -> evaluation.epoch();
        case SECONDS -> evaluation.seconds();
      };
    }

    String panel(String measure) {
      return measure + "_" + name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The points of a training.
   *
   * @param log what happened
   * @param ending how it ended; after divergence every curve ends with NaN
   * @param watched what the set is called that training was watched on
   * @param seed the training's seed
   */
  public static List<Point> points(TrainingLog log, Ending ending, String watched, long seed) {
    List<Point> points = new ArrayList<>();
    for (Abscissa abscissa : Abscissa.values()) {
      String loss = abscissa.panel("loss");
      String accuracy = abscissa.panel("accuracy");
      for (Evaluation e : log.evaluations()) {
        double x = abscissa.of(e);
        e.trainingLoss().ifPresent(y -> points.add(new Point(loss, "training", seed, x, y)));
        e.watched()
            .ifPresent(score -> {
              points.add(new Point(loss, watched, seed, x, score.loss()));
              score.accuracy().ifPresent(y -> points.add(new Point(accuracy, watched, seed, x, y)));
            });
      }
    }
    if (ending instanceof Ending.Diverged diverged && !log.evaluations().isEmpty()) {
      for (String series : List.of("training", watched)) {
        points.add(
            new Point(Abscissa.STEPS.panel("loss"), series, seed, diverged.step(), Double.NaN));
      }
    }
    log.diagnoses()
        .forEach(
            d -> points.add(new Point(DIAGNOSIS + d.name(), d.name(), seed, d.step(), d.value())));
    log.spectra().forEach(spectrum -> add(points, spectrum, seed));
    return points;
  }

  /** Indices at equal ratios; of eigenvalues, those that are more than rounding errors. */
  private static void add(List<Point> points, EigenvaluesAt spectrum, long seed) {
    double[] values = spectrum.values();
    double least = values.length == 0 ? 0 : values.length * Math.ulp(values[0]);
    int last = 0;
    for (int k = 0; k < INDICES; k++) {
      int i = (int) Math.round(Math.pow(values.length, k / (INDICES - 1.0)));
      if (i > last && i <= values.length && values[i - 1] > least) {
        String series = "step " + spectrum.step();
        points.add(new Point(SPECTRUM + spectrum.name(), series, seed, i, values[i - 1]));
        last = i;
      }
    }
  }

  /** The figures of such points, those without points left out. */
  public static List<Figure> figures(Results results) {
    List<Figure> figures = new ArrayList<>();
    for (Abscissa abscissa : Abscissa.values()) {
      List<Panel> panels = new ArrayList<>();
      add(panels, results, abscissa, "loss", "mean loss", Spacing.LOG);
      add(panels, results, abscissa, "accuracy", "share classified rightly", Spacing.LINEAR);
      if (!panels.isEmpty()) {
        figures.add(
            new Figure(
                "Training against " + abscissa.text,
                "Training: the mean over the batches since the point before, each before its step."
                    + " The other curve: the whole set, after the step.",
                panels));
      }
    }
    figures.addAll(diagnoses(results));
    figures.addAll(spectra(results));
    return figures;
  }

  private static void add(
      List<Panel> panels,
      Results results,
      Abscissa abscissa,
      String measure,
      String label,
      Spacing spacing) {
    String panel = abscissa.panel(measure);
    List<Curve> curves = new ArrayList<>();
    results.series(panel).forEach(series -> curves.add(new Measured(panel, series)));
    if (!curves.isEmpty()) {
      panels.add(
          new Figure.LinePanel(
              measure, new Axis(abscissa.text, Spacing.LINEAR), new Axis(label, spacing), curves));
    }
  }

  private static List<Figure> diagnoses(Results results) {
    Set<String> names = new LinkedHashSet<>();
    for (Point point : results.points()) {
      if (point.panel().startsWith(DIAGNOSIS)) {
        names.add(point.series());
      }
    }
    List<String> all = List.copyOf(names);
    List<Figure> figures = new ArrayList<>();
    for (int from = 0; from < all.size(); from += PANELS_IN_A_FIGURE) {
      List<Panel> panels = new ArrayList<>();
      for (String name : all.subList(from, Math.min(all.size(), from + PANELS_IN_A_FIGURE))) {
        panels.add(
            new Figure.LinePanel(
                name,
                new Axis("steps", Spacing.LINEAR),
                new Axis(name, Spacing.LINEAR),
                List.of(new Measured(DIAGNOSIS + name, name))));
      }
      figures.add(
          new Figure(
              "Diagnostics" + (from == 0 ? "" : ", continued"),
              "Single steps: with the gradient G and the move ΔW of all parameters, the effective"
                  + " learning rate is ‖ΔW‖/‖G‖, the alignment −⟨G, ΔW⟩/(‖G‖ ‖ΔW‖) and the"
                  + " reduction ratio (L(W + ΔW) − L(W))/(⟨G, ΔW⟩ + ½ ΔWᵀ C ΔW) on the batch of the"
                  + " step, C its exact Gauss-Newton matrix. The rest is what the optimizer"
                  + " reports.",
              panels));
    }
    return figures;
  }

  /** A panel for each factor, a curve for each step. */
  private static List<Figure> spectra(Results results) {
    Set<String> names = new LinkedHashSet<>();
    results.points().stream()
        .map(Point::panel)
        .filter(panel -> panel.startsWith(SPECTRUM))
        .forEach(names::add);
    List<String> all = List.copyOf(names);
    List<Figure> figures = new ArrayList<>();
    for (int from = 0; from < all.size(); from += PANELS_IN_A_FIGURE) {
      List<Panel> panels = new ArrayList<>();
      for (String panel : all.subList(from, Math.min(all.size(), from + PANELS_IN_A_FIGURE))) {
        List<Curve> curves = new ArrayList<>();
        results.series(panel).forEach(series -> curves.add(new Measured(panel, series)));
        panels.add(
            new Figure.LinePanel(
                panel.substring(SPECTRUM.length()),
                new Axis("index", Spacing.LOG),
                new Axis("eigenvalue", Spacing.LOG),
                curves));
      }
      figures.add(
          new Figure(
              "Spectra" + (from == 0 ? "" : ", continued"),
              "Eigenvalues, the largest first, of what the optimizer remembers of the curvature, in"
                  + " layers by their number; without those that are rounding errors.",
              panels));
    }
    return figures;
  }
}
