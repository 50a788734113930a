package dev.layerwise.lab.data;

import dev.layerwise.lab.Experiment;
import java.util.List;
import java.util.Map;

/**
 * An experiment on data that the user has to name. Before it is given any it can be listed, drawn
 * and judged, but not run.
 */
public interface NeedsData extends Experiment {
  /** The sets that it can use; each for itself, in the order of its figures. */
  List<KnownSet> needs();

  /**
   * The same experiment on data. A run is then a pure function of its cell and these data, whose
   * hashes stand in the settings; there are cells for these sets alone.
   *
   * @param data one or more of {@link #needs}, as they were read
   * @throws IllegalArgumentException if they are too small, or have no test set
   */
  Experiment on(Map<KnownSet, Data> data);
}
