package dev.layerwise.optim.rule;

import dev.layerwise.curvature.Damping;
import dev.layerwise.curvature.Preconditioner;
import dev.layerwise.nn.LayerStatistics;
import dev.layerwise.optim.Rule;

/**
 * K-FAC with the exact Gauss-Newton output factor and this batch's statistics: {@code P = E[g gᵀ]},
 * {@code Q = Ê[a aᵀ] + λ I}.
 *
 * <pre>W₊ = W − η P⁻¹ G Q⁻¹</pre>
 *
 * <p>On the representation of a two-layer linear network {@code P = FᵀF} and {@code Q = Σ̂x}; on
 * its head {@code P = I} and {@code Q = Σ̂z}, so that η = 1 is the least-squares head (Concurrence
 * Lemma 3.1).
 *
 * <p>Source: Concurrence eq. (4), (5); Martens and Grosse 2015.
 *
 * @param eta learning rate η
 * @param damping what is added to the factors
 */
public record KFac(double eta, Damping damping) implements Rule.Memoryless {
  /**
   * K-FAC without damping.
   *
   * @param eta learning rate η
   */
  public KFac(double eta) {
    this(eta, Damping.NONE);
  }

  @Override
  public Preconditioner preconditioner(LayerStatistics layer) {
    return new Preconditioner.Kronecker(layer.ggT(), damping.dampInputs(layer.aaT()));
  }
}
