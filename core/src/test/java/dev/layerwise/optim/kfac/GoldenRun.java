package dev.layerwise.optim.kfac;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * What a reference K-FAC did on a network of tanh, 3-4-6, replayed by ours: steps of kfac-jax and
 * kfac-pytorch recorded by independent runs, sources in the files.
 */
final class GoldenRun {
  final JsonNode file;
  final Network network =
      Network.of(
          Shape.of(3),
          new Layer.Linear(3, 4, false),
          new Layer.Activation(Nonlinearity.TANH),
          new Layer.Linear(4, 6));
  private final NetworkObjective objective =
      new NetworkObjective(network, new SquaredError(), 8, Rng.of(1));

  GoldenRun(JsonNode file) {
    this.file = file;
    JsonNode initial = file.get("initial");
    set(parameter("W1"), initial.get("W1"));
    set(parameter("W2"), initial.get("W2"));
    set(parameter("b2"), initial.get("b2"));
  }

  static JsonNode read(String name) {
    try (InputStream in = GoldenRun.class.getResourceAsStream(name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Parameter parameter(String name) {
    return network
        .parameters()
        .get(
            switch (name) {
              case "W1" -> 0;
              case "W2" -> 1;
              default -> 2;
            });
  }

  private static void set(Parameter p, JsonNode values) {
    p.value().setTo(matrix(values));
  }

  static Matrix matrix(JsonNode values) {
    int cols = values.get(0).isArray() ? values.get(0).size() : 1;
    return Matrix.generate(
        values.size(),
        cols,
        (i, j) -> (values.get(i).isArray() ? values.get(i).get(j) : values.get(i)).asDouble());
  }

  /** The batch of the closed form, from 1. */
  NetworkObjective on(int t) {
    return objective.on(
        Matrix.generate(8, 3, (n, j) -> Math.sin(0.9 * (n + 1) * (j + 1) + 0.5 * t)),
        Matrix.generate(8, 6, (n, k) -> Math.cos(0.4 * (n + 1) * (k + 2) + 0.3 * t)));
  }

  /** The largest deviation of any parameter at any step. */
  double replay(String recipe, Map<String, String> settings) {
    Optimizer optimizer = Recipes.named(recipe).start(network, settings);
    boolean fixedBatch = file.get("hyper").path("batch").asString("").startsWith("t=1");
    double worst = 0;
    for (JsonNode step : file.get("steps")) {
      optimizer.step(on(fixedBatch ? 1 : step.get("t").asInt()));
      for (String name : new String[] {"W1", "W2", "b2"}) {
        Matrix expected = matrix(step.get("params").get(name));
        double off = parameter(name).value().minus(expected).maxAbs();
        worst = Double.isNaN(off) ? off : Math.max(worst, off);
      }
    }
    return worst;
  }

  /** Our settings for kfac-pytorch's. */
  static Map<String, String> pytorchSettings(JsonNode hyper) {
    Map<String, String> settings = new HashMap<>();
    JsonNode kfac = hyper.get("kfac");
    settings.put("lr", hyper.get("sgd").get("lr").asString());
    settings.put("momentum", hyper.get("sgd").path("momentum").asString("0"));
    settings.put("curvature-interval", kfac.get("factor_update_steps").asString());
    settings.put("inverse-interval", kfac.get("inv_update_steps").asString());
    settings.put("damping", kfac.get("damping").asString());
    settings.put("ema", kfac.get("factor_decay").asString());
    settings.put("kl-clip", kfac.get("kl_clip").isNull() ? "0" : kfac.get("kl_clip").asString());
    settings.put("method", kfac.get("compute_method").asString());
    return settings;
  }

  /** Our settings for kfac-jax's. */
  static Map<String, String> settings(JsonNode hyper) {
    Map<String, String> settings = new HashMap<>();
    settings.put("clip-kl", "0");
    hyper
        .propertyStream()
        .forEach(e -> {
          String value = e.getValue().asString("");
          switch (e.getKey()) {
            case "estimation_mode" -> settings.put("fisher", "exact");
            case "curvature_ema" -> settings.put("ema", value);
            case "inverse_update_period" -> settings.put("inverse-interval", value);
            case "curvature_update_period" -> settings.put("curvature-interval", value);
            case "learning_rate" -> settings.put("lr", value);
            case "momentum" -> settings.put("momentum", value);
            case "damping", "initial_damping" -> settings.put("damping", value);
            case "use_exact_inverses" -> settings.put("damping-split", "exact");
            case "use_adaptive_learning_rate" -> settings.put("adaptive-lr", value);
            case "use_adaptive_momentum" -> settings.put("adaptive-momentum", value);
            case "use_adaptive_damping" -> settings.put("adaptive-damping", value);
            case "damping_adaptation_interval" -> settings.put("damping-interval", value);
            case "damping_adaptation_decay" -> settings.put("damping-decay", value);
            case "custom_estimator_ctor" -> settings.put("curvature", "whole");
            case "layer_tag_to_block_ctor" ->
                settings.put(
                    "dense-blocks",
                    e.getValue().get("dense").asString().equals("DenseFull") ? "full" : "diagonal");
            case "l2_reg", "num_burnin_steps", "loss", "batch" -> {}
            default -> throw new AssertionError(e.getKey());
          }
        });
    return settings;
  }
}
