package dev.layerwise.lab.cli;

import java.io.PrintStream;

/**
 * Text broken between words.
 *
 * @param columns the longest line
 * @param indent how many spaces go before each line
 */
record Wrapped(int columns, int indent) {
  private static final int NARROWEST = 30;

  String of(String text) {
    String spaces = " ".repeat(indent);
    int width = Math.max(NARROWEST, columns - indent);
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.append(spaces).append(line).append('\n');
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    return lines.append(spaces).append(line).append('\n').toString();
  }

  void print(PrintStream out, String text) {
    out.print(of(text));
  }
}
