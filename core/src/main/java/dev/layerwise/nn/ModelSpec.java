package dev.layerwise.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A specification of a model, read but not yet understood: {@code kind:sizes,option=value,…}. */
final class ModelSpec {
  private static final Window CONVOLUTION = Window.square(3).padding(1);
  private static final Window POOLING = Window.square(2).stride(2);

  private final String text;
  private final String kind;
  private final List<Integer> sizes;
  private final Map<String, String> options;
  private final List<String> asked = new ArrayList<>();

  private ModelSpec(String text, String kind, List<Integer> sizes, Map<String, String> options) {
    this.text = text;
    this.kind = kind;
    this.sizes = sizes;
    this.options = options;
  }

  static ModelSpec of(String kind, int... sizes) {
    List<Integer> list = Arrays.stream(sizes).boxed().toList();
    String text = kind + ":" + String.join("-", list.stream().map(String::valueOf).toList());
    ModelSpec spec = new ModelSpec(text, kind, list, new LinkedHashMap<>());
    if (list.stream().anyMatch(size -> size < 1)) {
      throw spec.error("sizes of at least 1 are wanted");
    }
    return spec;
  }

  static ModelSpec parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "model '%s': no sizes; want kind:sizes, such as mlp:784-256-10".formatted(text));
    }
    String[] parts = text.substring(colon + 1).split(",", -1);
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] option = parts[i].split("=", 2);
      if (option.length < 2 || options.put(option[0], option[1]) != null) {
        throw new IllegalArgumentException(
            "model %s: option '%s'; want name=value, each name once".formatted(text, parts[i]));
      }
    }
    List<Integer> sizes = new ArrayList<>();
    for (String size : parts[0].split("-", -1)) {
      sizes.add(number(text, "size", size));
    }
    return new ModelSpec(text, text.substring(0, colon), List.copyOf(sizes), options);
  }

  private static int number(String text, String what, String value) {
    try {
      int number = Integer.parseInt(value);
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "model %s: %s '%s'; want a whole number of at least 1".formatted(text, what, value));
  }

  String kind() {
    return kind;
  }

  /** Linear layers with something between each two. */
  Network mlp() {
    Nonlinearity function = activation();
    int all = sizes.size();
    int biased = choice("bias", "true", Map.of("true", all, "hidden", all - 1, "false", 0));
    Norm norm = norm();
    requireSizes(2);
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < sizes.size(); i++) {
      layers.add(new Layer.Linear(sizes.get(i - 1), sizes.get(i), i < biased));
      if (i < sizes.size() - 1) {
        layers.addAll(norm.before(function, Shape.of(sizes.get(i))));
      }
    }
    return Network.of(Shape.of(sizes.getFirst()), layers);
  }

  Network linear() {
    boolean bias = bias(false);
    requireSizes(2);
    List<Layer> layers = new ArrayList<>();
    for (int i = 1; i < sizes.size(); i++) {
      layers.add(new Layer.Linear(sizes.get(i - 1), sizes.get(i), bias));
    }
    return Network.of(Shape.of(sizes.getFirst()), layers);
  }

  /** Convolutions of an image, each followed by pooling; then a linear layer. */
  Network cnn(Shape input, int outputs) {
    boolean bias = bias(true);
    Nonlinearity function = activation();
    Norm norm = norm();
    Layer pooling =
        choice("pool", "max", Map.of("max", true, "average", false))
            ? new Layer.MaxPool2d(POOLING)
            : new Layer.AveragePool2d(POOLING);
    List<Layer> layers = new ArrayList<>();
    Shape shape = input;
    for (int channels : sizes) {
      if (shape.height() < 2 || shape.width() < 2) {
        throw error(
            "%d poolings leave nothing of an image of %s; want fewer sizes"
                .formatted(sizes.size(), input));
      }
      layers.add(new Layer.Conv2d(shape.channels(), channels, CONVOLUTION, bias));
      shape = new Shape(channels, shape.height(), shape.width());
      layers.addAll(norm.before(function, shape));
      layers.add(pooling);
      shape = pooling.output(shape);
    }
    layers.add(new Layer.Flatten());
    layers.add(new Layer.Linear(shape.size(), outputs, bias));
    return Network.of(input, layers);
  }

  /** A linear layer, residual blocks, a linear layer. */
  Network residual() {
    boolean bias = bias(true);
    Nonlinearity function = activation();
    Norm norm = norm();
    int blocks = number(text, "blocks", take("blocks", "2"));
    if (sizes.size() != 3) {
      throw error("%d sizes; want three: inputs, width, outputs".formatted(sizes.size()));
    }
    int width = sizes.get(1);
    List<Layer> layers = new ArrayList<>();
    layers.add(new Layer.Linear(sizes.get(0), width, bias));
    for (int i = 0; i < blocks; i++) {
      List<Layer> branch = new ArrayList<>();
      for (int j = 0; j < 2; j++) {
        branch.addAll(norm.before(function, Shape.of(width)));
        branch.add(new Layer.Linear(width, width, bias));
      }
      layers.add(new Layer.Residual(branch));
    }
    layers.addAll(norm.before(function, Shape.of(width)));
    layers.add(new Layer.Linear(width, sizes.get(2), bias));
    return Network.of(Shape.of(sizes.getFirst()), layers);
  }

  /** Attention of the last token, a multilayer perceptron if it has a width, a linear layer. */
  Network transformer(Shape input, int outputs) {
    boolean bias = bias(false);
    Nonlinearity function = activation();
    boolean residual = choice("residual", "false", Map.of("true", true, "false", false));
    boolean norm = choice("norm", "none", Map.of("none", false, "layer", true));
    String width = take("mlp", "0");
    if (sizes.size() != 1) {
      throw error("%d sizes; want one: the width of the head".formatted(sizes.size()));
    }
    int d = input.channels();
    List<Layer> attention = new ArrayList<>();
    if (norm) {
      attention.add(new Layer.TokenNorm(d));
    }
    attention.add(new Layer.Attention(d, sizes.getFirst()));
    List<Layer> layers = new ArrayList<>(around(residual, attention));
    if (!width.equals("0")) {
      int hidden = number(text, "mlp", width);
      List<Layer> branch = new ArrayList<>();
      if (norm) {
        branch.add(new Layer.LayerNorm(d));
      }
      branch.add(new Layer.Linear(d, hidden, bias));
      branch.add(new Layer.Activation(function));
      branch.add(new Layer.Linear(hidden, d, bias));
      layers.addAll(around(residual, branch));
    }
    if (norm) {
      layers.add(new Layer.LayerNorm(d));
    }
    layers.add(new Layer.Linear(d, outputs, bias));
    return Network.of(input, layers);
  }

  private static List<Layer> around(boolean residual, List<Layer> branch) {
    return residual ? List.of(new Layer.Residual(branch)) : branch;
  }

  private Nonlinearity activation() {
    return choice("activation", "relu", Nonlinearity.byName());
  }

  private boolean bias(boolean byDefault) {
    return choice("bias", "" + byDefault, Map.of("true", true, "false", false));
  }

  private Norm norm() {
    return choice(
        "norm", "none", Map.of("none", Norm.NONE, "batch", Norm.BATCH, "layer", Norm.LAYER));
  }

  private <T> T choice(String option, String byDefault, Map<String, T> values) {
    String given = take(option, byDefault);
    if (!values.containsKey(given)) {
      throw error(
          "%s '%s'; want one of %s"
              .formatted(option, given, String.join(", ", new TreeMap<>(values).keySet())));
    }
    return values.get(given);
  }

  /** Takes an option out of those that are left. */
  private String take(String option, String byDefault) {
    asked.add(option);
    return options.containsKey(option) ? options.remove(option) : byDefault;
  }

  private void requireSizes(int least) {
    if (sizes.size() < least) {
      throw error("%d sizes; want at least %d: inputs and outputs".formatted(sizes.size(), least));
    }
  }

  /** Refuses options that nobody asked for. */
  void requireAllUsed() {
    if (!options.isEmpty()) {
      throw error(
          "unknown option '%s'; %s takes %s"
              .formatted(options.keySet().iterator().next(), kind, String.join(", ", asked)));
    }
  }

  private IllegalArgumentException error(String problem) {
    return new IllegalArgumentException("model " + text + ": " + problem);
  }

  /** What stands before an activation. */
  private enum Norm {
    NONE,
    BATCH,
    LAYER;

    List<Layer> before(Nonlinearity function, Shape shape) {
      Layer activation = new Layer.Activation(function);
      return switch (this) {
        case NONE -> List.of(activation);
        case BATCH -> List.of(new Layer.BatchNorm(shape.channels()), activation);
        case LAYER -> List.of(new Layer.LayerNorm(shape.size()), activation);
      };
    }
  }
}
