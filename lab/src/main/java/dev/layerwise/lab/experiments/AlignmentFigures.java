package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Reference;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.theory.SingleIndexTheory;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The pictures of Figure 3. The theory depends on dX/n, which is the same at every scale. */
final class AlignmentFigures {
  private static final Axis CORRELATION = new Axis("correlation with β⋆", Spacing.LINEAR);
  private static final Axis RIDGE = new Axis("ridge λ", Spacing.LOG);
  private static final Axis ANISOTROPY = new Axis("anisotropy ε", Spacing.LINEAR);
  private static final AlignmentSizes LEFT = AlignmentSizes.left(Scale.PAPER);
  private static final AlignmentSizes RIGHT = AlignmentSizes.right(Scale.PAPER);

  private AlignmentFigures() {}

  static List<Figure> of(Results results) {
    SingleIndexTheory atHalf = LEFT.theory(AlignmentSizes.EPS);
    double without = Trials.of(results, Alignment.LEFT, Alignment.KFAC, 0).mean();
    Figure asPrinted =
        new Figure(
            "The direction learned in one step, simulated on top of the theory",
            "Points: mean and standard deviation of the trials; dashed: Lemmas 3.10 and 3.12. Left:"
                + " against the"
                + " ridge at ε = 0.5; at λ = 0, which the axis does not have, the theory says %.4f"
                    .formatted(atHalf.corrKfac(0))
                + " and the trials %.4f. Right: against the anisotropy; without a ridge K-FAC"
                    .formatted(without)
                + " falls below SGD at ε = 0.966, with the best ridge λ⋆ = 2 dX/n it does not.",
            List.of(left(atHalf), right()));
    Figure network =
        new Figure(
            "The same direction read off the network",
            "The leading right singular vector of the first layer's change (tanh student, the"
                + " trials in which the whole network makes its step), on top of the same theory.",
            List.of(networkLeft(atHalf), networkRight()));
    return List.of(asPrinted, network);
  }

  private static LinePanel left(SingleIndexTheory theory) {
    return new LinePanel(
        "Ridge, ε = 0.5",
        RIDGE,
        CORRELATION,
        List.of(
            Measured.points(Alignment.LEFT, Alignment.KFAC),
            Measured.points(Alignment.LEFT, Alignment.SGD),
            kfacOverRidge(theory),
            sgdOverRidge(theory)));
  }

  private static LinePanel networkLeft(SingleIndexTheory theory) {
    return new LinePanel(
        "Ridge, ε = 0.5",
        RIDGE,
        CORRELATION,
        List.of(
            Measured.points(Alignment.NETWORK_LEFT, Alignment.KFAC),
            Measured.points(Alignment.NETWORK_LEFT, Alignment.SGD),
            kfacOverRidge(theory),
            sgdOverRidge(theory)));
  }

  private static Reference kfacOverRidge(SingleIndexTheory theory) {
    List<Double> lambdas =
        IntStream.rangeClosed(0, 60).mapToObj(i -> 1e-3 * Math.pow(10, i / 10.0)).toList();
    return new Reference(
        "KFAC, Lemma 3.12", lambdas, lambdas.stream().map(theory::corrKfac).toList());
  }

  private static Reference sgdOverRidge(SingleIndexTheory theory) {
    double sgd = theory.corrSgd();
    return new Reference("SGD, Lemma 3.10", List.of(1e-3, 1e3), List.of(sgd, sgd));
  }

  private static LinePanel right() {
    return overAnisotropy(Alignment.RIGHT);
  }

  private static LinePanel networkRight() {
    return overAnisotropy(Alignment.NETWORK_RIGHT);
  }

  private static LinePanel overAnisotropy(String panel) {
    return new LinePanel(
        "Anisotropy, λ → 0",
        ANISOTROPY,
        CORRELATION,
        List.of(
            Measured.points(panel, Alignment.KFAC),
            Measured.points(panel, Alignment.SGD),
            Measured.points(panel, Alignment.BEST),
            reference("KFAC, Lemma 3.12", theory -> theory.corrKfac(0)),
            reference("SGD, Lemma 3.10", SingleIndexTheory::corrSgd),
            reference(
                "KFAC, best ridge, Lemma 3.12", theory -> theory.corrKfac(theory.bestLambda()))));
  }

  private static Reference reference(String label, ToDoubleFunction<SingleIndexTheory> value) {
    List<Double> epsilons = IntStream.rangeClosed(0, 99).mapToObj(i -> i / 100.0).toList();
    return new Reference(
        label,
        epsilons,
        epsilons.stream().map(eps -> value.applyAsDouble(RIGHT.theory(eps))).toList());
  }
}
