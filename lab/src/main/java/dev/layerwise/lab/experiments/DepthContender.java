package dev.layerwise.lab.experiments;

import dev.layerwise.lab.train.GridSearch;
import dev.layerwise.nn.Network;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.recipe.Recipes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An optimizer of the race over depths: what is set, and what is tuned.
 *
 * @param recipe the optimizer's name in the catalogue
 * @param said settings that differ from the default
 * @param axes what is tuned
 */
record DepthContender(String recipe, Map<String, String> said, List<GridSearch.Geometric> axes) {
  /** How often a grid is extended beyond its edge. */
  static final int EXTENSIONS = 8;

  private static final double LR_FACTOR = 3;
  private static final double DAMPING_FACTOR = 10;

  /** The race's optimizers, in the legends' order. */
  static final List<DepthContender> ALL =
      List.of(
          new DepthContender("sgd", Map.of("momentum", "0.9"), List.of(lr(0.003, 0.01, 0.03))),
          new DepthContender("adam", Map.of(), List.of(lr(0.003, 0.01, 0.03))),
          new DepthContender(
              "kfac",
              Map.of("clip-kl", "0"),
              List.of(lr(0.01, 0.03, 0.1), damping("damping", 1e-2, 1e-1, 1))),
          new DepthContender(
              "ekfac",
              Map.of(
                  "momentum", "0.9", "positions", "independent", "factors-every", "1"), // as K-FAC
              List.of(lr(0.01, 0.03, 0.1), damping("damping", 1e-2, 1e-1, 1))),
          new DepthContender(
              "shampoo",
              Map.of(),
              List.of(lr(0.003, 0.01, 0.03), damping("epsilon", 1e-9, 1e-8, 1e-7))),
          new DepthContender("soap", Map.of(), List.of(lr(0.003, 0.01, 0.03))),
          new DepthContender("muon", Map.of(), List.of(lr(0.003, 0.01, 0.03))));

  private static GridSearch.Geometric lr(double... values) {
    return axis("lr", LR_FACTOR, values);
  }

  private static GridSearch.Geometric damping(String setting, double... values) {
    return axis(setting, DAMPING_FACTOR, values);
  }

  private static GridSearch.Geometric axis(String setting, double factor, double... values) {
    return new GridSearch.Geometric(setting, Arrays.stream(values).boxed().toList(), factor);
  }

  /** The one of a name. */
  static DepthContender of(String recipe) {
    return ALL.stream().filter(one -> one.recipe.equals(recipe)).findFirst().orElseThrow();
  }

  /** What legends call it. */
  String label() {
    return found().title();
  }

  /** What is set and what is tuned, for the settings of the experiment. */
  String words() {
    List<String> words = new ArrayList<>();
    new TreeMap<>(said).forEach((name, value) -> words.add(name + "=" + value));
    axes.forEach(axis -> words.add(axis.setting() + " of " + axis.values()));
    return String.join(", ", words);
  }

  private Recipe found() {
    return Recipes.named(recipe);
  }

  /** Starts it. */
  Optimizer start(Network network, Map<String, String> tuned) {
    Map<String, String> all = new LinkedHashMap<>(said);
    all.putAll(tuned);
    return found().start(network, all);
  }
}
