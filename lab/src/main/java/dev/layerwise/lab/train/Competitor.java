package dev.layerwise.lab.train;

import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An optimizer that is compared with others.
 *
 * @param recipe the optimizer
 * @param said its settings that differ from the default; they are not tuned
 */
public record Competitor(Recipe recipe, Map<String, String> said) {
  private static final double LR_FACTOR = 3;
  private static final double DAMPING_FACTOR = 10;

  /** Copies the map. */
  public Competitor {
    said = Collections.unmodifiableMap(new LinkedHashMap<>(said));
  }

  /** What curves and tables call it. */
  public String label() {
    return recipe.title();
  }

  /**
   * What is tuned, by one rule for all: the learning rate over a third, once and three times its
   * default, and the damping, if there is one, over a tenth, once and ten times its default; not
   * what was said.
   */
  public List<GridSearch.Axis> grid() {
    List<GridSearch.Axis> axes = new ArrayList<>();
    axis("lr", LR_FACTOR, axes);
    axis("damping", DAMPING_FACTOR, axes);
    return axes;
  }

  private void axis(String name, double factor, List<GridSearch.Axis> axes) {
    for (Setting setting : recipe.settings()) {
      if (setting.name().equals(name) && !said.containsKey(name)) {
        double start = Double.parseDouble(setting.defaultValue());
        axes.add(
            new GridSearch.Axis(
                name,
                List.of(
                    GridSearch.rounded(start / factor), start, GridSearch.rounded(start * factor)),
                factor));
      }
    }
  }

  /** All that is set: what was said, and what tuning found. */
  public Map<String, String> with(Map<String, String> tuned) {
    Map<String, String> all = new LinkedHashMap<>(said);
    all.putAll(tuned);
    return all;
  }
}
