package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.random.Rng;

/**
 * The student of single-index learning, {@code f(x) = dh^(−½) f₀·s(G₀ x)}, and the step of its
 * first layer.
 *
 * <p>Source: Concurrence §3.2.
 */
public final class SingleIndexNetwork {
  private final Matrix G0;
  private final Matrix f0;
  private final Nonlinearity activation;
  private final Network network;

  private SingleIndexNetwork(Matrix G0, Matrix f0, Nonlinearity activation) {
    int dh = G0.rows();
    this.G0 = G0;
    this.f0 = f0;
    this.activation = activation;
    network =
        Network.of(
            Shape.of(G0.cols()),
            new Layer.Linear(G0.cols(), dh, /* bias= */ false),
            new Layer.Activation(activation),
            new Layer.Linear(dh, 1, /* bias= */ false));
    network.parameters().get(0).value().setTo(G0);
    network.parameters().get(1).value().setTo(f0.T().times(1 / Math.sqrt(dh)));
  }

  /**
   * A network of given weights.
   *
   * @param G0 first layer, (dh, dX)
   * @param f0 second layer before the factor dh^(−½), (dh, 1)
   * @param activation s
   */
  public static SingleIndexNetwork of(Matrix G0, Matrix f0, Nonlinearity activation) {
    return new SingleIndexNetwork(G0, f0, activation);
  }

  /**
   * Draws the weights, {@code f₀ ~ N(0, I/dh)}, {@code G₀ ~ N(0, 1/dX)} entrywise.
   *
   * @param dX inputs
   * @param dh hidden units
   * @param activation s
   * @param rng stream of the weights; the same weights for every activation
   */
  public static SingleIndexNetwork draw(int dX, int dh, Nonlinearity activation, Rng rng) {
    Matrix G0 = rng.stream("G0").gaussian(dh, dX).timesInPlace(1 / Math.sqrt(dX));
    Matrix f0 = rng.stream("f0").gaussian(dh, 1).timesInPlace(1 / Math.sqrt(dh));
    return new SingleIndexNetwork(G0, f0, activation);
  }

  /** G₀, (dh, dX). */
  public Matrix G0() {
    return G0;
  }

  /** f₀, (dh, 1). */
  public Matrix f0() {
    return f0;
  }

  /** The network of the library that this is. */
  public Network network() {
    return network;
  }

  /**
   * SGD's change of the first layer at η = 1: {@code −√dh ∇_G L̂(f₀, G₀)}, L̂ half the mean squared
   * error.
   *
   * @param X inputs, (n, dX)
   * @param y labels, (n, 1)
   * @return (dh, dX)
   */
  public Matrix step(Matrix X, Matrix y) {
    Matrix M = Matrix.zeros(G0.rows(), G0.cols());
    return plusStepInPlace(objective(X.rows()), X, y, 1, M);
  }

  /**
   * The same on a sample, block by block.
   *
   * @param sample the examples
   * @param scales the inputs' variances
   * @return (dh, dX)
   */
  public Matrix step(SingleIndexSample sample, InputScales scales) {
    Matrix M = Matrix.zeros(G0.rows(), G0.cols());
    NetworkObjective[] objective = {objective(Math.min(sample.size(), SingleIndexSample.BLOCK))};
    sample.forEachBlock(
        scales,
        (X, y) -> {
          if (objective[0].pass().size() != X.rows()) {
            objective[0] = objective(X.rows());
          }
          plusStepInPlace(objective[0], X, y, (double) X.rows() / sample.size(), M);
        });
    return M;
  }

  private NetworkObjective objective(int n) {
    return new NetworkObjective(network, new SquaredError(), n, Rng.of(0));
  }

  private Matrix plusStepInPlace(
      NetworkObjective objective, Matrix X, Matrix y, double weight, Matrix M) {
    objective.on(X, y).gradient();
    Matrix gradient = network.parameters().get(0).gradient();
    return M.plusInPlace(-weight * Math.sqrt(G0.rows()), gradient); // M = −√dh ∇_G L̂
  }

  /**
   * The features of inputs, {@code Z = s(X Gᵀ)} (Concurrence App. C.4).
   *
   * @param X inputs, (n, dX)
   * @param G a first layer, (dh, dX)
   * @return (n, dh)
   */
  public Matrix features(Matrix X, Matrix G) {
    Matrix Z = X.times(G.T());
    return Z.fillInPlace(z -> activation.apply(z, z, z.length));
  }
}
