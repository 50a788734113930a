package dev.layerwise.lab.sweep;

import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.Scale;

/** An experiment that is a sweep, and can be printed as one. */
public interface Swept extends Experiment {
  /**
   * The sweep.
   *
   * @param scale the scale
   * @param seeds how many evaluation seeds
   */
  Sweep sweep(Scale scale, int seeds);
}
