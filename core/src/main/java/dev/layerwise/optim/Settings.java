package dev.layerwise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The values of a method's settings: what was said, and defaults for the rest; checked. */
public final class Settings {
  private final Map<String, Setting> known = new LinkedHashMap<>();
  private final Map<String, String> values = new LinkedHashMap<>();

  private Settings(List<Setting> settings, Map<String, String> said) {
    for (Setting setting : settings) {
      known.put(setting.name(), setting);
      values.put(setting.name(), setting.defaultValue());
    }
    said.forEach((name, value) -> {
      if (!known.containsKey(name)) {
        throw new IllegalArgumentException(
            "there is no setting '"
                + name
                + "'"
                + Nearest.question(name, known.keySet())
                + "; there are "
                + String.join(", ", known.keySet()));
      }
      values.put(name, value);
    });
    known.values().forEach(this::check);
  }

  /**
   * Checks what was said.
   *
   * @param settings the method's settings
   * @param said name and value of those that differ from the default
   * @throws IllegalArgumentException if a name is unknown or a value is not what the setting takes
   */
  public static Settings of(List<Setting> settings, Map<String, String> said) {
    return new Settings(settings, said);
  }

  private void check(Setting setting) {
    switch (setting.kind()) {
      case Setting.Real real -> {
        if (!schedule(setting.name()).staysWithin(real.min(), real.max())) {
          throw wrong(setting);
        }
      }
      case Setting.Constant(double min, double max, String _) -> {
        double value;
        try {
          value = Double.parseDouble(text(setting.name()));
        } catch (NumberFormatException e) {
          throw wrong(setting);
        }
        if (!(value >= min && value <= max)) {
          throw wrong(setting);
        }
      }
      case Setting.Whole whole -> {
        if (whole(setting.name()) < whole.min()) {
          throw wrong(setting);
        }
      }
      case Setting.Flag flag -> flag(setting.name());
      case Setting.Text text -> text(setting.name());
      case Setting.Choice choice -> {
        if (!choice.words().contains(text(setting.name()))) {
          throw wrong(setting);
        }
      }
    }
  }

  private IllegalArgumentException wrong(Setting setting) {
    return new IllegalArgumentException(
        setting.name() + "=" + values.get(setting.name()) + ": want " + setting.kind().wanted());
  }

  /** The value as it was written. */
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no setting '" + name + "'");
    }
    return value;
  }

  /** Whether the method has a setting of this name. */
  public boolean has(String name) {
    return known.containsKey(name);
  }

  /** A number that may follow a schedule. */
  public Schedule schedule(String name) {
    try {
      return Schedule.parse(text(name));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + "=" + text(name) + ": " + e.getMessage(), e);
    }
  }

  /** A number that stays. */
  public double number(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + "=" + text(name) + ": want a number that does not follow a schedule", e);
    }
  }

  /** A whole number. */
  public long whole(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw wrong(known.get(name));
    }
  }

  /** True or false. */
  public boolean flag(String name) {
    return switch (text(name)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(known.get(name));
    };
  }

  /** All values, in the order of the settings. */
  public Map<String, String> all() {
    return Map.copyOf(values);
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }
}
