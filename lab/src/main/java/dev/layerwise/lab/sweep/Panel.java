package dev.layerwise.lab.sweep;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Methods on one problem.
 *
 * @param name a word, which names cells and, in {@code series.csv}, panels
 * @param title the heading in figures
 * @param problem what is learned
 * @param budget how long, and what is recorded
 * @param methods the methods, in the legend's order
 */
public record Panel(
    String name, String title, Problem problem, Budget budget, List<Method> methods) {
  /**
   * Checks the names of the methods.
   *
   * @throws IllegalArgumentException if there are none, or two of one name or label
   */
  public Panel {
    methods = List.copyOf(methods);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("panel '" + name + "' has no methods; want at least one");
    }
    Set<String> seen = new HashSet<>();
    for (Method method : methods) {
      if (!seen.add(method.name())) {
        throw new IllegalArgumentException(
            "panel '" + name + "' has two methods of the name '" + method.name() + "'");
      }
      if (!seen.add("label " + method.label())) {
        throw new IllegalArgumentException(
            "panel '" + name + "' has two methods of the label '" + method.label() + "'");
      }
    }
  }
}
