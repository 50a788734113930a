package dev.layerwise.optim;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Finds the names that a mistyped one may have meant. */
public final class Nearest {
  private static final int SHOWN = 4;

  private Nearest() {}

  /**
   * The names that hold what was typed, or else the nearest ones: none if all are far off.
   *
   * @param typed what was typed
   * @param names the names that there are
   * @return at most four of them
   */
  public static List<String> names(String typed, Collection<String> names) {
    List<String> holding = names.stream().filter(name -> name.contains(typed)).sorted().toList();
    if (!holding.isEmpty()) {
      return holding.subList(0, Math.min(SHOWN, holding.size()));
    }
    int nearest = names.stream().mapToInt(name -> distance(typed, name)).min().orElse(0);
    if (nearest > Math.max(2, typed.length() / 2)) {
      return List.of();
    }
    return names.stream()
        .filter(name -> distance(typed, name) == nearest)
        .sorted()
        .limit(SHOWN)
        .toList();
  }

  /**
   * The nearest names as the end of a sentence, such as {@code ; did you mean adam?}.
   *
   * @param typed what was typed
   * @param names the names that there are
   * @return the question, empty if no name is near
   */
  public static String question(String typed, Collection<String> names) {
    List<String> nearest = names(typed, names);
    return nearest.isEmpty() ? "" : "; did you mean " + String.join(" or ", nearest) + "?";
  }

  /** How many characters to insert, delete or replace to turn one word into the other. */
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
