package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One network for each kind of layer, of unequal and odd sizes, with random weights. */
final class LayerExamples {
  static final int N = 7;
  static final int CLASSES = 3;

  private static final Shape IMAGE = new Shape(2, 5, 4);

  private LayerExamples() {}

  /** Every nonlinearity. */
  static List<Nonlinearity> nonlinearities() {
    List<Nonlinearity> all = new ArrayList<>(List.of(ElementaryFunction.values()));
    all.add(new Nonlinearity.LeakyRelu(0.2));
    return all;
  }

  /** Networks by what they are an example of. */
  static Map<String, Network> all() {
    Map<String, Network> networks = new LinkedHashMap<>();
    networks.put("linear", mlp(new Layer.Linear(5, 5)));
    networks.put("linear without bias", mlp(new Layer.Linear(5, 5, false)));
    networks.put("readout", mlp(new Layer.Readout(5, 5)));
    for (Nonlinearity function : List.of(Nonlinearity.RELU, Nonlinearity.TANH)) {
      networks.put("wide network of " + function, wide(function));
    }
    for (Nonlinearity function : nonlinearities()) {
      networks.put(function.toString(), mlp(new Layer.Activation(function)));
    }
    networks.put("convolution", image(new Layer.Conv2d(3, 2, Window.of(2, 3))));
    networks.put(
        "convolution with strides and padding",
        image(new Layer.Conv2d(3, 2, new Window(3, 2, 2, 3, 2, 1), false)));
    networks.put("average pooling", image(new Layer.AveragePool2d(Window.of(2, 3))));
    networks.put(
        "average pooling with padding",
        image(new Layer.AveragePool2d(new Window(3, 2, 2, 1, 1, 1))));
    networks.put("max pooling", image(new Layer.MaxPool2d(Window.of(3, 2).stride(2))));
    networks.put(
        "max pooling with padding", image(new Layer.MaxPool2d(new Window(3, 2, 1, 2, 1, 1))));
    networks.put("flatten", image(new Layer.Flatten()));
    networks.put("batch norm", mlp(new Layer.BatchNorm(5)));
    networks.put("batch norm of an image", image(new Layer.BatchNorm(3)));
    networks.put("layer norm", mlp(new Layer.LayerNorm(5)));
    networks.put("layer norm of an image", image(new Layer.LayerNorm(60)));
    networks.put(
        "residual",
        mlp(
            new Layer.Residual(
                new Layer.LayerNorm(5),
                new Layer.Linear(5, 4),
                new Layer.Activation(Nonlinearity.TANH),
                new Layer.Residual(new Layer.Linear(4, 4)),
                new Layer.Linear(4, 5),
                new Layer.Activation(Nonlinearity.SIGMOID))));
    networks.put(
        "residual of an image",
        image(
            new Layer.Residual(
                new Layer.Conv2d(3, 3, Window.square(3).padding(1)),
                new Layer.Activation(Nonlinearity.SOFTPLUS))));
    networks.put("token norm", image(new Layer.TokenNorm(3)));
    networks.put("attention", image(new Layer.Attention(3, 2)));
    networks.put(
        "transformer",
        image(
            new Layer.Residual(new Layer.TokenNorm(3), new Layer.Attention(3)),
            new Layer.Residual(
                new Layer.LayerNorm(3),
                new Layer.Linear(3, 5),
                new Layer.Activation(Nonlinearity.GELU),
                new Layer.Linear(5, 3))));
    networks.put(
        "residual attention as the first layer",
        Network.of(
            new Shape(2, 3, 1),
            new Layer.Residual(new Layer.Attention(2, 3)),
            new Layer.Linear(2, CLASSES)));
    Rng rng = Rng.of(23);
    networks.forEach((name, network) -> randomize(network, rng.stream(name)));
    return networks;
  }

  /** The layer between two linear ones, as the first and as the last have an easier life. */
  private static Network mlp(Layer layer) {
    return Network.of(Shape.of(4), new Layer.Linear(4, 5), layer, new Layer.Linear(5, CLASSES));
  }

  /** One trained layer under a readout, on top of another. */
  private static Network wide(Nonlinearity function) {
    return Network.of(
        Shape.of(4),
        new Layer.Linear(4, 5),
        new Layer.Linear(5, 67, false),
        new Layer.Activation(function),
        new Layer.Readout(67, CLASSES));
  }

  /** The layers between a convolution and a linear layer. */
  private static Network image(Layer... layers) {
    List<Layer> all = new ArrayList<>();
    all.add(new Layer.Conv2d(2, 3, Window.square(3).padding(1)));
    all.addAll(List.of(layers));
    Shape shape = IMAGE;
    for (Layer layer : all) {
      shape = layer.output(shape);
    }
    all.add(new Layer.Flatten());
    all.add(new Layer.Linear(shape.size(), CLASSES));
    return Network.of(IMAGE, all);
  }

  /** Random weights of a size that keeps outputs of order 1; running averages too. */
  private static void randomize(Network network, Rng rng) {
    for (Parameter p : network.parameters()) {
      double size = p.isMatrix() ? 1 / Math.sqrt(p.value().cols()) : 0.5;
      p.value().fillInPlace(rng.stream(p.name())::fillGaussian).timesInPlace(size);
    }
    for (Buffer b : network.buffers()) {
      b.value().fillInPlace(rng.stream(b.name())::fillUniform);
    }
  }

  /** A batch for a network. */
  static Matrix inputs(Network network, Rng rng) {
    return rng.stream("X").gaussian(N, network.input().size());
  }

  /** All kinds of layers in a network, those inside residual layers too. */
  static List<Layer> layers(List<Layer> layers) {
    List<Layer> all = new ArrayList<>(layers);
    for (Layer layer : layers) {
      if (layer instanceof Layer.Residual residual) {
        all.addAll(layers(residual.branch()));
      }
    }
    return all;
  }
}
