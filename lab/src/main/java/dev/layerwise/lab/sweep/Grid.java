package dev.layerwise.lab.sweep;

import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Settings with one value or several; every one that has several is swept. Values are written in
 * one way ({@link Numerals}), so that equal grids are equal.
 *
 * @param values name and values of every setting, defaults among them, in the settings' order
 */
public record Grid(Map<String, List<String>> values) {
  /** Copies the lists. */
  public Grid {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    values.forEach((name, list) -> copy.put(name, List.copyOf(list)));
    values = Collections.unmodifiableMap(copy);
  }

  /**
   * A grid over known settings: what was said, and defaults for the rest.
   *
   * @param known the settings; one with an empty default must be said
   * @param said values of some
   * @throws IllegalArgumentException if a name is unknown, a value is not what its setting takes, a
   *     list is empty or names a value twice, or a setting without default is not said
   */
  public static Grid of(List<Setting> known, Map<String, List<String>> said) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    said.keySet().stream()
        .filter(name -> known.stream().noneMatch(setting -> setting.name().equals(name)))
        .forEach(name -> Settings.of(known, Map.of(name, ""))); // says what there is
    for (Setting setting : known) {
      List<String> texts = said.get(setting.name());
      if (texts == null && setting.defaultValue().isEmpty()) {
        throw new IllegalArgumentException("'" + setting.name() + "' is missing");
      }
      List<String> list = new ArrayList<>();
      for (String text : texts == null ? List.of(setting.defaultValue()) : texts) {
        list.add(checked(setting, text));
      }
      requireDistinct(setting.name(), list);
      values.put(setting.name(), list);
    }
    return new Grid(values);
  }

  /**
   * One value of a setting, as it is always written.
   *
   * @throws IllegalArgumentException if the setting does not take it
   */
  static String checked(Setting setting, String text) {
    String plain = Numerals.canonical(text);
    Settings.of(List.of(setting), Map.of(setting.name(), plain));
    return plain;
  }

  static void requireDistinct(String name, List<String> list) {
    if (list.isEmpty()) {
      throw new IllegalArgumentException("the grid of '" + name + "' is empty; want a value");
    }
    Set<String> seen = new LinkedHashSet<>();
    for (String value : list) {
      if (!seen.add(value)) {
        throw new IllegalArgumentException("the grid of '" + name + "' has " + value + " twice");
      }
    }
  }

  /**
   * The values of a setting.
   *
   * @throws IllegalArgumentException if there is no such setting
   */
  public List<String> get(String name) {
    List<String> list = values.get(name);
    if (list == null) {
      throw new IllegalArgumentException("no setting '" + name + "'; there are " + values.keySet());
    }
    return list;
  }

  /** The values of a setting, as numbers. */
  public List<Double> numbers(String name) {
    return get(name).stream().map(Double::valueOf).toList();
  }

  /** The settings with several values. */
  public List<String> swept() {
    return values.keySet().stream().filter(name -> values.get(name).size() > 1).toList();
  }

  /**
   * Every combination, the last setting's values fastest.
   *
   * @param kept settings that stay at their first value
   */
  public List<Map<String, String>> combinations(List<String> kept) {
    List<Map<String, String>> all = new ArrayList<>();
    all.add(new LinkedHashMap<>());
    values.forEach((name, list) -> {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> combination : all) {
        for (String value : kept.contains(name) ? list.subList(0, 1) : list) {
          Map<String, String> more = new LinkedHashMap<>(combination);
          more.put(name, value);
          longer.add(more);
        }
      }
      all.clear();
      all.addAll(longer);
    });
    return all;
  }
}
