package dev.layerwise.optim.rule;

import dev.layerwise.curvature.Preconditioner;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.LayerStatistics;
import dev.layerwise.optim.Rule;

/**
 * Adam with bias correction. At step {@code t = 1, 2, …}
 *
 * <pre>
 * M ← β₁ M + (1 − β₁) G            V ← β₂ V + (1 − β₂) G ⊙ G
 * W₊ = W − η M̂ ⊘ (√V̂ + ε),        M̂ = M / (1 − β₁ᵗ),  V̂ = V / (1 − β₂ᵗ)
 * </pre>
 *
 * <p>Source: Kingma and Ba 2015, Algorithm 1.
 *
 * @param eta learning rate η
 * @param beta1 weight β₁ of the past gradients
 * @param beta2 weight β₂ of the past squared gradients
 * @param epsilon ε, added to the root
 */
public record Adam(double eta, double beta1, double beta2, double epsilon) implements Rule {
  /**
   * Adam with its paper's defaults β₁ = 0.9, β₂ = 0.999, ε = 1e−8.
   *
   * @param eta learning rate η
   */
  public Adam(double eta) {
    this(eta, 0.9, 0.999, 1e-8);
  }

  @Override
  public LayerOptimizer start() {
    return new State();
  }

  private final class State implements LayerOptimizer {
    private Matrix M;
    private Matrix V;
    private Matrix D;
    private int t;

    @Override
    public Matrix step(LayerStatistics layer) {
      Matrix G = layer.G();
      if (t == 0) {
        M = Matrix.zeros(G.rows(), G.cols());
        V = Matrix.zeros(G.rows(), G.cols());
        D = Matrix.zeros(G.rows(), G.cols());
      }
      t++;
      M.zipInPlace(G, (m, g) -> beta1 * m + (1 - beta1) * g);
      V.zipInPlace(G, (v, g) -> beta2 * v + (1 - beta2) * g * g);
      double correction1 = 1 - Math.pow(beta1, t);
      double correction2 = 1 - Math.pow(beta2, t);
      D.setTo(V).mapInPlace(v -> Math.sqrt(v / correction2) + epsilon); // √V̂ + ε
      Matrix direction = new Preconditioner.Entrywise(D).applyInverse(M);
      return layer.W().copy().plusInPlace(-eta / correction1, direction); // W₊ = W − η M̂ ⊘ D
    }
  }
}
