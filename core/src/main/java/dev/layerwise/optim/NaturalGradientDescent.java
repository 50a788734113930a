package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.MatrixFunctions;
import dev.layerwise.linalg.Spd;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.linalg.Vec;
import dev.layerwise.nn.LayerStatistics;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.LinearStatistics;
import dev.layerwise.nn.Moments;
import java.util.ArrayList;
import java.util.List;

/**
 * Natural gradient descent with the full Fisher matrix over all layers of a linear network.
 *
 * <pre>θ₊ = θ − η (H + λ I)⁻¹ ∇L̂,   θ = (vec W_1; …; vec W_L)</pre>
 *
 * <p>{@code H} is singular: {@code (K G, −F K)} changes no output. At λ = 0 its pseudo-inverse is
 * meant, which is the limit λ → 0. With two layers that step has a closed form: the residual map is
 * projected on the span of {@code dF G + F dG}, and {@code K} is chosen so that {@code (dF, dG)} is
 * the shortest of the equivalent steps, a Sylvester equation of size k.
 *
 * <p>Source: Concurrence §4.1, App. D.1; Amari 1998.
 *
 * @param eta learning rate η
 * @param lambda damping λ ≥ 0, in the units of {@code H}
 */
public record NaturalGradientDescent(double eta, double lambda) implements Method {
  /**
   * Checks the damping.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public NaturalGradientDescent {
    if (!(lambda >= 0) || Double.isInfinite(lambda)) {
      throw new IllegalArgumentException(
          "natural gradient: damping λ = " + lambda + "; want a finite number, 0 or greater");
    }
  }

  @Override
  public Training start(LinearNetwork initial) {
    return new Training() {
      private LinearNetwork network = initial;

      @Override
      public void step(Moments A, Moments B) {
        List<Matrix> direction = direction(network.on(A));
        List<Matrix> next = new ArrayList<>();
        for (int layer = 0; layer < network.depth(); layer++) {
          next.add(network.weight(layer).copy().plusInPlace(-eta, direction.get(layer)));
        }
        network = new LinearNetwork(next);
      }

      @Override
      public LinearNetwork network() {
        return network;
      }
    };
  }

  /**
   * Returns the natural gradient.
   *
   * @param statistics the network's statistics on a batch
   * @return {@code (H + λ I)⁻¹ ∇L̂}, a matrix for each layer
   * @throws dev.layerwise.linalg.NumericalException if a matrix that must be inverted is singular
   */
  public List<Matrix> direction(LinearStatistics statistics) {
    boolean closedForm = lambda == 0 && statistics.network().depth() == 2;
    return closedForm ? shortestDirection(statistics) : denseDirection(statistics);
  }

  private List<Matrix> denseDirection(LinearStatistics statistics) {
    LinearNetwork network = statistics.network();
    Matrix[][] gradient = new Matrix[network.depth()][1];
    for (int layer = 0; layer < network.depth(); layer++) {
      gradient[layer][0] = Vec.of(statistics.layer(layer).G());
    }
    Matrix g = Matrix.blocks(gradient);
    Matrix H = statistics.gaussNewton();
    Matrix d =
        lambda > 0
            ? Spd.of(H.plusDiagonal(lambda)).named("H + λ I").inv().times(g) // (H + λ I)⁻¹ ∇L̂
            : SymmetricEigen.of(H).pseudoInverse().times(g);
    List<Matrix> direction = new ArrayList<>();
    int from = 0;
    for (Matrix W : network.weights()) {
      int to = from + W.rows() * W.cols();
      direction.add(Vec.toMatrix(d.slice(from, to, 0, 1), W.rows(), W.cols()));
      from = to;
    }
    return direction;
  }

  private static List<Matrix> shortestDirection(LinearStatistics statistics) {
    LayerStatistics representation = statistics.layer(0);
    LayerStatistics head = statistics.layer(1);
    Matrix G = representation.W();
    Matrix F = head.W();
    Spd FtF = representation.ggT();
    // M = (W Σ̂x − Σ̂yx) Σ̂x⁻¹, the residual as a map; the step removes its tangent part.
    Matrix M = statistics.residual().times(representation.aaT().inv());
    Matrix dG = FtF.inv().times(F.T().times(M)); // F dG = P_F M
    Matrix T = statistics.residual().times(G.T()).times(head.aaT().inv());
    Matrix dF = T.minus(F.times(FtF.inv().times(F.T().times(T)))); // (I − P_F) M Π
    // Among (dG + K G, dF − F K) the shortest has FᵀF K + K GGᵀ = Fᵀ dF − dG Gᵀ.
    Matrix C = F.T().times(dF).minus(dG.times(G.T()));
    Matrix K = MatrixFunctions.sylvester(FtF.dense(), G.times(G.T()), C);
    return List.of(dG.plus(K.times(G)), dF.minus(F.times(K)));
  }
}
