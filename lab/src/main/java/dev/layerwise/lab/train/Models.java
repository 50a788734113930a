package dev.layerwise.lab.train;

import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Shape;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Networks by a short description: {@code mlp:784-256-10}, with ReLU between the layers. */
final class Models {
  private Models() {}

  /**
   * Builds a network.
   *
   * @param spec {@code mlp:} and the sizes from input to output
   * @param input the shape of an example
   * @param outputs how many outputs it must have
   * @throws IllegalArgumentException if the description cannot be read or does not fit
   */
  static Network parse(String spec, Shape input, int outputs) {
    if (!spec.matches("mlp:\\d+(-\\d+)+")) {
      throw new IllegalArgumentException(
          "model '" + spec + "': want mlp: and sizes, such as mlp:784-256-10");
    }
    int[] sizes =
        Arrays.stream(spec.substring(4).split("-", -1)).mapToInt(Integer::parseInt).toArray();
    if (sizes[0] != input.size() || sizes[sizes.length - 1] != outputs) {
      throw new IllegalArgumentException(
          "model '%s' goes from %d to %d; the data go from %d features to %d outputs"
              .formatted(spec, sizes[0], sizes[sizes.length - 1], input.size(), outputs));
    }
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l < sizes.length; l++) {
      if (l > 1) {
        layers.add(new Layer.Activation(Nonlinearity.RELU));
      }
      layers.add(new Layer.Linear(sizes[l - 1], sizes[l]));
    }
    return Network.of(Shape.of(input.size()), layers);
  }

  /** Draws the weights: {@code he}, N(0, 2/dIn). */
  static void initialize(Network network, String name, Rng rng) {
    if (!name.equals("he")) {
      throw new IllegalArgumentException("there is no initialization '" + name + "'; there are he");
    }
    for (Parameter p : network.parameters()) {
      if (p.isMatrix()) {
        p.value().setTo(rng.stream(p.name()).gaussian(p.value().rows(), p.value().cols()));
        p.value().timesInPlace(Math.sqrt(2.0 / p.value().cols()));
      }
    }
  }
}
