package dev.layerwise.lab.sweep;

import dev.layerwise.optim.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A method of a panel at one combination of everything that is swept.
 *
 * @param panel the panel
 * @param method the method
 * @param parameters the task's parameters, one value each
 * @param model the network; empty if there is none
 * @param settings the method's settings, one value each; of those that are tuned, the first
 * @param swept name and value of what is swept, in the order of writing
 */
record Variant(
    Panel panel,
    Method method,
    Map<String, String> parameters,
    String model,
    Map<String, String> settings,
    Map<String, String> swept) {
  static final String MODEL = "model";
  private static final String PANEL = "panel";
  private static final String METHOD = "method";

  /** All variants of a panel, in the order of the methods. */
  static List<Variant> of(Panel panel) {
    List<Variant> all = new ArrayList<>();
    Problem problem = panel.problem();
    for (Method method : panel.methods()) {
      for (Map<String, String> parameters : problem.parameters().combinations(List.of())) {
        for (String model : problem.models().isEmpty() ? List.of("") : problem.models()) {
          for (Map<String, String> settings : method.settings().combinations(method.tune())) {
            Map<String, String> swept = new LinkedHashMap<>();
            problem.parameters().swept().forEach(name -> swept.put(name, parameters.get(name)));
            if (problem.models().size() > 1) {
              swept.put(MODEL, model);
            }
            method.swept().forEach(name -> swept.put(name, settings.get(name)));
            all.add(new Variant(panel, method, parameters, model, settings, swept));
          }
        }
      }
    }
    return all;
  }

  Task task() {
    return Tasks.named(panel.problem().task());
  }

  Settings taskSettings() {
    return Settings.of(task().parameters(), parameters);
  }

  /** The method's settings with others in the place of some. */
  Settings methodSettings(Map<String, String> tuned) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.putAll(tuned);
    return Settings.of(MethodSettings.all(), all);
  }

  boolean isDeterministic() {
    return task().isDeterministic(taskSettings(), methodSettings(Map.of()));
  }

  /** The coordinates of its cells. */
  Map<String, String> coordinates() {
    Map<String, String> coordinates = new TreeMap<>();
    coordinates.put(PANEL, panel.name());
    coordinates.put(METHOD, method.name());
    swept.forEach((name, value) -> coordinates.put(name, word(value)));
    return coordinates;
  }

  /** The swept settings whose value is a number, which a plot can have as its abscissa. */
  List<String> sweptNumbers() {
    return swept.keySet().stream().filter(name -> Numerals.isNumber(swept.get(name))).toList();
  }

  /** What the legend says: the method's label and what is swept. */
  String series() {
    return seriesWithout("");
  }

  /** The same without one of the swept settings. */
  String seriesWithout(String name) {
    StringBuilder series = new StringBuilder(method.label());
    swept.forEach((key, value) -> {
      if (!key.equals(name)) {
        series.append(", ").append(key).append(' ').append(value);
      }
    });
    return series.toString();
  }

  /** What may stand in a cell's name. */
  private static String word(String value) {
    String word = value.startsWith("-") ? "minus" + value.substring(1) : value;
    return word.replaceAll("[^A-Za-z0-9.+_-]", "_");
  }
}
