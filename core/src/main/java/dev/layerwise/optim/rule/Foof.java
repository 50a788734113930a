package dev.layerwise.optim.rule;

import dev.layerwise.curvature.Damping;
import dev.layerwise.curvature.Preconditioner;
import dev.layerwise.nn.LayerStatistics;
import dev.layerwise.optim.Rule;

/**
 * Fast first-order optimizer: the right factor of K-FAC alone, {@code P = I}, {@code Q = Ê[a aᵀ] +
 * λ I}. On a linear representation it is DFW (de-bias and feature-whiten).
 *
 * <pre>W₊ = W − η G Q⁻¹</pre>
 *
 * <p>Source: Benzing 2022 (FOOF); Zhang et al. 2024b (DFW), as in Concurrence §4.1.
 *
 * @param eta learning rate η
 * @param damping what is added to the factor
 */
public record Foof(double eta, Damping damping) implements Rule.Memoryless {
  /**
   * The rule without damping.
   *
   * @param eta learning rate η
   */
  public Foof(double eta) {
    this(eta, Damping.NONE);
  }

  @Override
  public Preconditioner preconditioner(LayerStatistics layer) {
    return new Preconditioner.Right(damping.dampInputs(layer.aaT()));
  }
}
