package dev.layerwise.lab.train;

import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.Standardization;
import dev.layerwise.nn.Initialization;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.Models;
import dev.layerwise.nn.Network;
import dev.layerwise.random.Rng;

/**
 * What is learned with what network: everything but the optimizer, so that several can be set the
 * same problem.
 *
 * @param data the data, split
 * @param scaling what is done to the inputs, fitted on the training set
 * @param model the network, as {@link Models#parse} reads it
 * @param initialization what its first weights are drawn from
 * @param loss the loss
 */
public record Problem(
    Data data, Standardization scaling, String model, Initialization initialization, Loss loss) {
  /**
   * A new network: same seed, same weights.
   *
   * @param seed the seed of the training
   * @throws IllegalArgumentException if the model cannot be read or does not fit
   */
  public Network network(long seed) {
    return Models.parse(model, data.training().shape(), data.training().targets().outputs())
        .initialized(initialization, Rng.of(seed).stream("init"));
  }
}
