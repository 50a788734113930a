package dev.layerwise.optim;

import java.util.List;
import java.util.stream.Stream;

/**
 * A setting of a method: what {@code --set name=value} may say.
 *
 * @param name such as {@code beta1}
 * @param kind what values it takes
 * @param defaultValue the default, as it would be written
 * @param meaning one sentence, with the letter that the update rule uses
 * @param source where the default comes from
 */
public record Setting(String name, Kind kind, String defaultValue, String meaning, String source) {

  /**
   * The same settings, one with another default.
   *
   * @param settings all settings
   * @param name which one
   * @param defaultValue its default
   * @param source where that comes from
   * @throws IllegalArgumentException if there is none of that name
   */
  public static List<Setting> withDefault(
      List<Setting> settings, String name, String defaultValue, String source) {
    if (settings.stream().noneMatch(setting -> setting.name().equals(name))) {
      throw new IllegalArgumentException("no setting '" + name + "'");
    }
    return settings.stream()
        .map(setting ->
            setting.name().equals(name)
                ? new Setting(name, setting.kind(), defaultValue, setting.meaning(), source)
                : setting)
        .toList();
  }

  /**
   * The same settings, one with another meaning.
   *
   * @param settings all settings
   * @param name which one
   * @param meaning its meaning
   */
  public static List<Setting> withMeaning(List<Setting> settings, String name, String meaning) {
    return settings.stream()
        .map(setting ->
            setting.name().equals(name)
                ? new Setting(
                    name, setting.kind(), setting.defaultValue(), meaning, setting.source())
                : setting)
        .toList();
  }

  /** Settings, and then others. */
  public static List<Setting> join(List<Setting> settings, List<Setting> others) {
    return Stream.concat(settings.stream(), others.stream()).toList();
  }

  /** What values a setting takes. */
  public sealed interface Kind {
    /** What to write, for messages and help. */
    String wanted();
  }

  /**
   * A number, which may follow a schedule.
   *
   * @param min the least value
   * @param max the greatest value
   */
  public record Real(double min, double max) implements Kind {
    /** Any number from 0. */
    public static final Real NON_NEGATIVE = new Real(0, Double.MAX_VALUE);

    /** A weight of the past, from 0 to 1. */
    public static final Real WEIGHT = new Real(0, 1);

    @Override
    public String wanted() {
      return max == Double.MAX_VALUE
          ? "a number of at least " + min + ", or a schedule"
          : "a number from " + min + " to " + max + ", or a schedule";
    }
  }

  /**
   * A finite number that follows no schedule.
   *
   * @param min the least value
   * @param max the greatest value
   * @param wanted what to write, in words that also say whether the ends belong to it
   */
  public record Constant(double min, double max, String wanted) implements Kind {}

  /**
   * A whole number.
   *
   * @param min the least value
   */
  public record Whole(long min) implements Kind {
    @Override
    public String wanted() {
      return "a whole number of at least " + min;
    }
  }

  /** True or false. */
  public record Flag() implements Kind {
    @Override
    public String wanted() {
      return "true or false";
    }
  }

  /**
   * A text that the method reads, and checks where it starts.
   *
   * @param wanted what to write
   */
  public record Text(String wanted) implements Kind {}

  /**
   * One of several words.
   *
   * @param words the words
   */
  public record Choice(List<String> words) implements Kind {
    /** Copies the list. */
    public Choice {
      words = List.copyOf(words);
    }

    @Override
    public String wanted() {
      return "one of " + String.join(", ", words);
    }
  }
}
