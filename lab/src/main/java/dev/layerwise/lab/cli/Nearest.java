package dev.layerwise.lab.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds the names that a mistyped one may have meant. */
final class Nearest {
  private static final int SHOWN = 3;

  private Nearest() {}

  /** Returns the nearest names, nearest first; fewer than three if the others are far off. */
  static List<String> names(String typed, Collection<String> names) {
    int far = Math.max(3, typed.length() / 2);
    return names.stream()
        .filter(name -> distance(typed, name) <= far || name.startsWith(typed))
        .sorted(
            Comparator.comparingInt((String name) -> distance(typed, name))
                .thenComparing(Comparator.naturalOrder()))
        .limit(SHOWN)
        .toList();
  }

  /** Returns the nearest names as the end of a sentence. */
  static String question(String typed, Collection<String> names) {
    List<String> nearest = names(typed, names);
    return nearest.isEmpty() ? "" : "; did you mean " + String.join(" or ", nearest) + "?";
  }

  /** Returns how many characters to insert, delete or replace to turn one word into the other. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], diagonal));
      }
    }
    return row[b.length()];
  }
}
