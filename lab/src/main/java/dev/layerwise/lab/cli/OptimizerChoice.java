package dev.layerwise.lab.cli;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.nn.Network;
import dev.layerwise.optim.Nearest;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.recipe.Recipes;
import java.util.List;
import java.util.Map;

/**
 * An optimizer of the catalogue and what was said of its settings.
 *
 * @param recipe the optimizer
 * @param settings its settings, defaults among them
 * @param said those that differ from the default
 */
record OptimizerChoice(Recipe recipe, Settings settings, Map<String, String> said) {
  /**
   * Checks a choice.
   *
   * @param name the optimizer's name
   * @param said settings
   * @throws InputException if there is no such optimizer or setting, or a value is wrong
   */
  static OptimizerChoice of(String name, Map<String, String> said) {
    List<String> names = Recipes.all().stream().map(Recipe::name).toList();
    Recipe recipe =
        Recipes.all().stream()
            .filter(r -> r.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new InputException(
                    "unknown optimizer '"
                        + name
                        + "'"
                        + Nearest.question(name, names)
                        + " (there are "
                        + String.join(", ", names)
                        + ")"));
    List<String> known = recipe.settings().stream().map(Setting::name).toList();
    for (String key : said.keySet()) {
      if (!known.contains(key)) {
        throw new InputException(
            name
                + " has no setting '"
                + key
                + "'"
                + Nearest.question(key, known)
                + " (there are "
                + String.join(", ", known)
                + ")");
      }
    }
    try {
      return new OptimizerChoice(recipe, Settings.of(recipe.settings(), said), Map.copyOf(said));
    } catch (IllegalArgumentException e) {
      throw new InputException("--set " + e.getMessage(), e);
    }
  }

  /** Starts the optimizer. */
  Optimizer start(Network network) {
    try {
      return recipe.start(Recipe.Target.of(network), settings);
    } catch (IllegalArgumentException e) {
      throw new InputException(recipe.name() + ": " + e.getMessage(), e);
    }
  }
}
