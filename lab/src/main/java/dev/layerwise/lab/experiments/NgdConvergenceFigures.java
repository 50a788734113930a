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
import dev.layerwise.lab.experiments.NgdConvergence.Bounds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The pictures of NGD Theorems 1 and 2. */
final class NgdConvergenceFigures {
  private NgdConvergenceFigures() {}

  static List<Figure> of(Results results) {
    List<Panel> errors = new ArrayList<>();
    for (double eta : NgdConvergence.LEARNING_RATES) {
      errors.add(error(results, eta));
    }
    List<Panel> losses = new ArrayList<>();
    for (Bounds bounds : NgdConvergence.LOSSES) {
      losses.add(loss(results, bounds));
    }
    return List.of(
        new Figure(
            "Exact natural gradient descent on the squared loss",
            "The error follows (1 − η)ᵏ, dashed, the more exactly the wider the network; Theorem 1"
                + " promises that rate for its square alone. At η = 1 the infinitely wide network"
                + " is done in one step, and the others in a few.",
            errors),
        new Figure(
            "How wide is wide",
            "Left: what the error exceeds (1 − η)ᵏ by after ten steps. Middle: the error after one,"
                + " two and three steps of η = 1. Both fall like a power of the width. Right: the"
                + " constant of the theorem's Condition 2, which should be below ½ (dashed): the"
                + " theorem asks for far wider networks than its conclusion.",
            List.of(deviation(results), oneStep(results), condition(results))),
        new Figure(
            "Strongly convex losses",
            "Squared error for losses whose second derivative is between μ and L, at parts of the"
                + " learning rate 2/(μ + L); dashed: the rate of Theorem 2 at each.",
            losses));
  }

  private static LinePanel error(Results results, double eta) {
    List<Curve> curves = measured(results, NgdConvergence.error(eta));
    if (eta < 1) {
      List<Double> k = results.xs(NgdConvergence.error(eta), curves.getFirst().label());
      curves.add(reference("(1 − η)ᵏ", k, x -> Math.pow(1 - eta, x)));
    }
    return new LinePanel(
        "η = " + eta,
        new Axis("step k", Spacing.LINEAR),
        new Axis("‖u(k) − y‖/‖u(0) − y‖", Spacing.LOG),
        curves);
  }

  /** All series of a panel under their own names. */
  static List<Curve> measured(Results results, String panel) {
    List<Curve> curves = new ArrayList<>();
    for (String series : results.series(panel)) {
      curves.add(new Measured(panel, series));
    }
    return curves;
  }

  static Reference reference(String label, List<Double> x, DoubleUnaryOperator y) {
    return new Reference(label, x, x.stream().map(y::applyAsDouble).toList());
  }

  /** A power law through the mean at the widest network. */
  static Reference power(Results results, String panel, String series, String label, double p) {
    List<Double> x = results.xs(panel, series);
    if (x.isEmpty()) {
      return new Reference(label, List.of(), List.of());
    }
    double last = x.getLast();
    double at = results.mean(panel, series, last);
    return reference(label, x, m -> at * Math.pow(m / last, p));
  }

  private static LinePanel deviation(Results results) {
    List<Curve> curves = new ArrayList<>();
    for (double eta : NgdConvergence.LEARNING_RATES) {
      if (eta < 1) {
        curves.add(
            new Measured(NgdConvergence.deviation(eta), NgdConvergence.SERIES, "η = " + eta));
      }
    }
    curves.add(
        power(
            results,
            NgdConvergence.deviation(NgdConvergence.LEARNING_RATES.getFirst()),
            NgdConvergence.SERIES,
            "m^(−½)",
            -0.5));
    return new LinePanel(
        "Deviation from the rate",
        new Axis("width m", Spacing.LOG),
        new Axis("error/(1 − η)¹⁰ − 1", Spacing.LOG),
        curves);
  }

  private static LinePanel oneStep(Results results) {
    List<Curve> curves = measured(results, NgdConvergence.ONE_STEP);
    curves.add(power(results, NgdConvergence.ONE_STEP, "after 1", "m^(−½)", -0.5));
    return new LinePanel(
        "Steps of η = 1",
        new Axis("width m", Spacing.LOG),
        new Axis("‖u(k) − y‖/‖u(0) − y‖", Spacing.LOG),
        curves);
  }

  private static LinePanel condition(Results results) {
    List<Double> x = results.xs(NgdConvergence.CONDITION, NgdConvergence.SERIES);
    return new LinePanel(
        "Condition 2",
        new Axis("width m", Spacing.LOG),
        new Axis("C = 3 ‖J − J(0)‖/√λmin(G(0))", Spacing.LOG),
        List.of(
            new Measured(NgdConvergence.CONDITION, NgdConvergence.SERIES, "η = 1, at the end"),
            reference("½", x, m -> 0.5)));
  }

  private static LinePanel loss(Results results, Bounds bounds) {
    String panel = NgdConvergence.lossError(bounds);
    List<String> all = results.series(panel);
    List<Curve> curves = new ArrayList<>();
    List<Curve> rates = new ArrayList<>();
    for (double part : NgdConvergence.PARTS) {
      List<String> series = all.stream().filter(s -> s.startsWith(part + " ")).toList();
      if (!series.isEmpty()) {
        curves.add(new Measured(panel, series.getLast(), part + " · 2/(μ + L)"));
        double factor = bounds.factor(bounds.eta(part));
        rates.add(
            reference(
                "rate at " + part, results.xs(panel, series.getLast()), k -> Math.pow(factor, k)));
      }
    }
    curves.addAll(rates);
    return new LinePanel(
        "μ = %s, L = %s".formatted(bounds.mu(), bounds.L()),
        new Axis("step k", Spacing.LINEAR),
        new Axis("‖u(k) − y‖²/‖u(0) − y‖²", Spacing.LOG),
        curves);
  }
}
