package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Spacing;
import java.util.List;

/** The pictures of App. D. */
final class SteepestNormsFigures {
  private static final Axis ROWS = new Axis("rows of the layer", Spacing.LINEAR);

  private SteepestNormsFigures() {}

  static List<Figure> of() {
    return List.of(
        new Figure(
            "Is the closed form the steepest step?",
            "Decimal digits in which the objective ⟨G, M⟩ + ‖M‖²/(2η) at the closed form agrees"
                + " with its minimum, found without it: all that double precision has, for every"
                + " closed form but that of Proposition D.2 as printed, which has none.",
            List.of(
                panel(
                    "Steepest descent in each norm",
                    "digits in which objective and minimum agree",
                    SteepestNorms.GAP + SteepestNorms.DIGITS,
                    List.of(
                        SteepestNorms.PRINTED,
                        SteepestNorms.SAME_NORM,
                        SteepestNorms.ROOTS,
                        SteepestNorms.FROBENIUS,
                        SteepestNorms.SPECTRAL,
                        SteepestNorms.SIGN)))),
        new Figure(
            "Do the local objectives have the printed updates as their minimisers?",
            "Distance between what minimises the objective (or is preconditioned as written) and"
                + " the update that it is said to give, relative to the update; first layer of a"
                + " small tanh network.",
            List.of(
                panel(
                    "Local losses and factors",
                    "digits in which minimiser and update agree",
                    SteepestNorms.LOCAL + SteepestNorms.DIGITS,
                    List.of(
                        SteepestNorms.LOCO_PRINTED,
                        SteepestNorms.LOCO,
                        SteepestNorms.FOOF_PRINTED,
                        SteepestNorms.FOOF,
                        SteepestNorms.SHAMPOO_PRINTED,
                        SteepestNorms.SHAMPOO,
                        SteepestNorms.KRONECKER)))));
  }

  private static LinePanel panel(String title, String y, String panel, List<String> series) {
    return new LinePanel(
        title,
        ROWS,
        new Axis(y, Spacing.LINEAR),
        series.stream().map(name -> (Curve) new Measured(panel, name)).toList());
  }
}
