package dev.layerwise.optim.form;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.RowChunk;
import dev.layerwise.nn.Block;

/**
 * The rows g and ā of a layer's batch, some at a time, so that what is made of them needs room for
 * those alone, which layers share that are visited one after another.
 *
 * @param block the layer, whose bias makes the last entry of ā a 1
 * @param rotation its bases
 * @param X room for rows of outputs, overwritten by the next call that returns it
 * @param Y room for rows of inputs, the same
 */
record ChunkedRows(Block block, Rotation rotation, RowChunk X, RowChunk Y) {
  /**
   * How many rows should be asked for at a time.
   *
   * @param n rows of the batch
   */
  int atOnce(int n) {
    return RowChunk.rows(n, block.dOut() + block.dIn());
  }

  /**
   * {@code g U} of some rows.
   *
   * @param g (N, dOut)
   * @param first the first of them
   * @param n how many
   */
  RowChunk outputs(Matrix g, int first, int n) {
    return rotation.left().isPresent()
        ? X.setToProduct(g, first, n, rotation.left().get().vectors())
        : X.setTo(g, first, n);
  }

  /** Rows that were made of those of outputs before, as {@link #outputs}. */
  RowChunk keptOutputs(Matrix kept, int first, int n) {
    return X.setTo(kept, first, n);
  }

  /**
   * {@code ā V} of some rows.
   *
   * @param a without the 1 of a bias
   * @param first the first of them
   * @param n how many
   */
  RowChunk inputs(Matrix a, int first, int n) {
    if (rotation.right().isEmpty()) {
      return copyOfInputs(a, first, n);
    }
    Matrix V = rotation.right().get().vectors();
    return block.bias().isPresent()
        ? Y.setToProductWithOnes(a, first, n, V)
        : Y.setToProduct(a, first, n, V);
  }

  private RowChunk copyOfInputs(Matrix a, int first, int n) {
    return block.bias().isPresent() ? Y.setToWithOnes(a, first, n) : Y.setTo(a, first, n);
  }

  /**
   * Adds {@code mean Σ ‖ā‖² g gᵀ} to one factor and {@code mean Σ ‖g‖² ā āᵀ} to the other.
   *
   * @param g (n, dOut)
   * @param a without the 1 of a bias
   */
  void addMoments(double mean, Matrix g, Matrix a, RunningFactor left, RunningFactor right) {
    boolean ones = block.bias().isPresent();
    int most = atOnce(g.rows());
    for (int first = 0; first < g.rows(); first += most) {
      int n = Math.min(most, g.rows() - first);
      left.addGram(mean, X.setTo(g, first, n).scaleByNorms(a, ones, first));
      right.addGram(mean, copyOfInputs(a, first, n).scaleByNorms(g, /* ones= */ false, first));
    }
  }
}
