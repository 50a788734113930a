package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.KroneckerFactors;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;

/** What the two factors of a block are means of, and the number s in {@code C = s A ⊗ G}. */
sealed interface BlockFactors permits MeanFactors, TntFactors {
  /** The factors. */
  KroneckerFactors pair();

  /** s, at this moment. */
  double scale();

  /** Adds what the last forward pass left. */
  void addInputs(Pass pass);

  /** Adds what the last backward pass left, with the weight of its kind. */
  void addOutputs(Pass pass, double weight);

  /** The block. */
  default Block block() {
    return pair().block();
  }
}
