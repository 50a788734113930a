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
import dev.layerwise.lab.experiments.NoiseFloor.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The pictures of Theorem 3.6. */
final class LocalConvergenceFigures {
  private LocalConvergenceFigures() {}

  static List<Figure> of(Results results) {
    return List.of(
        contraction(
            1,
            "Contraction from within the theorem's radius",
            "What one noise-free step leaves of the distance: 1 − η, whatever the conditioning of"
                + " the head (horizontal axis) and of the inputs (panels); dashed: the theorem's"
                + " 1 − 0.9 η. Points whose start distance is not above rounding are left to the"
                + " claims' evidence."),
        new Figure(
            "Noise floor",
            "Distance after one step from G⋆ against one quantity at a time; dashed: the power law"
                + " of the theorem's η σ √(dX/n), through the first point.",
            List.of(
                noise(results, Quantity.N, n -> 1 / Math.sqrt(n)),
                noise(results, Quantity.DX, Math::sqrt),
                noise(results, Quantity.SIGMA, x -> x),
                noise(results, Quantity.ETA, x -> x))),
        new Figure(
            "Noise floor and conditioning",
            "Only the smallest singular value of the head and the smallest eigenvalue of the inputs"
                + " matter; larger condition numbers at the same smallest value do not raise the"
                + " floor.",
            List.of(
                noise(results, Quantity.SIGMA_MIN, x -> 1 / x),
                noise(results, Quantity.LAMBDA_MIN, x -> 1 / Math.sqrt(x)),
                noise(results, Quantity.KAPPA_X, x -> 1),
                noise(results, Quantity.KAPPA_F, x -> 1))),
        stationary(results),
        contraction(
            100,
            "Contraction from 100 times the theorem's radius",
            "The same from starts a hundred times further out (at most 0.9): the radius that the"
                + " proof asks for is far from necessary."));
  }

  private static Figure contraction(int radius, String title, String caption) {
    List<Panel> panels = new ArrayList<>();
    for (double kappaX : LocalConvergence.KAPPAS_OF_INPUTS) {
      List<Curve> curves = new ArrayList<>();
      for (double eta : LocalConvergence.LEARNING_RATES) {
        curves.add(
            new Measured(
                LocalConvergence.contraction(radius, kappaX),
                LocalConvergence.series(eta),
                "η = " + eta));
      }
      for (double eta : LocalConvergence.LEARNING_RATES) {
        double bound = 1 - 0.9 * eta;
        curves.add(
            new Reference(
                "1 − 0.9 · " + eta,
                List.of(
                    LocalConvergence.KAPPAS_OF_HEAD.getFirst(),
                    LocalConvergence.KAPPAS_OF_HEAD.getLast()),
                List.of(bound, bound)));
      }
      panels.add(
          new LinePanel(
              "κ(Σx) = " + LocalConvergence.word(kappaX),
              new Axis("κ(F⋆)", Spacing.LOG),
              new Axis("dist(G₊, G⋆)/dist(G, G⋆)", Spacing.LINEAR),
              curves));
    }
    return new Figure(title, caption, panels);
  }

  private static LinePanel noise(Results results, Quantity quantity, DoubleUnaryOperator law) {
    String series = LocalConvergence.SERIES;
    List<Double> xs = results.xs(quantity.panel(), series);
    List<Double> ys = new ArrayList<>();
    for (double x : xs) {
      double first = xs.getFirst();
      ys.add(
          results.median(quantity.panel(), series, first)
              * law.applyAsDouble(x)
              / law.applyAsDouble(first));
    }
    return new LinePanel(
        quantity.words(),
        new Axis(quantity.words(), Spacing.LOG),
        new Axis("dist(G₊, G⋆)", Spacing.LOG),
        List.of(
            new Measured(quantity.panel(), series, series),
            new Reference("theorem's power law", xs, ys)));
  }

  private static Figure stationary(Results results) {
    List<Curve> runs = new ArrayList<>();
    for (String series : results.series(LocalConvergence.TRAJECTORY)) {
      runs.add(new Measured(LocalConvergence.TRAJECTORY, series, series.replace("eta=", "η = ")));
    }
    List<Double> etas = results.xs(LocalConvergence.STATIONARY, LocalConvergence.SERIES);
    return new Figure(
        "From the radius to the floor",
        "Left: K-FAC from the theorem's radius with label noise. Right: the mean distance once it"
            + " has settled, in units of σ √(dX/n); dashed: the stationary law of noise that is"
            + " forgotten at the rate η. A small learning rate ends lower, later.",
        List.of(
            new LinePanel(
                "Distance",
                new Axis("iteration", Spacing.LINEAR),
                new Axis("dist(G, G⋆)", Spacing.LOG),
                runs),
            new LinePanel(
                "Stationary distance",
                new Axis("learning rate η", Spacing.LOG),
                new Axis("dist/(σ √(dX/n))", Spacing.LOG),
                List.of(
                    new Measured(LocalConvergence.STATIONARY, LocalConvergence.SERIES),
                    new Reference(
                        "1.25 √(η/(2 − η))",
                        etas,
                        etas.stream().map(eta -> 1.25 * Math.sqrt(eta / (2 - eta))).toList())))));
  }
}
