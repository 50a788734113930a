package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Panel;
import dev.layerwise.lab.Figure.Reference;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The pictures of the generalisation bound. */
final class NgdGeneralizationFigures {
  private NgdGeneralizationFigures() {}

  static List<Figure> of(Results results) {
    return List.of(
        new Figure(
            "Theorem 6: the bound falls for targets that the kernel has",
            "The bound √(2 yᵀ G∞⁻¹ y/n) of the infinitely wide network (its term of chance left"
                + " out) and its test loss E min(1, |f − y|), over the number of examples, for even"
                + " targets and a linear one. Predicting 0 is for comparison.",
            learned(results, SphereTarget.LINEAR, SphereTarget.QUADRATIC, SphereTarget.ABS)),
        new Figure(
            "Theorem 6: the bound grows for targets that the kernel lacks",
            "The odd part of the kernel is linear, so of an odd target it has the linear part"
                + " alone. More examples make the bound larger, which is above 1 and says nothing,"
                + " and do not help: the cubic is fitted worse than by 0.",
            learned(results, SphereTarget.SIGN, SphereTarget.CUBIC, SphereTarget.RANDOM)),
        new Figure(
            "How far the weights of finite networks travel",
            "Left: ‖w − w(0)‖ of NGD to zero training error over √(rᵀ G∞⁻¹ r), r = y − u(0), for"
                + " starts of size ν; it tends to 1. Right: the same over √(yᵀ G∞⁻¹ y), which is"
                + " what Theorem 6 uses: right for small ν only, because u(0) is noise of size"
                + " ν/√2.",
            List.of(
                travel(results, NgdGeneralization.TRAVEL, "Over the prediction with y − u(0)"),
                travel(results, NgdGeneralization.TRAVEL_PRINTED, "Over the prediction with y"))));
  }

  private static List<Panel> learned(Results results, SphereTarget... targets) {
    return Arrays.stream(targets).map(target -> (Panel) panel(results, target)).toList();
  }

  private static LinePanel panel(Results results, SphereTarget target) {
    String series = target.label();
    List<Curve> curves = new ArrayList<>();
    curves.add(new Measured(NgdGeneralization.BOUND, series, "bound"));
    curves.add(new Measured(NgdGeneralization.TEST, series, "test loss"));
    curves.add(new Measured(NgdGeneralization.NULL, series, "loss of predicting 0"));
    if (!results.xs(NgdGeneralization.LINEAR_PART, series).isEmpty()) {
      curves.add(
          new Measured(NgdGeneralization.LINEAR_PART, series, "loss of the linear part alone"));
    }
    if (target == SphereTarget.LINEAR) {
      List<Double> n = results.xs(NgdGeneralization.BOUND, series);
      double first =
          n.isEmpty() ? 1 : results.median(NgdGeneralization.BOUND, series, n.getFirst());
      curves.add(
          new Reference(
              "n^(−1/2)", n, n.stream().map(x -> first * Math.sqrt(n.getFirst() / x)).toList()));
    }
    return new LinePanel(
        target.label() + ": " + target.formula(),
        new Axis("examples n", Spacing.LOG),
        new Axis("E min(1, |f − y|)", Spacing.LOG),
        curves);
  }

  private static LinePanel travel(Results results, String panel, String title) {
    List<Curve> curves = new ArrayList<>();
    for (String series : results.series(panel)) {
      curves.add(new Measured(panel, series));
    }
    return new LinePanel(
        title,
        new Axis("width m", Spacing.LOG),
        new Axis("distance travelled / predicted", Spacing.LOG),
        curves);
  }
}
