package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.NgdConvergenceFigures.measured;
import static dev.layerwise.lab.experiments.NgdConvergenceFigures.power;
import static dev.layerwise.lab.experiments.NgdConvergenceFigures.reference;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.List;

/** The pictures of NGD Lemmas 6 and 7. */
final class NgdGramFigures {
  private static final Axis WIDTH = new Axis("width m", Spacing.LOG);

  private NgdGramFigures() {}

  static List<Figure> of(Results results) {
    return List.of(
        new Figure(
            "How far the Jacobian moves",
            "Along natural gradient descent the Jacobian moves like m^(−1/4), in the operator norm"
                + " a little faster at these widths. The m^(−1/6) of Lemma 7 is the worst case"
                + " within a ball, and attained where the units nearest to the edge are flipped on"
                + " purpose. Lemma 7's bound itself is more than ten times larger.",
            List.of(typical(results), worst(results))),
        new Figure(
            "The Gram matrix and its limit",
            "Left: the smallest eigenvalue in units of its limit's; Lemma 6 asks for ¾ (dashed)."
                + " That of S Sᵀ, which K-FAC needs, takes wider networks. Right: the distance of"
                + " both to their limits falls like m^(−1/2).",
            List.of(smallest(results), distance(results))),
        new Figure(
            "More examples, a worse limit",
            "The smallest eigenvalue of the limiting Gram matrix against the number of examples. It"
                + " is at most 1/2 and falls: the Ω(n^β) of Theorem 5's proof cannot hold.",
            List.of(examples(results))),
        new Figure(
            "Along the way",
            "How the Jacobian's change builds up, step by step.",
            List.of(along(results, 0.5), along(results, 1.0))));
  }

  private static LinePanel typical(Results results) {
    List<Curve> curves = new ArrayList<>();
    for (double eta : NgdGram.LEARNING_RATES) {
      String series = NgdGram.series(eta);
      curves.add(new Measured(NgdGram.FROBENIUS, series, "‖·‖_F, η = " + eta));
      curves.add(new Measured(NgdGram.CHANGE, series, "‖·‖₂, η = " + eta));
    }
    String last = NgdGram.series(NgdGram.LEARNING_RATES.getLast());
    curves.add(power(results, NgdGram.FROBENIUS, last, "m^(−1/4)", -0.25));
    curves.add(power(results, NgdGram.FROBENIUS, last, "m^(−1/6)", -1.0 / 6));
    return new LinePanel("Along training", WIDTH, new Axis("‖J − J(0)‖", Spacing.LOG), curves);
  }

  private static LinePanel worst(Results results) {
    List<Double> x = results.xs(NgdGram.WORST, NgdGram.SERIES);
    return new LinePanel(
        "Worst case, ‖w − w(0)‖ = 5",
        WIDTH,
        new Axis("‖J − J(0)‖₂", Spacing.LOG),
        List.of(
            new Measured(NgdGram.WORST, NgdGram.SERIES),
            reference("(6R²/π)^(1/6) m^(−1/6)", x, NgdGram::predictedWorst),
            reference("Lemma 7, δ = 0.1", x, NgdGram::lemma7)));
  }

  private static LinePanel smallest(Results results) {
    List<Curve> curves = measured(results, NgdGram.SMALLEST);
    curves.add(reference("¾", results.xs(NgdGram.SMALLEST, NgdGram.GRAM), m -> 0.75));
    return new LinePanel(
        "Smallest eigenvalue", WIDTH, new Axis("λmin/λmin of the limit", Spacing.LINEAR), curves);
  }

  private static LinePanel distance(Results results) {
    List<Curve> curves = measured(results, NgdGram.DISTANCE);
    curves.add(power(results, NgdGram.DISTANCE, NgdGram.GRAM, "m^(−½)", -0.5));
    return new LinePanel(
        "Distance to the limit", WIDTH, new Axis("operator norm", Spacing.LOG), curves);
  }

  private static LinePanel examples(Results results) {
    return new LinePanel(
        "Smallest eigenvalue of the limit",
        new Axis("examples n", Spacing.LOG),
        new Axis("λmin", Spacing.LOG),
        measured(results, NgdGram.EXAMPLES));
  }

  private static LinePanel along(Results results, double eta) {
    return new LinePanel(
        "η = " + eta,
        new Axis("step k", Spacing.LOG),
        new Axis("‖J(k) − J(0)‖₂", Spacing.LOG),
        measured(results, NgdGram.along(eta)));
  }
}
