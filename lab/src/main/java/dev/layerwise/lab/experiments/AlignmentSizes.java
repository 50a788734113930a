package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Scale;
import dev.layerwise.lab.task.InputScales;
import dev.layerwise.lab.theory.AspectRatio;
import dev.layerwise.lab.theory.PopulationSpectrum;
import dev.layerwise.lab.theory.SingleIndexTheory;
import dev.layerwise.lab.theory.Teacher;
import java.util.List;

/**
 * The sizes of a panel of Figure 3.
 *
 * @param dX inputs
 * @param n examples
 * @param dh hidden units
 */
record AlignmentSizes(int dX, int n, int dh) {
  /** σ_ε of both panels. */
  static final double NOISE = 1;

  /** ε of the panel on the left. */
  static final double EPS = 0.5;

  /** λ_G of the panel on the left; the paper names none. */
  static final List<Double> LAMBDAS =
      List.of(0.0, 1e-3, 1e-2, 0.03, 0.1, 0.2, 0.36, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 100.0, 1000.0);

  /** ε of the panel on the right; the paper names none. */
  static final List<Double> EPSILONS =
      List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99);

  /** Those at which the whole network's step is made, too. */
  static final List<Double> NETWORK_EPSILONS = List.of(0.9);

  static AlignmentSizes left(Scale scale) {
    return scale == Scale.QUICK
        ? new AlignmentSizes(180, 1000, 200)
        : new AlignmentSizes(900, 5000, 1000);
  }

  static AlignmentSizes right(Scale scale) {
    return scale == Scale.QUICK
        ? new AlignmentSizes(60, 1800, 300)
        : new AlignmentSizes(200, 6000, 1000);
  }

  /** Trials in which the whole network's step is made, too. */
  static int networkTrials(Scale scale) {
    return scale == Scale.QUICK ? 10 : 1;
  }

  InputScales scales(double eps) {
    return InputScales.twoLevels(dX, eps);
  }

  SingleIndexTheory theory(double eps) {
    return SingleIndexTheory.of(
        PopulationSpectrum.twoPoint(eps), AspectRatio.of(dX, n), Teacher.PAPER, NOISE);
  }

  /** λ⋆, at which the theory's correlation is largest; the same for every ε. */
  double bestLambda() {
    return theory(0).bestLambda();
  }

  @Override
  public String toString() {
    return "dX = %d, n = %d, dh = %d".formatted(dX, n, dh);
  }
}
