package dev.layerwise.lab.train;

/** How training ended. */
public sealed interface Ending {
  /** All steps are done. */
  record Finished() implements Ending {}

  /**
   * The loss no longer fell.
   *
   * @param step steps done
   * @param best the step with the lowest loss
   */
  record Stopped(long step, long best) implements Ending {}

  /**
   * It could not go on; a result like others.
   *
   * @param step the step in which it happened
   * @param message why
   */
  record Diverged(long step, String message) implements Ending {}

  /**
   * It was asked to end.
   *
   * @param step steps done
   */
  record Interrupted(long step) implements Ending {}
}
