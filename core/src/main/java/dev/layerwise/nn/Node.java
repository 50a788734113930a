package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layer in its place: its name, the shape of its input, its parameters and buffers, those of the
 * layers inside it counted. Built once with the network; makes the layer's pass for a size of
 * batch.
 */
record Node(
    Layer layer,
    String name,
    Shape input,
    List<Parameter> parameters,
    List<Buffer> buffers,
    List<Node> inner) {

  static Node of(Layer layer, String name, Shape input) {
    return switch (layer) {
      case Layer.Linear(int dIn, int dOut, boolean bias) ->
          weighted(
              layer,
              input,
              bias,
              new Parameter(name + ".weight", Parameter.Kind.WEIGHT, dOut, dIn),
              name);
      case Layer.Readout(int dIn, int dOut) ->
          new Node(
              layer,
              name,
              input,
              List.of(),
              List.of(new Buffer(name + ".weight", Matrix.zeros(dOut, dIn))),
              List.of());
      case Layer.Conv2d(int cIn, int cOut, Window w, boolean bias) ->
          weighted(
              layer,
              input,
              bias,
              new Parameter(
                  name + ".weight", Parameter.Kind.KERNEL, cOut, cIn, w.height(), w.width()),
              name);
      case Layer.BatchNorm norm -> {
        Buffer mean = new Buffer(name + ".running_mean", norm.channels(), 0);
        Buffer variance = new Buffer(name + ".running_var", norm.channels(), 1);
        yield new Node(
            layer,
            name,
            input,
            scaleAndShift(name, norm.channels()),
            List.of(mean, variance),
            List.of());
      }
      case Layer.LayerNorm norm ->
          new Node(layer, name, input, scaleAndShift(name, norm.size()), List.of(), List.of());
      case Layer.TokenNorm norm ->
          new Node(layer, name, input, scaleAndShift(name, norm.channels()), List.of(), List.of());
      case Layer.Attention(int size, int head) ->
          new Node(
              layer,
              name,
              input,
              List.of(
                  matrix(name + ".query", head, size),
                  matrix(name + ".key", head, size),
                  matrix(name + ".value", head, size),
                  matrix(name + ".output", size, head)),
              List.of(),
              List.of());
      case Layer.Residual residual -> {
        List<Node> inner = stack(residual.branch(), name + ".", input);
        yield new Node(
            layer,
            name,
            input,
            inner.stream().flatMap(node -> node.parameters().stream()).toList(),
            inner.stream().flatMap(node -> node.buffers().stream()).toList(),
            inner);
      }
      case Layer.AveragePool2d pool -> plain(layer, name, input);
      case Layer.MaxPool2d pool -> plain(layer, name, input);
      case Layer.Flatten flatten -> plain(layer, name, input);
      case Layer.Activation activation -> plain(layer, name, input);
    };
  }

  /** Nodes of layers on top of each other, named after their place, from 0. */
  static List<Node> stack(List<Layer> layers, String prefix, Shape input) {
    List<Node> nodes = new ArrayList<>();
    Shape shape = input;
    for (int i = 0; i < layers.size(); i++) {
      Node node = of(layers.get(i), prefix + i, shape);
      shape = node.output();
      nodes.add(node);
    }
    return List.copyOf(nodes);
  }

  private static Parameter matrix(String name, int dOut, int dIn) {
    return new Parameter(name + ".weight", Parameter.Kind.WEIGHT, dOut, dIn);
  }

  private static Node plain(Layer layer, String name, Shape input) {
    return new Node(layer, name, input, List.of(), List.of(), List.of());
  }

  private static Node weighted(
      Layer layer, Shape input, boolean bias, Parameter weight, String name) {
    List<Parameter> parameters = new ArrayList<>(List.of(weight));
    if (bias) {
      parameters.add(new Parameter(name + ".bias", Parameter.Kind.BIAS, weight.value().rows()));
    }
    return new Node(layer, name, input, List.copyOf(parameters), List.of(), List.of());
  }

  private static List<Parameter> scaleAndShift(String name, int size) {
    Parameter scale = new Parameter(name + ".weight", Parameter.Kind.SCALE, size);
    scale.value().fill(1);
    return List.of(scale, new Parameter(name + ".bias", Parameter.Kind.SHIFT, size));
  }

  Shape output() {
    return layer.output(input);
  }

  /** The blocks of this layer, numbered from first. */
  List<Block> blocks(int first) {
    return switch (layer) {
      case Layer.Linear linear -> List.of(block(first));
      case Layer.Conv2d convolution -> List.of(block(first));
      case Layer.Residual residual -> {
        List<Block> blocks = new ArrayList<>();
        for (Node node : inner) {
          blocks.addAll(node.blocks(first + blocks.size()));
        }
        yield List.copyOf(blocks);
      }
      case Layer.Readout readout -> List.of();
      case Layer.BatchNorm norm -> List.of();
      case Layer.LayerNorm norm -> List.of();
      case Layer.TokenNorm norm -> List.of();
      case Layer.Attention attention -> {
        List<Block> blocks = new ArrayList<>();
        for (Parameter weight : parameters) {
          String of = weight.name().substring(0, weight.name().lastIndexOf('.'));
          blocks.add(new Block(first + blocks.size(), of, weight, Optional.empty(), 1));
        }
        yield List.copyOf(blocks);
      }
      case Layer.AveragePool2d pool -> List.of();
      case Layer.MaxPool2d pool -> List.of();
      case Layer.Flatten flatten -> List.of();
      case Layer.Activation activation -> List.of();
    };
  }

  LayerPass pass(int n) {
    return switch (layer) {
      case Layer.Linear linear -> new LinearPass(affine(n));
      case Layer.Readout readout -> new ReadoutPass(n, buffers.get(0).value());
      case Layer.Conv2d convolution ->
          new ConvolutionPass(n, input, output(), convolution.window(), affine(n));
      case Layer.AveragePool2d pool -> new AveragePoolPass(n, input, output(), pool.window());
      case Layer.MaxPool2d pool -> new MaxPoolPass(n, input, output(), pool.window());
      case Layer.Flatten flatten -> new FlattenPass();
      case Layer.BatchNorm norm -> new BatchNormPass(n, input, norm, parameters, buffers);
      case Layer.LayerNorm norm -> new LayerNormPass(n, 1, norm.size(), norm.epsilon(), parameters);
      case Layer.TokenNorm norm ->
          new LayerNormPass(n, input.positions(), norm.channels(), norm.epsilon(), parameters);
      case Layer.Attention attention -> new AttentionPass(n, input, attention, parameters);
      case Layer.Activation activation ->
          new ActivationPass(n, input.size(), activation.function());
      case Layer.Residual residual -> new ResidualPass(n, input, output(), new Stack(inner, n));
    };
  }

  private Block block(int index) {
    return new Block(index, name, parameters.get(0), bias(), output().positions());
  }

  private Affine affine(int n) {
    return new Affine(n, output().positions(), parameters.get(0), bias());
  }

  private Optional<Parameter> bias() {
    return parameters.size() > 1 ? Optional.of(parameters.get(1)) : Optional.empty();
  }

  /**
   * Initialises layers, the last first.
   *
   * @param gainAbove the gain of the activation that follows them, 1 if none does
   * @return the gain of the activation that follows what is below them
   */
  static double initialize(
      List<Node> nodes, double gainAbove, Initialization initialization, Rng rng) {
    double gain = gainAbove;
    for (Node node : nodes.reversed()) {
      gain = node.initialize(gain, initialization, rng);
    }
    return gain;
  }

  private double initialize(double gainAbove, Initialization initialization, Rng rng) {
    return switch (layer) {
      case Layer.Linear linear -> initializeWeights(gainAbove, initialization, rng);
      case Layer.Conv2d convolution -> initializeWeights(gainAbove, initialization, rng);
      case Layer.BatchNorm norm -> {
        buffers.get(0).value().fill(0);
        buffers.get(1).value().fill(1);
        yield initializeNorm(gainAbove);
      }
      case Layer.LayerNorm norm -> initializeNorm(gainAbove);
      case Layer.TokenNorm norm -> initializeNorm(gainAbove);
      case Layer.Attention attention -> {
        for (Parameter weight : parameters) {
          initialization.fill(weight, 1, rng.stream(weight.name()));
        }
        yield 1;
      }
      case Layer.Activation activation -> activation.function().gain();
      case Layer.Residual residual -> {
        initialize(inner, 1, initialization, rng);
        yield 1;
      }
      case Layer.Readout readout -> 1;
      case Layer.AveragePool2d pool -> gainAbove;
      case Layer.MaxPool2d pool -> gainAbove;
      case Layer.Flatten flatten -> gainAbove;
    };
  }

  private double initializeNorm(double gainAbove) {
    parameters.get(0).value().fill(1);
    parameters.get(1).value().fill(0);
    return gainAbove;
  }

  private double initializeWeights(double gain, Initialization initialization, Rng rng) {
    Parameter weight = parameters.get(0);
    initialization.fill(weight, gain, rng.stream(weight.name()));
    bias().ifPresent(b -> initialization.fillBias(b, weight, rng.stream(b.name())));
    return 1;
  }
}
