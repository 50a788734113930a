package dev.layerwise.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layer in its place: its name, the shape of its input, its parameters. Built once with the
 * network; makes the layer's pass for a size of batch.
 */
record Node(Layer layer, String name, Shape input, List<Parameter> parameters) {

  static Node of(Layer layer, String name, Shape input) {
    List<Parameter> parameters = new ArrayList<>();
    switch (layer) {
      case Layer.Linear linear -> {
        parameters.add(
            new Parameter(name + ".weight", Parameter.Kind.WEIGHT, linear.dOut(), linear.dIn()));
        if (linear.bias()) {
          parameters.add(new Parameter(name + ".bias", Parameter.Kind.BIAS, linear.dOut()));
        }
      }
      case Layer.Activation activation -> {}
    }
    return new Node(layer, name, input, List.copyOf(parameters));
  }

  Shape output() {
    return layer.output(input);
  }

  /** The blocks of this layer, numbered from first. */
  List<Block> blocks(int first) {
    return switch (layer) {
      case Layer.Linear linear -> List.of(new Block(first, name, parameters.get(0), bias(), 1));
      case Layer.Activation activation -> List.of();
    };
  }

  LayerPass pass(int n) {
    return switch (layer) {
      case Layer.Linear linear -> new LinearPass(n, parameters.get(0), bias());
      case Layer.Activation activation ->
          new ActivationPass(n, input.size(), activation.function());
    };
  }

  private Optional<Parameter> bias() {
    return parameters.size() > 1 ? Optional.of(parameters.get(1)) : Optional.empty();
  }
}
