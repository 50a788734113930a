package dev.layerwise.optim;

/** A hyperparameter that may change from step to step. */
@FunctionalInterface
public interface Schedule {
  /**
   * The value at a step.
   *
   * @param t the step, from 1
   */
  double at(long t);

  /** The same value at every step. */
  static Schedule constant(double value) {
    return t -> value;
  }

  /**
   * Reads a schedule: a number, or later forms such as {@code cosine(0.1, 1000)}.
   *
   * @param text what was written
   * @throws IllegalArgumentException if it is neither
   */
  static Schedule parse(String text) {
    try {
      return constant(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("want a number or a schedule", e);
    }
  }
}
