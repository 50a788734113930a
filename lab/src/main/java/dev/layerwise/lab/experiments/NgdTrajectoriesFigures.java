package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Reference;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The pictures of the trajectories. */
final class NgdTrajectoriesFigures {
  private NgdTrajectoriesFigures() {}

  static List<Figure> of(Results results) {
    return List.of(
        new Figure(
            "Two ways to one end: gradient flow and natural gradient flow of the linearised"
                + " network",
            "Both flows of eq. (110) from one start. Left: in the weights, NGD goes straight to the"
                + " solution of least norm, GD takes a bend. Middle: in the outputs, too. Right:"
                + " NGD's distance to the targets falls like exp(−t); GD waits for the smallest"
                + " eigenvalue of the Gram matrix.",
            List.of(
                plane(
                    "Weights",
                    NgdTrajectories.WEIGHTS,
                    "part of the way to the least-norm solution",
                    "distance from the straight way / length"),
                plane(
                    "Outputs",
                    NgdTrajectories.OUTPUTS,
                    "part of the way to the targets",
                    "distance from the straight way / length"),
                overTime(results))),
        new Figure(
            "The true network approaches its linearisation slowly",
            "Left: how far from the least-norm solution of the linearised network the true one"
                + " ends, relative to the way's length; dashed: m^(−1/4), the law of the Jacobian's"
                + " typical change, and m^(−1/6), its worst case. Right: NGD at η = 1/2, how far"
                + " its path is from the linearised one after each step.",
            List.of(ends(results), paths(results))));
  }

  private static LinePanel plane(String title, String panel, String x, String y) {
    return new LinePanel(
        title,
        new Axis(x, Spacing.LINEAR),
        new Axis(y, Spacing.LINEAR),
        List.of(new Measured(panel, NgdTrajectories.GD), new Measured(panel, NgdTrajectories.NGD)));
  }

  private static LinePanel overTime(Results results) {
    List<Double> t = results.xs(NgdTrajectories.RESIDUAL, NgdTrajectories.NGD);
    List<Double> shown = t.stream().filter(x -> x < 30).toList();
    return new LinePanel(
        "Distance to the targets",
        new Axis("time t", Spacing.LOG),
        new Axis("|y − u(t)| / |y − u(0)|", Spacing.LOG),
        List.of(
            new Measured(NgdTrajectories.RESIDUAL, NgdTrajectories.GD),
            new Measured(NgdTrajectories.RESIDUAL, NgdTrajectories.NGD),
            new Reference("exp(−t)", shown, shown.stream().map(x -> Math.exp(-x)).toList())));
  }

  private static LinePanel ends(Results results) {
    List<Curve> curves = new ArrayList<>();
    curves.add(
        new Measured(
            NgdTrajectories.END_DISTANCE, NgdTrajectories.NGD, "NGD from the least-norm solution"));
    curves.add(
        new Measured(
            NgdTrajectories.END_DISTANCE, NgdTrajectories.GD, "GD from the least-norm solution"));
    curves.add(new Measured(NgdTrajectories.ENDS_APART, "GD and NGD", "GD from NGD"));
    List<Double> m = results.xs(NgdTrajectories.END_DISTANCE, NgdTrajectories.NGD);
    if (!m.isEmpty()) {
      double first =
          results.median(NgdTrajectories.END_DISTANCE, NgdTrajectories.NGD, m.getFirst());
      curves.add(law("m^(−1/4)", m, first, x -> Math.pow(x, -0.25)));
      curves.add(law("m^(−1/6)", m, first, x -> Math.pow(x, -1.0 / 6)));
    }
    return new LinePanel(
        "Where training ends",
        new Axis("width m", Spacing.LOG),
        new Axis("distance / length of the way", Spacing.LOG),
        curves);
  }

  private static Reference law(
      String label, List<Double> m, double first, DoubleUnaryOperator power) {
    return new Reference(
        label,
        m,
        m.stream()
            .map(x -> first * power.applyAsDouble(x) / power.applyAsDouble(m.getFirst()))
            .toList());
  }

  private static LinePanel paths(Results results) {
    List<Curve> curves = new ArrayList<>();
    for (String series : results.series(NgdTrajectories.PATH_DISTANCE)) {
      curves.add(new Measured(NgdTrajectories.PATH_DISTANCE, series));
    }
    return new LinePanel(
        "On the way",
        new Axis("step of NGD", Spacing.LINEAR),
        new Axis("distance from the linearised path / length", Spacing.LINEAR),
        curves);
  }
}
