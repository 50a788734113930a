package dev.layerwise.optim.rule;

import dev.layerwise.curvature.Preconditioner;
import dev.layerwise.nn.LayerStatistics;
import dev.layerwise.optim.Rule;

/**
 * Gradient descent: {@code P = I}, {@code Q = I}.
 *
 * <pre>W₊ = W − η G</pre>
 *
 * @param eta learning rate η
 */
public record Sgd(double eta) implements Rule.Memoryless {
  @Override
  public Preconditioner preconditioner(LayerStatistics layer) {
    return new Preconditioner.Identity();
  }
}
