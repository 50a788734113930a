package dev.layerwise.optim;

import dev.layerwise.linalg.ShapeException;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.Moments;

/**
 * The alternating template of two-layer linear representation learning: the representation on one
 * batch, then the head on an independent one.
 *
 * <pre>
 * G₊ = Ortho(G − η_G P_G⁻¹ ∇_G L̂_A(F, G) Q_G⁻¹)
 * F₊ = F − η_F P_F⁻¹ ∇_F L̂_B(F, G₊) Q_F⁻¹
 * </pre>
 *
 * <p>Source: Concurrence eq. (5), (8).
 *
 * @param representation the rule for {@code G}
 * @param constraint what follows the update of {@code G}
 * @param head the rule for {@code F}
 */
public record AlternatingDescent(Rule representation, RowConstraint constraint, Rule head)
    implements Method {
  private static final int G = 0;
  private static final int F = 1;

  @Override
  public Training start(LinearNetwork initial) {
    if (initial.depth() != 2) {
      throw new ShapeException(
          "AlternatingDescent: the network has %d layers; want 2, a head F on a representation G"
              .formatted(initial.depth()));
    }
    Rule.LayerOptimizer representationOptimizer = representation.start();
    Rule.LayerOptimizer headOptimizer = head.start();
    return new Training() {
      private LinearNetwork network = initial;

      @Override
      public void step(Moments A, Moments B) {
        network =
            network.with(
                G, constraint.impose(representationOptimizer.step(network.on(A).layer(G))));
        network = network.with(F, headOptimizer.step(network.on(B).layer(F)));
      }

      @Override
      public LinearNetwork network() {
        return network;
      }
    };
  }
}
