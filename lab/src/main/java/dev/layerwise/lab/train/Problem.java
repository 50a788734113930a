package dev.layerwise.lab.train;

import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.Standardization;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.Network;
import dev.layerwise.random.Rng;

/**
 * What is learned with what network: everything but the optimizer, so that several can be set the
 * same problem.
 *
 * @param data the data, split
 * @param scaling what is done to the inputs, fitted on the training set
 * @param model the network, as {@link Models#parse} reads it
 * @param initialization what its first weights are drawn from, as {@link Models#initialize} reads
 *     it
 * @param loss the loss
 */
public record Problem(
    Data data, Standardization scaling, String model, String initialization, Loss loss) {
  /**
   * A new network: same seed, same weights.
   *
   * @param seed the seed of the training
   * @throws IllegalArgumentException if model or initialization cannot be read or do not fit
   */
  public Network network(long seed) {
    Network network =
        Models.parse(model, data.training().shape(), data.training().targets().outputs());
    Models.initialize(network, initialization, Rng.of(seed).stream("init"));
    return network;
  }
}
