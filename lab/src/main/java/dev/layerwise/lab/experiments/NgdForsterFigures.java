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
import java.util.Locale;
import java.util.stream.IntStream;

/** The pictures of the Forster transform. */
final class NgdForsterFigures {
  static final String PREDICTED = "predicted_rate";

  private NgdForsterFigures() {}

  /** What the legend calls data whose errors are drawn; empty for all other. */
  static String drawn(ForsterCase data) {
    boolean usual = data.n() == NgdForster.ROWS && data.d() == NgdForster.COLUMNS;
    return switch (data.kind()) {
      case GAUSSIAN ->
          usual
              ? "Gaussian, n = 10 d"
              : data.d() == NgdForster.COLUMNS && data.n() == 25 ? "Gaussian, n = 1.25 d" : "";
      case MAPPED -> data.amount() == 1e8 ? "Gaussian, κ = 1e8" : "";
      case CLUSTERED ->
          data.amount() != 0.01
              ? ""
              : data.part() == 0.2
                  ? "20% near a subspace"
                  : data.part() == 0.4 ? "40% near a subspace" : "";
      case CAUCHY -> "Cauchy";
      case INSIDE -> "";
    };
  }

  static List<Figure> of(Results results) {
    return List.of(
        new Figure(
            "The Forster transform converges linearly, at the rate that its limit predicts",
            "Left: the error of Algorithm 1 on one draw of each kind; dashed: the second largest"
                + " eigenvalue ρ of (d/n)(Z Zᵀ)^∘2, as a slope through the last error. A linear map"
                + " of condition 1e8 changes nothing: the first whitening removes it. Right: 1 − ρ"
                + " against what the last steps left, for every draw.",
            List.of(errors(results), rates(results))),
        new Figure(
            "Rows, clustering and heavy tails decide how many iterations it takes",
            "Left: iterations to an error of 1e-10 on Gaussian rows; the fewer rows beyond d, the"
                + " slower; d rows take one. Middle: a part of 200 rows squeezed towards 5 of 20"
                + " dimensions; where it is about the 1/4 that the subspace has room for, the"
                + " transform is slowest. Right: ρ (d + 2)/2 tends to 1 for many isotropic rows.",
            List.of(rows(results), parts(), isotropic(results))),
        new Figure(
            "Algorithm 1 to the letter needs a guard",
            "How far rows of normalise(X A) are from Z at the end of Algorithm 1 with (ZᵀZ)^(−1/2)"
                + " computed from ZᵀZ; 2 stands for a run that broke down. Left: it squares the"
                + " condition number, which whitening by singular values does not. Right: with more"
                + " than 1/4 of the rows inside 5 of 20 dimensions there is no transform, rounding"
                + " makes the iteration stop, and Z is not what A makes of X.",
            List.of(condition(), inside())));
  }

  private static LinePanel errors(Results results) {
    List<Curve> curves = new ArrayList<>();
    for (String series : results.series(NgdForster.ERROR)) {
      curves.add(new Measured(NgdForster.ERROR, series));
    }
    for (String series : results.series(NgdForster.ERROR)) {
      double last = results.xs(NgdForster.ERROR, series).getLast();
      double rate = results.value(PREDICTED, series, last, 0);
      double error = results.value(NgdForster.ERROR, series, last, 0);
      double first = Math.max(1, Math.rint(last / 2));
      curves.add(
          new Reference(
              String.format(Locale.ROOT, "ρ = %.3f", rate),
              List.of(first, last),
              List.of(error * Math.pow(rate, first - last), error)));
    }
    return new LinePanel(
        "Error over the iterations",
        new Axis("iteration", Spacing.LINEAR),
        new Axis("‖(d/n) ZᵀZ − I‖₂", Spacing.LOG),
        curves);
  }

  private static LinePanel rates(Results results) {
    List<Curve> curves = new ArrayList<>();
    for (String series : results.series(NgdForster.RATE)) {
      curves.add(new Measured(NgdForster.RATE, series));
    }
    curves.add(new Reference("measured = predicted", List.of(1e-3, 1.0), List.of(1e-3, 1.0)));
    return new LinePanel(
        "Predicted and measured contraction",
        new Axis("1 − ρ, predicted from Z", Spacing.LOG),
        new Axis("1 − factor of the last steps", Spacing.LOG),
        curves);
  }

  private static LinePanel rows(Results results) {
    List<Curve> curves = new ArrayList<>();
    for (String series : results.series(NgdForster.OVER_ROWS)) {
      curves.add(new Measured(NgdForster.OVER_ROWS, series));
    }
    return new LinePanel(
        "Gaussian rows",
        new Axis("rows n", Spacing.LOG),
        new Axis("iterations to 1e-10", Spacing.LOG),
        curves);
  }

  private static LinePanel parts() {
    List<Curve> curves = new ArrayList<>();
    for (double distance : NgdForster.DISTANCES) {
      String series = NgdForster.distance(distance);
      curves.add(new Measured(NgdForster.OVER_PART, series));
    }
    return new LinePanel(
        "Rows near 5 of 20 dimensions",
        new Axis("part of the rows", Spacing.LINEAR),
        new Axis("iterations to 1e-10", Spacing.LOG),
        curves);
  }

  private static LinePanel isotropic(Results results) {
    List<Curve> curves = new ArrayList<>();
    for (String series : results.series(NgdForster.ISOTROPIC)) {
      curves.add(new Measured(NgdForster.ISOTROPIC, series));
    }
    int d = NgdForster.COLUMNS;
    List<Double> n =
        IntStream.rangeClosed(0, 40).mapToObj(i -> d * Math.pow(10, 1 + i / 20.0)).toList();
    curves.add(
        new Reference("(1 + √(p/n))², d = " + d, n, n.stream().map(x -> spread(d, x)).toList()));
    return new LinePanel(
        "Towards the isotropic limit",
        new Axis("rows n", Spacing.LOG),
        new Axis("ρ (d + 2)/2", Spacing.LOG),
        curves);
  }

  /** The spread of the spectrum of n samples in p = d (d + 1)/2 − 1 dimensions: its upper edge. */
  static double spread(int d, double n) {
    double root = 1 + Math.sqrt((d * (d + 1) / 2.0 - 1) / n);
    return root * root;
  }

  private static LinePanel condition() {
    return new LinePanel(
        "Ill-conditioned data",
        new Axis("condition number of the map", Spacing.LOG),
        new Axis("largest ‖normalise(x A) − z‖", Spacing.LOG),
        List.of(
            new Measured(NgdForster.PRINTED_CONDITION, NgdForster.PRINTED),
            new Measured(
                NgdForster.DEVIATION, ForsterCase.Kind.MAPPED.label(), NgdForster.TRANSFORM)));
  }

  private static LinePanel inside() {
    return new LinePanel(
        "Rows inside 5 of 20 dimensions",
        new Axis("part of the rows", Spacing.LINEAR),
        new Axis("largest ‖normalise(x A) − z‖", Spacing.LOG),
        List.of(new Measured(NgdForster.PRINTED_INSIDE, NgdForster.PRINTED)));
  }
}
