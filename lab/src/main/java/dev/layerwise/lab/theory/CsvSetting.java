package dev.layerwise.lab.theory;

import dev.layerwise.optim.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A setting that names a CSV file. */
final class CsvSetting {
  private CsvSetting() {}

  /**
   * The file.
   *
   * @throws IllegalArgumentException if none is named
   */
  static Path file(Settings settings, String name, String content) {
    String text = settings.text(name).strip();
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is not set; want --set %s=FILE, a CSV file with %s".formatted(name, name, content));
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "%s=%s: not the name of a file; want a CSV file with %s".formatted(name, text, content),
          e);
    }
  }
}
