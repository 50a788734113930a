package dev.layerwise.lab.cli;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.train.Competitor;
import dev.layerwise.nn.Network;
import dev.layerwise.optim.Groups;
import dev.layerwise.optim.Nearest;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.recipe.Recipes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was said of an optimizer: a name of the catalogue with settings, or a text such as {@code
 * matrix:muon(lr=0.02); *:adam(lr=3e-4)}.
 *
 * @param text the text, in groups as it is written without needless spaces
 * @param competitor the optimizer
 */
record OptimizerChoice(String text, Competitor competitor) {
  /** How {@code --help} teaches groups. */
  static final String GROUPS_HELP =
      "or, for groups of parameters, a text such as 'matrix:muon(lr=0.02); *:adam(lr=3e-4)'";

  /** Whether a text says more than a name. */
  static boolean isText(String optimizer) {
    return optimizer.contains(":") || optimizer.contains("(");
  }

  /**
   * Checks a choice.
   *
   * @param optimizer a name or a text
   * @param said settings, of a name
   * @throws InputException if there is no such optimizer or setting, or a value is wrong
   */
  static OptimizerChoice of(String optimizer, Map<String, String> said) {
    return isText(optimizer) ? ofText(optimizer, said) : ofName(optimizer, said);
  }

  private static OptimizerChoice ofText(String text, Map<String, String> said) {
    if (!said.isEmpty()) {
      throw new InputException(
          "--set "
              + said.keySet().iterator().next()
              + " is for an optimizer that is named alone; write the settings of a group in"
              + " parentheses, such as matrix:muon(lr=0.02)");
    }
    try {
      Groups groups = Groups.parse(text, Recipes.all());
      return new OptimizerChoice(groups.toString(), Competitor.of(groups));
    } catch (IllegalArgumentException e) {
      throw new InputException("--optimizer: " + e.getMessage(), e);
    }
  }

  private static OptimizerChoice ofName(String name, Map<String, String> said) {
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
      Settings.of(recipe.settings(), said);
    } catch (IllegalArgumentException e) {
      throw new InputException("--set " + e.getMessage(), e);
    }
    return new OptimizerChoice(name, Competitor.of(recipe, said));
  }

  /** Name and value of everything that was chosen, defaults among it. */
  Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("optimizer", text);
    all.putAll(competitor.values());
    if (isText(text)) {
      int i = 0;
      for (Groups.Group group : Groups.parse(text, Recipes.all()).groups()) {
        Settings values = Settings.of(group.recipe().settings(), group.said());
        String prefix = "group " + i++ + " " + group.recipe().name() + " ";
        group.recipe().settings().forEach(s -> all.put(prefix + s.name(), values.text(s.name())));
      }
    }
    return all;
  }

  /** Starts the optimizer. */
  Optimizer start(Network network) {
    return start(competitor, network);
  }

  /**
   * Starts an optimizer.
   *
   * @throws InputException if it does not fit the network
   */
  static Optimizer start(Competitor competitor, Network network) {
    try {
      return competitor.start(network);
    } catch (IllegalArgumentException e) {
      throw new InputException(competitor.label() + ": " + e.getMessage(), e);
    }
  }
}
