package dev.layerwise.optim;

/**
 * A hyperparameter that may change from step to step. As text, a number or one of these forms, in
 * which arguments with a default may be left out or given by name:
 *
 * <pre>
 * constant(value)
 * cosine(start, steps, end=0, warmup=0)     falls along half a cosine, then stays at the end
 * linear(start, end, steps, warmup=0)       goes straight to the end, then stays there
 * step(start, every, factor, warmup=0)      is multiplied by the factor every so many steps
 * warmup(steps, schedule)                   rises from 0, then follows any schedule
 * </pre>
 *
 * <p>The first step uses the start itself, as PyTorch's schedulers do. A warm-up's steps come first
 * and, in the forms that name their number of steps, are counted in it.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The value at a step.
   *
   * @param t the step, from 1
   */
  double at(long t);

  /**
   * Whether the values of all steps are between two bounds, as far as the schedule knows its own
   * future.
   *
   * @param min the least value allowed
   * @param max the greatest value allowed
   */
  default boolean staysWithin(double min, double max) {
    double first = at(1);
    return first >= min && first <= max;
  }

  /** The same value at every step. */
  static Schedule constant(double value) {
    return new ScheduleForm.Constant(value);
  }

  /**
   * {@code e + (s − e)(1 + cos(π (t − 1)/T))/2} for t ≤ T, then e. Source: Loshchilov and Hutter,
   * arXiv:1608.03983 eq. (5), without restarts.
   *
   * @param start s
   * @param end e
   * @param steps T, at least 1
   */
  static Schedule cosine(double start, double end, long steps) {
    return new ScheduleForm.Cosine(start, end, steps);
  }

  /**
   * {@code s + (e − s)(t − 1)/T} for t ≤ T, then e.
   *
   * @param start s
   * @param end e
   * @param steps T, at least 1
   */
  static Schedule linear(double start, double end, long steps) {
    return new ScheduleForm.Linear(start, end, steps);
  }

  /**
   * {@code s γ^⌊(t − 1)/k⌋}.
   *
   * @param start s
   * @param every k, at least 1
   * @param factor γ, at least 0
   */
  static Schedule step(double start, long every, double factor) {
    return new ScheduleForm.Stairs(start, every, factor);
  }

  /**
   * This schedule after a linear warm-up: {@code s(1) t/w} for t ≤ w, then {@code s(t − w)}.
   *
   * @param steps w; none if 0
   */
  default Schedule warmedUp(long steps) {
    return steps == 0 ? this : new ScheduleForm.WarmUp(steps, this);
  }

  /**
   * Reads a schedule.
   *
   * @param text a number or one of the forms above
   * @throws IllegalArgumentException if it is neither, saying what to write
   */
  static Schedule parse(String text) {
    return ScheduleText.parse(text);
  }
}
