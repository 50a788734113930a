package dev.layerwise.lab.train;

/** Is told how training goes on, on the thread that trains. */
public interface Watcher {
  /** Watches nothing. */
  Watcher NONE = new Watcher() {};

  /**
   * A step is done.
   *
   * @param step its number, from 1
   */
  default void stepped(long step) {}

  /**
   * An evaluation is done, and everything that the next steps depend on may be saved.
   *
   * @param evaluation what came out
   */
  default void evaluated(Evaluation evaluation) {}

  /** Whether to end after this step. */
  default boolean interrupted() {
    return false;
  }
}
