package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Reference;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.List;

/** The pictures of App. C.4. */
final class OneStepFeaturesFigures {
  private static final Axis RISK = new Axis("excess risk E (f − s⋆)²", Spacing.LINEAR);
  private static final Axis ANISOTROPY = new Axis("anisotropy ε", Spacing.LINEAR);

  private OneStepFeaturesFigures() {}

  static List<Figure> of(Results results) {
    LinePanel ridge =
        overAnisotropy(results, "Ridge regression of the head", OneStepFeatures.RIDGE);
    LinePanel leastSquares =
        overAnisotropy(results, "Least squares", OneStepFeatures.LEAST_SQUARES);
    List<LinePanel> steps = new ArrayList<>();
    for (double eps : OneStepFeatures.STEP_EPSILONS) {
      steps.add(overStep(eps));
    }
    return List.of(
        new Figure(
            "Test error after one step of the first layer",
            "A ReLU student, the step η = √n, the second layer fitted on fresh examples. Random"
                + " features stay above the best linear predictor (dashed); one step breaks that"
                + " ceiling, and a better direction goes further below it.",
            List.of(ridge, leastSquares)),
        new Figure(
            "The step size decides how much of the direction the features show",
            "Excess risk against the exponent a of η = n^a (ridge heads). Without a large step"
                + " nothing is gained; compare each method at its own best step.",
            List.copyOf(steps)),
        new Figure(
            "An odd activation cannot",
            "The same with tanh at its better of the steps n^¼ and n^½: without biases the network"
                + " is odd in x, so the even part (z² − 1)/√2 of the teacher stays out of reach,"
                + " whatever the direction.",
            List.of(overTanh(results))));
  }

  private static LinePanel overAnisotropy(Results results, String title, String panel) {
    return new LinePanel(
        title,
        ANISOTROPY,
        RISK,
        List.of(
            new Measured(panel, OneStepFeatures.BEST),
            new Measured(panel, OneStepFeatures.KFAC, "KFAC, λ = 1e−6"),
            new Measured(panel, OneStepFeatures.SGD),
            new Measured(panel, OneStepFeatures.RANDOM),
            new Measured(panel, OneStepFeatures.ORACLE),
            linear(results, OneStepFeatures.RIDGE)));
  }

  private static Reference linear(Results results, String panel) {
    List<Double> epsilons = results.xs(panel, OneStepFeatures.LINEAR);
    return new Reference(
        OneStepFeatures.LINEAR,
        epsilons,
        epsilons.stream().map(eps -> results.mean(panel, OneStepFeatures.LINEAR, eps)).toList());
  }

  private static LinePanel overStep(double eps) {
    String panel = OneStepFeatures.overStep(eps);
    return new LinePanel(
        "ε = " + eps,
        new Axis("exponent a of η = n^a", Spacing.LINEAR),
        RISK,
        List.of(
            new Measured(panel, OneStepFeatures.BEST),
            new Measured(panel, OneStepFeatures.KFAC, "KFAC, λ = 1e−6"),
            new Measured(panel, OneStepFeatures.SGD),
            new Measured(panel, OneStepFeatures.RANDOM),
            new Measured(panel, OneStepFeatures.ORACLE)));
  }

  private static LinePanel overTanh(Results results) {
    String panel = OneStepFeatures.TANH;
    return new LinePanel(
        "tanh",
        ANISOTROPY,
        RISK,
        List.of(
            new Measured(panel, OneStepFeatures.BEST),
            new Measured(panel, OneStepFeatures.KFAC, "KFAC, λ = 1e−6"),
            new Measured(panel, OneStepFeatures.SGD),
            new Measured(panel, OneStepFeatures.ORACLE),
            linear(results, panel)));
  }
}
