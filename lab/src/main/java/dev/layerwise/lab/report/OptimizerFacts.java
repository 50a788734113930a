package dev.layerwise.lab.report;

import dev.layerwise.lab.run.Json;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the catalogue says of an optimizer, with its counted cost on one layer at default settings.
 *
 * @param recipe the optimizer
 * @param size the layer
 * @param cost what a step costs on it
 */
public record OptimizerFacts(Recipe recipe, Cost.LayerSize size, Cost cost) {
  /** The layer whose cost the documentation counts: 784 inputs and a bias, 256 outputs. */
  public static final Cost.LayerSize USUAL = new Cost.LayerSize(256, 785, 512);

  private static final double FORWARD_BACKWARD = 6;

  /** Counts the cost. */
  public static OptimizerFacts of(Recipe recipe, Cost.LayerSize size) {
    Settings defaults = Settings.of(recipe.settings(), Map.of());
    return new OptimizerFacts(recipe, size, recipe.cost(size, defaults));
  }

  /** What a setting takes, shortly; empty where it is true or false, which its default shows. */
  public static String takes(Setting.Kind kind) {
    return switch (kind) {
      case Setting.Real(double min, double max) -> {
        String from = min == Double.MIN_VALUE ? "above 0" : "at least " + shortly(min);
        yield max == Double.MAX_VALUE ? from : shortly(min) + " to " + shortly(max);
      }
      case Setting.Constant(double _, double _, String wanted) -> wanted;
      case Setting.Whole(long min) -> "whole, at least " + min;
      case Setting.Flag() -> "";
      case Setting.Choice(List<String> words) -> String.join(", ", words);
      case Setting.Text(String wanted) -> wanted;
    };
  }

  static String takes(Setting setting) {
    String takes = takes(setting.kind());
    return takes.isEmpty() ? setting.kind().wanted() : takes;
  }

  private static String shortly(double number) {
    return number == Math.rint(number)
        ? Long.toString((long) number)
        : Double.toString(number).replaceFirst("\\.0E", "e");
  }

  /** The layer in words. */
  public String sizeInWords() {
    return "a layer of " + size.dOut() + " × " + size.dIn() + ", batch " + size.batch();
  }

  /** 6 n dOut dIn: two for the forward pass, four for the two products of the backward pass. */
  private double forwardBackward() {
    return FORWARD_BACKWARD * size.batch() * size.weights();
  }

  /** The parts of the cost, in words, each beside that of the forward and backward pass. */
  public Map<String, String> costs() {
    Map<String, String> costs = new LinkedHashMap<>();
    costs.put("forward and backward", rounded(forwardBackward()) + " flops");
    costs.put("statistics", flops(cost.statistics()));
    costs.put("decomposition", flops(cost.decomposition()) + ", averaged over its interval");
    costs.put("update", flops(cost.update()));
    costs.put("memory traffic", rounded(cost.bytes()) + " bytes");
    costs.put("state", rounded(cost.stateNumbers()) + " numbers, " + perWeight() + " per weight");
    return costs;
  }

  private String flops(double flops) {
    return String.format(
        Locale.ROOT,
        "%s flops, %.2f × forward and backward",
        rounded(flops),
        flops / forwardBackward());
  }

  private String perWeight() {
    return String.format(Locale.ROOT, "%.2f", cost.stateNumbers() / size.weights());
  }

  private static String rounded(double number) {
    if (number >= 1e9) {
      return String.format(Locale.ROOT, "%.3g G", number / 1e9);
    }
    return number >= 1e6
        ? String.format(Locale.ROOT, "%.3g M", number / 1e6)
        : String.format(Locale.ROOT, "%.0f", number);
  }

  /** All of it as JSON. */
  public ObjectNode tree() {
    ObjectNode node = Json.object();
    node.put("name", recipe.name());
    node.put("title", recipe.title());
    node.put("summary", recipe.summary());
    node.set("equations", Json.tree(recipe.equations()));
    node.putObject("anatomy")
        .put("basis", recipe.anatomy().basis())
        .put("spectrum", recipe.anatomy().spectrum())
        .put("power", recipe.anatomy().power());
    ArrayNode settings = node.putArray("settings");
    for (Setting setting : recipe.settings()) {
      settings
          .addObject()
          .put("name", setting.name())
          .put("default", setting.defaultValue())
          .put("takes", takes(setting))
          .put("meaning", setting.meaning())
          .put("source", setting.source());
    }
    node.putObject("cost")
        .put("dOut", size.dOut())
        .put("dIn", size.dIn())
        .put("batch", size.batch())
        .put("forwardBackwardFlops", forwardBackward())
        .put("statisticsFlops", cost.statistics())
        .put("decompositionFlops", cost.decomposition())
        .put("updateFlops", cost.update())
        .put("bytes", cost.bytes())
        .put("stateNumbers", cost.stateNumbers());
    node.put("needsNetwork", recipe.needsNetwork());
    node.set("leftOut", Json.tree(new TreeMap<>(recipe.leftOut())));
    node.set("neighbours", Json.tree(new TreeMap<>(recipe.neighbours())));
    node.put("source", recipe.source());
    return node;
  }
}
