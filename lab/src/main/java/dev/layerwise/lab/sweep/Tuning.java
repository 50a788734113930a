package dev.layerwise.lab.sweep;

import dev.layerwise.lab.Results;
import dev.layerwise.lab.train.GridSearch;
import dev.layerwise.lab.train.GridSearch.Axis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The search of a sweep's tuned settings by the protocol of Adam-or-GN App. C.1: the learning rate
 * by factors of 3, then 2 around the best, the damping by factors of 10, β₂ among 0, 0.9, 0.95,
 * 0.99, the schedule constant or halved at every eighth. The score is the mean of log₁₀ of the
 * first recorded quantity over the second half of the run, over all tuning seeds.
 */
public final class Tuning {
  private static final double LR_FACTOR = 3;
  private static final List<Double> LR_FINER = List.of(2.0);
  private static final double ALPHA_FACTOR = 10;
  private static final List<String> BETA2 = List.of("0", "0.9", "0.95", "0.99");
  private static final List<String> SCHEDULES = List.of("constant", "eighths");
  private static final String PANEL = "tuned";
  private static final String EDGE = "on edge";

  /** How often a grid is extended beyond its edge. */
  static final int EXTENSIONS = 2;

  private Tuning() {}

  /** What is searched for a method: from its values if there are several, else around its one. */
  static List<Axis> axes(Method method) {
    List<Axis> axes = new ArrayList<>();
    for (String setting : method.tune()) {
      List<String> values = method.settings().get(setting);
      axes.add(
          switch (setting) {
            case "lr" -> geometric(setting, method.settings(), LR_FACTOR, LR_FINER);
            case "alpha" -> geometric(setting, method.settings(), ALPHA_FACTOR, List.of());
            case "beta2" -> new GridSearch.Choice(setting, values.size() > 1 ? values : BETA2);
            default -> new GridSearch.Choice(setting, values.size() > 1 ? values : SCHEDULES);
          });
    }
    return axes;
  }

  private static Axis geometric(String setting, Grid settings, double factor, List<Double> finer) {
    List<Double> values = settings.numbers(setting).stream().sorted().toList();
    return values.size() > 1
        ? new GridSearch.Geometric(setting, values, factor, finer)
        : GridSearch.Geometric.around(setting, values.getFirst(), factor, finer);
  }

  /** What was found, written as sweeps write. */
  static Map<String, String> chosen(GridSearch.Found found) {
    Map<String, String> chosen = new LinkedHashMap<>();
    found.best().settings().forEach((name, text) -> chosen.put(name, Numerals.canonical(text)));
    return chosen;
  }

  /** The panel of {@code series.csv} that holds what was chosen in a panel. */
  static String panel(String panel) {
    return PANEL + ":" + panel;
  }

  /** The series that says how many settings were best on the edge of their grid. */
  static String edge(String series) {
    return series + ", " + EDGE;
  }

  /**
   * Whether a best setting of a series lies on the edge of what was tried, so that nothing can be
   * said of how the method does when tuned.
   *
   * @param results the results
   * @param panel the panel's name
   * @param series the series, such as {@code Adam}
   */
  public static boolean onEdge(Results results, String panel, String series) {
    for (double count : results.values(panel(panel), edge(series), 0)) {
      if (count > 0) {
        return true;
      }
    }
    return false;
  }
}
