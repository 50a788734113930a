package dev.layerwise.optim;

import java.util.ArrayList;
import java.util.List;

/**
 * A name with arguments, as in {@code cosine(0.1, 1000, end=1e-4)}. Arguments may be calls.
 *
 * @param name what stands before the parenthesis
 * @param arguments what is between the commas, without the spaces around
 */
record Call(String name, List<String> arguments) {
  Call {
    arguments = List.copyOf(arguments);
  }

  /**
   * Reads a call; a name alone is one without arguments.
   *
   * @throws IllegalArgumentException if parentheses do not match
   */
  static Call parse(String text) {
    String trimmed = text.strip();
    int open = trimmed.indexOf('(');
    if (open < 0) {
      requireMatching(trimmed);
      return new Call(trimmed, List.of());
    }
    requireMatching(trimmed);
    if (!trimmed.endsWith(")")) {
      throw new IllegalArgumentException(
          "'" + trimmed + "': text after the closing parenthesis; want name(arguments)");
    }
    String inside = trimmed.substring(open + 1, trimmed.length() - 1);
    requireMatching(inside);
    return new Call(
        trimmed.substring(0, open).strip(), inside.isBlank() ? List.of() : split(inside, ','));
  }

  /** Splits where a separator stands outside of all parentheses. */
  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == separator && depth == 0) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }

  private static void requireMatching(String text) {
    int depth = 0;
    for (int i = 0; i < text.length() && depth >= 0; i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    if (depth != 0) {
      throw new IllegalArgumentException(
          "'" + text + "': parentheses do not match; want as many ')' as '('");
    }
  }
}
