package dev.layerwise.lab.theory;

import java.util.List;

/** The catalogue of calculators, one line each. */
public final class Calculators {
  private Calculators() {}

  /** All of them, in the order in which they are listed. */
  public static List<Calculator> all() {
    return List.of(
        new SingleIndexCalculator(), //
        new TeacherCalculator(), //
        new ConvergenceCalculator(),
        new ForsterCalculator(),
        new NtkCalculator());
  }
}
