package dev.layerwise.lab;

/** Something that a finished run has to say besides its points. */
public sealed interface RunEvent {
  /**
   * Returns the series it happened to.
   *
   * @return the series' name
   */
  String series();

  /**
   * Returns the event as a sentence.
   *
   * @return what happened, where
   */
  String message();

  /**
   * A value became infinite or not a number; the series' later points are NaN.
   *
   * @param series the series' name
   * @param iteration the first iteration with a non-finite value
   * @param message what happened
   */
  record Diverged(String series, long iteration, String message) implements RunEvent {}

  /**
   * A computation could not go on, such as a singular factor; the series' later points are NaN.
   *
   * @param series the series' name
   * @param iteration the iteration it happened in
   * @param message the numerical exception's message
   */
  record NumericalFailure(String series, long iteration, String message) implements RunEvent {}

  /**
   * The run ended with an exception; all its points are missing.
   *
   * @param message the exception's message
   */
  record Crashed(String message) implements RunEvent {
    @Override
    public String series() {
      return "every series";
    }
  }
}
