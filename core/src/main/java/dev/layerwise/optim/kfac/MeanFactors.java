package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.KroneckerFactors;
import dev.layerwise.nn.Pass;

/** Means over examples and positions. */
record MeanFactors(KroneckerFactors pair, Convention convention) implements BlockFactors {
  /** What implementations divide by; T is the number of positions, n that of examples. */
  enum Convention {
    /** {@code T · A ⊗ G}, with each example's own gradient: the Fisher matrix. */
    PER_EXAMPLE,
    /** G divided by n once more, as kfac-jax has its empirical Fisher. */
    EMPIRICAL_OVER_N,
    /**
     * A and G divided by T², and G by n², since g is the gradient of the batch's mean loss and both
     * are means over positions: kfac-pytorch.
     */
    MEAN_LOSS
  }

  @Override
  public double scale() {
    return convention == Convention.MEAN_LOSS ? 1 : block().positions();
  }

  @Override
  public void addInputs(Pass pass) {
    double T = block().positions();
    pair.addInputs(pass, convention == Convention.MEAN_LOSS ? 1 / (T * T) : 1);
  }

  @Override
  public void addOutputs(Pass pass, double weight) {
    double T = block().positions();
    double n = pass.size();
    double divisor =
        switch (convention) {
          case PER_EXAMPLE -> 1;
          case EMPIRICAL_OVER_N -> n;
          case MEAN_LOSS -> T * T * n * n;
        };
    pair.addOutputs(pass, weight / divisor);
  }
}
