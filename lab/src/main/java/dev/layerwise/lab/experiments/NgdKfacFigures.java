package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Panel;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.experiments.NgdKfac.Inputs;
import java.util.ArrayList;
import java.util.List;

/** The pictures of NGD Theorem 4. */
final class NgdKfacFigures {
  private NgdKfacFigures() {}

  static List<Figure> of(Results results) {
    List<Panel> half = new ArrayList<>();
    List<Panel> full = new ArrayList<>();
    List<Panel> contraction = new ArrayList<>();
    for (Inputs inputs : Inputs.values()) {
      half.add(error(results, inputs, 0.5));
      full.add(error(results, inputs, 1));
      if (inputs != Inputs.FORSTER) {
        contraction.add(contraction(results, inputs));
      }
    }
    return List.of(
        new Figure(
            "K-FAC and the spectrum of the inputs",
            "Squared error at half the step that finishes the fastest example. K-FAC follows the"
                + " linearised network, whose examples contract by their leverages, well below the"
                + " bound of Theorem 4 (dashed), which knows the largest eigenvalue alone. After"
                + " Forster's transform all leverages are equal.",
            half),
        new Figure(
            "One step for each example",
            "What one step leaves of the errors of examples of like leverage h, at half the full"
                + " step; dashed: 1 − η h, which is exact where the network is linear.",
            contraction),
        new Figure(
            "The full step",
            "The same at η = 1/max h, up to which the theorem's proof goes. On Forster's data K-FAC"
                + " is then done in one step, like natural gradient descent at η = 1, up to what"
                + " the width leaves.",
            full),
        new Figure(
            "How wide is wide",
            "Left: distance of one step from 1 − η h, relative to the error. Right: squared error"
                + " after one step of η = n/d on Forster's data, where the bound is 0.",
            List.of(deviation(results), oneStep(results))));
  }

  private static LinePanel error(Results results, Inputs inputs, double part) {
    String panel = NgdKfac.error(inputs, part);
    List<Curve> curves = NgdConvergenceFigures.measured(results, panel);
    double eta = part * inputs.fullStep();
    double factor = 1 - eta / inputs.largestEigenvalue();
    if (!curves.isEmpty() && factor > 1e-9) {
      List<Double> k = results.xs(panel, curves.getFirst().label());
      curves.add(
          NgdConvergenceFigures.reference("bound (1 − η/λmax)ᵏ", k, x -> Math.pow(factor, x)));
    }
    return new LinePanel(
        "%s; η = %s".formatted(inputs.words(), number(eta)),
        new Axis("step k", Spacing.LINEAR),
        new Axis("‖u(k) − y‖²/‖u(0) − y‖²", Spacing.LOG),
        curves);
  }

  private static LinePanel contraction(Results results, Inputs inputs) {
    String panel = NgdKfac.contraction(inputs);
    List<Curve> curves = new ArrayList<>();
    List<String> widths = results.series(panel);
    if (!widths.isEmpty()) {
      curves.addAll(NgdConvergenceFigures.measured(results, panel));
      double eta = 0.5 * inputs.fullStep();
      curves.add(
          NgdConvergenceFigures.reference(
              "1 − η h", results.xs(panel, widths.getLast()), h -> 1 - eta * h));
    }
    return new LinePanel(
        inputs.words(),
        new Axis("leverage h", Spacing.LINEAR),
        new Axis("(u(1) − y)/(u(0) − y), fitted", Spacing.LINEAR),
        curves);
  }

  private static LinePanel deviation(Results results) {
    List<Curve> curves = NgdConvergenceFigures.measured(results, NgdKfac.DEVIATION);
    curves.add(
        NgdConvergenceFigures.power(
            results, NgdKfac.DEVIATION, Inputs.GAUSSIAN.label(), "m^(−½)", -0.5));
    return new LinePanel(
        "Distance from the linearised step",
        new Axis("width m", Spacing.LOG),
        new Axis("‖u(1) − y − (1 − η h)(u(0) − y)‖/‖u(0) − y‖", Spacing.LOG),
        curves);
  }

  private static LinePanel oneStep(Results results) {
    return new LinePanel(
        "One step on Forster's data",
        new Axis("width m", Spacing.LOG),
        new Axis("‖u(1) − y‖²/‖u(0) − y‖²", Spacing.LOG),
        List.of(
            new Measured(NgdKfac.ONE_STEP, Inputs.FORSTER.label(), "η = n/d"),
            NgdConvergenceFigures.power(
                results, NgdKfac.ONE_STEP, Inputs.FORSTER.label(), "m^(−1)", -1)));
  }
}
