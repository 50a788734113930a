package dev.layerwise.lab.theory;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Shape;
import dev.layerwise.random.Rng;

/**
 * The networks of NGD §4: {@code f(x) = m^(−½) Σ aᵣ max(wᵣ·x, 0)}, of which W alone is trained and
 * the aᵣ are ±1.
 */
public final class WideNetwork {
  private WideNetwork() {}

  /**
   * A network of given weights.
   *
   * @param W first weights, (m, d), copied
   * @param signs a, m numbers ±1
   * @throws ShapeException if there is not one sign for each unit
   */
  public static Network of(Matrix W, double... signs) {
    int m = W.rows();
    if (signs.length != m) {
      throw new ShapeException(
          "WideNetwork: %d signs for %d units; want one for each".formatted(signs.length, m));
    }
    Network network =
        Network.of(
            Shape.of(W.cols()),
            new Layer.Linear(W.cols(), m, false),
            new Layer.Activation(Nonlinearity.RELU),
            new Layer.Readout(m, 1));
    network.parameters().getFirst().value().setTo(W);
    network
        .buffers()
        .getFirst()
        .value()
        .setTo(Matrix.generate(1, m, (i, r) -> signs[r] / Math.sqrt(m)));
    return network;
  }

  /**
   * A network at its random start, {@code wᵣ ~ N(0, ν² I)}.
   *
   * @param m units
   * @param d inputs
   * @param nu ν
   * @param rng where the weights and signs come from
   */
  public static Network draw(int m, int d, double nu, Rng rng) {
    double[] signs = rng.stream("signs").rademacher(m, 1).toColumnMajor();
    return of(rng.stream("weights").gaussian(m, d).timesInPlace(nu), signs);
  }
}
