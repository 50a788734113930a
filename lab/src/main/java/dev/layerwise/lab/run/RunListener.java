package dev.layerwise.lab.run;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.RunRecord;

/** Hears how a sweep goes on. */
public interface RunListener {
  /**
   * A run starts; called on the worker's thread.
   *
   * @param cell the run's cell
   */
  void started(Cell cell);

  /**
   * A run finished and is stored; called on the thread that called the runner.
   *
   * @param cell the run's cell
   * @param run what it left
   * @param elapsedNanos its wall-clock time
   */
  void finished(Cell cell, RunRecord run, long elapsedNanos);

  /**
   * A run failed; called on the thread that called the runner.
   *
   * @param cell the run's cell
   * @param failure what happened
   */
  void failed(Cell cell, String failure);
}
