package dev.layerwise.lab.sweep;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The figures that a sweep asks for. */
final class SweepFigures {
  private SweepFigures() {}

  /** Whether a panel's last step is that of the results. */
  static boolean fits(Panel panel, Results results) {
    String csv = SweepRun.csvPanel(panel.budget().record().getFirst(), panel);
    return Variant.of(panel).stream()
        .anyMatch(variant -> {
          List<Double> xs = results.xs(csv, variant.series());
          return !xs.isEmpty() && xs.getLast() == panel.budget().steps();
        });
  }

  static List<Figure> of(Trainings sweep, Results results) {
    List<Figure> figures = new ArrayList<>();
    for (Plot plot : sweep.plots()) {
      List<Figure.Panel> panels = new ArrayList<>();
      for (Panel panel : sweep.panelsOf(plot)) {
        panels.add(axes(plot, panel, results));
      }
      figures.add(new Figure(plot.title(), plot.caption(), panels));
    }
    return figures;
  }

  private static LinePanel axes(Plot plot, Panel panel, Results results) {
    boolean overSteps = plot.x().equals(Plot.STEP);
    String csv =
        overSteps
            ? SweepRun.csvPanel(plot.y(), panel)
            : SweepRun.csvPanel(plot.y(), panel, plot.x());
    Set<String> series = new LinkedHashSet<>();
    Variant.of(panel).forEach(v -> series.add(overSteps ? v.series() : v.seriesWithout(plot.x())));
    List<Curve> curves = new ArrayList<>();
    for (String one : series) {
      if (!results.xs(csv, one).isEmpty()) {
        curves.add(new Measured(csv, one));
      }
    }
    String quantity = words(plot.y());
    String y = overSteps ? quantity : quantity + " after " + panel.budget().steps() + " steps";
    return new LinePanel(
        panel.title(),
        new Axis(words(plot.x()), plot.xSpacing()),
        new Axis(y, plot.ySpacing()),
        curves);
  }

  /** What an axis says for a recorded quantity, or for a setting that is swept. */
  private static String words(String name) {
    return switch (name) {
      case NetworkRun.ERROR -> "mean squared error";
      case "expected-loss" -> "expected loss";
      case "excess-loss" -> "excess loss";
      case "distance" -> "distance to the optimum";
      case "accuracy" -> "accuracy, from 0 to 1";
      case "lr" -> "learning rate η";
      case "alpha" -> "damping α";
      case "gamma" -> "γ, from identity to basis";
      case "beta2" -> "β₂";
      default -> name;
    };
  }
}
