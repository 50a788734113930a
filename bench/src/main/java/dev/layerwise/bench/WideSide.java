package dev.layerwise.bench;

import dev.layerwise.lab.run.Json;
import dev.layerwise.lab.theory.WideNetwork;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Our side of {@code bench/run wide}: CPU seconds of a step on a wide network, in a process of its
 * own.
 *
 * @param width units
 * @param steps steps of a timing
 * @param repeats timings, the smallest of which counts
 */
record WideSide(int width, int steps, int repeats) {
  private static final int EXAMPLES = 64;
  private static final int FEATURES = 16;

  /** Steps before the first timing, of 65,536 units; narrower networks take more. */
  private static final int WARM_UP = 60;

  /** The optimizers, by the name that the peer's script gives its own. */
  static Map<String, Map<String, String>> contestants() {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    all.put("ngd", Map.of("lr", "0.1", "damping", "0", "fisher", "jacobian"));
    all.put(
        "kfac",
        Map.of(
            "lr", Double.toString(0.1 / EXAMPLES),
            "damping", "0",
            "momentum", "0",
            "clip-kl", "0",
            "fisher", "jacobian",
            "ema", "0",
            "inverse-interval", "1",
            "dense-blocks", "thin"));
    all.put("sgd", Map.of("lr", "0.1"));
    return all;
  }

  /**
   * Prints what it measured as JSON.
   *
   * @param args width, steps, repeats
   */
  public static void main(String[] args) {
    WideSide side =
        new WideSide(
            Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    ObjectNode json = Json.object();
    contestants().forEach((name, settings) -> json.put(name, side.seconds(name, settings)));
    System.out.print(Json.pretty(json));
  }

  private double seconds(String name, Map<String, String> settings) {
    Rng rng = Rng.of(1);
    Matrix X = rng.stream("X").gaussian(EXAMPLES, FEATURES);
    double[] squares = X.times(X.T()).diagonal();
    Matrix unit =
        Matrix.generate(EXAMPLES, FEATURES, (i, j) -> X.get(i, j) / Math.sqrt(squares[i]));
    Network network = WideNetwork.draw(width, FEATURES, 1, rng.stream("network"));
    NetworkObjective objective =
        new NetworkObjective(network, new SquaredError(), EXAMPLES, rng)
            .on(unit, rng.stream("y").gaussian(EXAMPLES, 1));
    Optimizer optimizer = Recipes.named(name).start(network, settings);
    for (int k = 0; k < WARM_UP * Math.clamp(WideCommand.WIDE / width, 1, 20); k++) {
      optimizer.step(objective);
    }
    double best = Double.POSITIVE_INFINITY;
    for (int repeat = 0; repeat < repeats; repeat++) {
      Clocks start = Clocks.now();
      for (int k = 0; k < steps; k++) {
        optimizer.step(objective);
      }
      best = Math.min(best, Clocks.now().since(start).process() * 1e-9 / steps);
    }
    return best;
  }
}
