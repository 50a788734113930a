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
import dev.layerwise.lab.experiments.DepthTask.Net;
import java.util.ArrayList;
import java.util.List;

/** The pictures of the race over depths. */
final class DepthFigures {
  private static final String INDICATIVE =
      " Processor time in the optimizer's steps, forward and backward pass included; indicative.";
  private static final List<Integer> DEPTHS = List.of(2, 3, 4, 5, 6);

  private DepthFigures() {}

  static List<Figure> of(Results results) {
    List<Figure> figures = new ArrayList<>();
    for (Net net : List.of(Net.LINEAR, Net.RELU)) {
      figures.add(overDepths(results, net, Depth.STEPS, "steps to target", never(net)));
    }
    for (Net net : Net.values()) {
      figures.add(overKappas(results, net, Depth.STEPS, "steps to target", never(net)));
    }
    for (Net net : List.of(Net.LINEAR, Net.RELU)) {
      figures.add(overDepths(results, net, Depth.SECONDS, "seconds to target", INDICATIVE));
    }
    for (Net net : Net.values()) {
      figures.add(overKappas(results, net, Depth.SECONDS, "seconds to target", INDICATIVE));
    }
    figures.add(losses(results));
    return figures;
  }

  private static Figure overDepths(Results results, Net net, String name, String y, String note) {
    List<Panel> panels = new ArrayList<>();
    for (String kappa : Depth.KAPPAS) {
      String panel = Depth.overDepths(name, net, kappa);
      if (!results.series(panel).isEmpty()) {
        Axis x = new Axis("layers", Spacing.LINEAR);
        panels.add(panel("κ(Σ) = " + kappa, x, y, panel));
      }
    }
    return new Figure(capital(y) + " over depth, " + net.words(), caption(net) + note, panels);
  }

  private static Figure overKappas(Results results, Net net, String name, String y, String note) {
    List<Panel> panels = new ArrayList<>();
    for (int depth : DEPTHS) {
      String panel = Depth.overKappas(name, net, depth);
      if (!results.series(panel).isEmpty()) {
        Axis x = new Axis("condition number κ(Σ) of the inputs", Spacing.LOG);
        panels.add(panel(depth + " layers", x, y, panel));
      }
    }
    return new Figure(capital(y) + " over anisotropy, " + net.words(), caption(net) + note, panels);
  }

  private static String never(Net net) {
    return " A run that is not at the target within %d steps is left out.".formatted(net.steps());
  }

  private static String caption(Net net) {
    String teacher =
        net == Net.CONV
            ? " The teacher looks at x, so each κ is another task."
            : " The teacher looks at the white inputs, which favours preconditioners of the inputs;"
                + " with a teacher of x they have next to no advantage (docs/decisions/0008).";
    return "Tuned optimizers, until the held-out loss is at most %s of that of the first weights."
            .formatted(net.target())
        + teacher;
  }

  private static LinePanel panel(String title, Axis x, String y, String panel) {
    return new LinePanel(title, x, new Axis(y, Spacing.LOG), curves(panel));
  }

  private static List<Curve> curves(String panel) {
    return DepthContender.ALL.stream()
        .<Curve>map(contender -> new Measured(panel, contender.label()))
        .toList();
  }

  private static Figure losses(Results results) {
    String kappa = Depth.KAPPAS.getLast();
    List<Panel> panels = new ArrayList<>();
    for (Net net : Net.values()) {
      String panel = Depth.overDepths(Depth.LOSS, net, kappa);
      if (results.series(panel).isEmpty()) {
        continue;
      }
      List<Curve> curves = new ArrayList<>(curves(panel));
      List<Double> ends = List.of(0.0, (double) net.steps());
      curves.add(new Reference("target", ends, List.of(net.target(), net.target())));
      panels.add(
          new LinePanel(
              capital(net.words()),
              new Axis("step", Spacing.LINEAR),
              new Axis("held-out loss over the start's", Spacing.LOG),
              curves));
    }
    return new Figure(
        "Loss at the highest anisotropy",
        "Held-out loss over steps at κ(Σ) = %s, four layers (the convolutional network has three)."
                .formatted(kappa)
            + " Settings are tuned for the steps to the target, not for the end.",
        panels);
  }

  private static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
