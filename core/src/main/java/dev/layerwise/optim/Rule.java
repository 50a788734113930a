package dev.layerwise.optim;

import dev.layerwise.curvature.Preconditioner;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.LayerStatistics;

/**
 * A layer-wise method: one layer's update {@code W₊ = W − η P⁻¹ G Q⁻¹} (Concurrence eq. (1)). A
 * rule is a value; what it remembers from step to step is in the {@link LayerOptimizer} that it
 * starts.
 */
public interface Rule {
  /**
   * Starts the method on a layer.
   *
   * @return the method's state before the first step
   */
  LayerOptimizer start();

  /** A rule at work on one layer. */
  @FunctionalInterface
  interface LayerOptimizer {
    /**
     * Performs a step.
     *
     * @param layer the layer's statistics on the step's batch
     * @return {@code W₊}, (dOut × dIn)
     * @throws dev.layerwise.linalg.NumericalException if a factor cannot be inverted
     */
    Matrix step(LayerStatistics layer);
  }

  /** A rule that remembers nothing: its preconditioner is a function of the batch. */
  interface Memoryless extends Rule {
    /**
     * Returns the learning rate.
     *
     * @return η
     */
    double eta();

    /**
     * Returns the layer's preconditioner.
     *
     * @param layer the layer's statistics
     * @return {@code P} and {@code Q}
     */
    Preconditioner preconditioner(LayerStatistics layer);

    @Override
    default LayerOptimizer start() {
      return layer -> {
        Matrix direction = preconditioner(layer).applyInverse(layer.G());
        return layer.W().copy().plusInPlace(-eta(), direction); // W₊ = W − η P⁻¹ G Q⁻¹
      };
    }
  }
}
