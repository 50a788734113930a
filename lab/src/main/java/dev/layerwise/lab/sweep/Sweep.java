package dev.layerwise.lab.sweep;

import dev.layerwise.lab.Scale;

/**
 * A sweep as a plain value: what is run, with what settings, on what seeds, and what is drawn. Two
 * equal sweeps have the same cells, the same random streams and the same results. {@link SweepText}
 * prints one, {@link SweepFile} reads it back; {@link SweepExperiment} and {@link Study.Experiment}
 * run it.
 */
public sealed interface Sweep permits Trainings, Study {
  /** The id, which names cells and the folder of results. */
  String id();

  /** The scale that its cells carry. */
  Scale scale();

  /** The seeds. */
  Seeds seeds();
}
