package dev.layerwise.lab.sweep;

import java.util.List;
import java.util.Map;

/**
 * A method, or several that differ in what is swept.
 *
 * @param name a word, which names cells
 * @param label what the legend says
 * @param settings every setting of {@link MethodSettings}
 * @param tune the settings that are searched on the tuning seeds; their values are where the search
 *     starts
 */
public record Method(String name, String label, Grid settings, List<String> tune) {
  /**
   * Checks the names of what is tuned.
   *
   * @throws IllegalArgumentException if one cannot be searched
   */
  public Method {
    tune = List.copyOf(tune);
    for (String setting : tune) {
      if (!MethodSettings.TUNABLE.contains(setting)) {
        throw new IllegalArgumentException(
            "'" + setting + "' cannot be tuned; want some of " + MethodSettings.TUNABLE);
      }
    }
  }

  /**
   * A method with settings as they would be written, defaults for the rest.
   *
   * @param name a word
   * @param label what the legend says
   * @param said name and value; of several, separated by {@code |}
   */
  public static Method of(String name, String label, Map<String, String> said) {
    return new Method(name, label, MethodSettings.grid(said), List.of());
  }

  /** The same with these settings searched. */
  public Method tuning(String... names) {
    return new Method(name, label, settings, List.of(names));
  }

  /** The swept settings: several values, and not searched. */
  public List<String> swept() {
    return settings.swept().stream().filter(setting -> !tune.contains(setting)).toList();
  }
}
