package dev.layerwise.bench;

import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.recipe.Recipes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An optimizer of the catalogue whose steps are timed.
 *
 * @param label what the table calls it: the optimizer, and the Fisher matrix where there is a
 *     choice
 * @param recipe the optimizer
 * @param said settings that differ from its default
 */
record StepContestant(String label, Recipe recipe, Map<String, String> said) {
  static final String BASELINE = "sgd";

  /** So small that no method diverges while it is timed. */
  private static final String RATE = "1e-4";

  /** Settings that say how many steps pass between two decompositions. */
  private static final List<String> INTERVALS =
      List.of("inverse-interval", "frequency", "refresh-every");

  /** The Fisher matrices that a step of the usual cost can have. */
  private static final List<String> FISHERS = List.of("empirical", "sampled");

  static List<StepContestant> all(int refresh, List<String> overrides) {
    List<StepContestant> all = new ArrayList<>();
    for (Recipe recipe : Recipes.all()) {
      Map<String, String> said = said(recipe, refresh, overrides);
      List<String> fishers = fishers(recipe, said);
      if (fishers.isEmpty()) {
        all.add(new StepContestant(recipe.name(), recipe, said));
      }
      for (String fisher : fishers) {
        Map<String, String> with = new LinkedHashMap<>(said);
        with.put("fisher", fisher);
        all.add(new StepContestant(recipe.name() + "-" + fisher, recipe, with));
      }
    }
    return all;
  }

  /** Those of the catalogue that are named, by optimizer or by label; all if none is. */
  static List<StepContestant> chosen(int refresh, List<String> overrides, List<String> names) {
    List<StepContestant> all = all(refresh, overrides);
    for (String name : names) {
      if (all.stream().noneMatch(contestant -> contestant.is(name))) {
        Recipes.named(name); // says which there are
      }
    }
    return all.stream()
        .filter(contestant -> names.isEmpty() || names.stream().anyMatch(contestant::is))
        .toList();
  }

  private boolean is(String name) {
    return label.equals(name) || recipe.name().equals(name);
  }

  /** All settings, checked. */
  Settings settings() {
    return Settings.of(recipe.settings(), said);
  }

  private static Map<String, String> said(Recipe recipe, int refresh, List<String> overrides) {
    Map<String, String> said = new LinkedHashMap<>();
    if (setting(recipe, "lr").isPresent()) {
      said.put("lr", RATE);
    }
    for (String interval : INTERVALS) {
      if (setting(recipe, interval).isPresent()) {
        said.put(interval, Integer.toString(refresh));
      }
    }
    for (String override : overrides) {
      int dot = override.indexOf('.');
      int equals = override.indexOf('=');
      if (dot < 1 || equals < dot) {
        throw new IllegalArgumentException(
            "--set " + override + "; want OPTIMIZER.SETTING=VALUE, such as kfac.damping=0.1");
      }
      if (override.substring(0, dot).equals(recipe.name())) {
        said.put(override.substring(dot + 1, equals), override.substring(equals + 1));
      }
    }
    return said;
  }

  private static List<String> fishers(Recipe recipe, Map<String, String> said) {
    return setting(recipe, "fisher")
        .filter(setting -> !said.containsKey("fisher"))
        .filter(setting -> setting.kind() instanceof Setting.Choice)
        .map(setting -> (Setting.Choice) setting.kind())
        .map(choice -> FISHERS.stream().filter(choice.words()::contains).toList())
        .orElse(List.of());
  }

  private static Optional<Setting> setting(Recipe recipe, String name) {
    return recipe.settings().stream().filter(setting -> setting.name().equals(name)).findFirst();
  }
}
