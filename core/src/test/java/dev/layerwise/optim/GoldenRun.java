package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.random.Rng;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A run of a reference optimizer on one of two problems in closed form: {@code open}, whose
 * gradients do not depend on the parameters, and {@code net}, a small tanh network with a new batch
 * each step.
 */
record GoldenRun(JsonNode json) {
  static JsonNode load(String resource) {
    try (InputStream in = GoldenRun.class.getResourceAsStream(resource)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<GoldenRun> all() {
    List<GoldenRun> runs = new ArrayList<>();
    load("first_order_runs.json").get("runs").forEach(json -> runs.add(new GoldenRun(json)));
    return runs;
  }

  String name() {
    return json.get("name").asString();
  }

  @Override
  public String toString() {
    return name();
  }

  /** The problem at its first step: parameters by the names of the run, and a batch for each t. */
  record Problem(Map<String, Parameter> parameters, Batches batches) {
    List<Parameter> all() {
      return List.copyOf(parameters.values());
    }
  }

  /** The batch of a step. */
  interface Batches {
    Objective at(int t);
  }

  Problem problem() {
    Problem problem = json.get("problem").asString().equals("net") ? net() : open();
    problem
        .parameters()
        .forEach((name, p) -> p.value().setTo(matrix(json.get("initial").get(name), p)));
    return problem;
  }

  private Problem open() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.get("initial").properties()) {
      parameters.put(entry.getKey(), parameter(entry.getKey(), entry.getValue()));
    }
    List<Parameter> all = List.copyOf(parameters.values());
    return new Problem(
        parameters,
        t ->
            new GivenGradients(
                all,
                ps -> {
                  for (int c = 0; c < ps.size(); c++) {
                    openGradient(ps.get(c), t, c);
                  }
                  return 0;
                }));
  }

  static Parameter parameter(String name, JsonNode values) {
    List<Integer> shape = new ArrayList<>();
    for (JsonNode at = values; at.isArray(); at = at.get(0)) {
      shape.add(at.size());
    }
    int[] sizes = shape.stream().mapToInt(Integer::intValue).toArray();
    Parameter.Kind kind =
        switch (sizes.length) {
          case 1 -> Parameter.Kind.BIAS;
          case 2 -> Parameter.Kind.WEIGHT;
          default -> Parameter.Kind.KERNEL;
        };
    return new Parameter(name, kind, sizes);
  }

  /** Sets the gradient of parameter number c in the problem {@code open}. */
  static void openGradient(Parameter p, int t, int c) {
    List<Integer> shape = p.shape();
    Matrix G = p.gradient();
    for (int i = 0; i < G.rows(); i++) {
      for (int j = 0; j < G.cols(); j++) {
        double value;
        if (shape.size() == 1) {
          value = Math.sin(0.8 * (i + 1) + 0.5 * t + c);
        } else if (shape.size() == 2) {
          value =
              Math.sin(1.1 * (i + 1) * (j + 2) + 0.6 * t + c)
                  + 0.3 * Math.cos(0.5 * (i + 2) * (j + 1) * t + c);
        } else {
          int width = shape.get(3);
          int area = shape.get(2) * width;
          int b = j / area;
          int k = j % area / width;
          int l = j % width;
          value =
              Math.sin(1.1 * (i + 1) * (b + 2) + 0.7 * (k + 1) * (l + 2) + 0.6 * t + c)
                  + 0.3 * Math.cos(0.5 * (i + 2) * (b + 1) * (k + 2) * (l + 1) * t + c);
        }
        G.set(i, j, value);
      }
    }
  }

  private static Problem net() {
    Network network =
        Network.of(
            Shape.of(3),
            new Layer.Linear(3, 4, false),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Linear(4, 6));
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    parameters.put("W2", network.parameters().get(1));
    parameters.put("W1", network.parameters().get(0));
    parameters.put("b2", network.parameters().get(2));
    NetworkObjective objective = new NetworkObjective(network, new SquaredError(), 8, Rng.of(1));
    return new Problem(
        parameters,
        t ->
            objective.on(
                Matrix.generate(8, 3, (n, j) -> Math.sin(0.9 * (n + 1) * (j + 1) + 0.5 * t)),
                Matrix.generate(8, 6, (n, k) -> Math.cos(0.4 * (n + 1) * (k + 2) + 0.3 * t))));
  }

  /** The values of a parameter of any number of dimensions, as its matrix. */
  static Matrix matrix(JsonNode values, Parameter p) {
    List<Double> flat = new ArrayList<>();
    flatten(values, flat);
    Matrix M = Matrix.zeros(p.value().rows(), p.value().cols());
    for (int i = 0; i < M.rows(); i++) {
      for (int j = 0; j < M.cols(); j++) {
        M.set(i, j, flat.get(i * M.cols() + j));
      }
    }
    return M;
  }

  private static void flatten(JsonNode values, List<Double> into) {
    if (values.isArray()) {
      values.forEach(value -> flatten(value, into));
    } else {
      into.add(values.asDouble());
    }
  }
}
