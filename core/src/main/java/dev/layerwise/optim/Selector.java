package dev.layerwise.optim;

import dev.layerwise.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Selects parameters by kind, by dimensions, or by name. */
final class Selector {
  /** The selectors that are not names. */
  static final List<String> WORDS = words();

  private Selector() {}

  private static List<String> words() {
    List<String> words = new ArrayList<>(List.of("matrix", "vector"));
    for (Parameter.Kind kind : Parameter.Kind.values()) {
      words.add(kind.name().toLowerCase(Locale.ROOT));
    }
    return List.copyOf(words);
  }

  static void check(String selector) {
    if (selector.isBlank()) {
      throw new IllegalArgumentException(
          "an empty selector; want a kind such as weight, matrix, vector, or a name such as 0.*");
    }
  }

  static boolean selects(String selector, Parameter p) {
    return switch (selector) {
      case "matrix" -> p.isMatrix();
      case "vector" -> !p.isMatrix();
      default ->
          p.kind().name().toLowerCase(Locale.ROOT).equals(selector)
              || matches(selector, 0, p.name(), 0);
    };
  }

  /** Whether the rest of a name is what the rest of a pattern describes. */
  private static boolean matches(String pattern, int i, String name, int j) {
    if (i == pattern.length()) {
      return j == name.length();
    }
    if (pattern.charAt(i) == '*') {
      return matches(pattern, i + 1, name, j)
          || (j < name.length() && matches(pattern, i, name, j + 1));
    }
    return j < name.length()
        && pattern.charAt(i) == name.charAt(j)
        && matches(pattern, i + 1, name, j + 1);
  }
}
