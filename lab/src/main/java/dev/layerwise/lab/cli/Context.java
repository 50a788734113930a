package dev.layerwise.lab.cli;

import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.run.BuildInfo;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.optim.Nearest;
import java.util.List;

/**
 * What every command works with.
 *
 * @param catalogue the experiments
 * @param console where to speak
 * @param build which program this is
 */
record Context(List<Experiment> catalogue, Console console, BuildInfo build) {
  Context {
    catalogue = List.copyOf(catalogue);
  }

  void warn(String sentence) {
    console.err().println("warning: " + sentence);
  }

  List<String> ids() {
    return catalogue.stream().map(experiment -> experiment.info().id()).toList();
  }

  /**
   * Returns the experiment of an id.
   *
   * @throws InputException if there is none; the message names the nearest ids
   */
  Experiment experiment(String id) {
    return catalogue.stream()
        .filter(experiment -> experiment.info().id().equals(id))
        .findFirst()
        .orElseThrow(() ->
            new InputException(
                "unknown experiment '"
                    + id
                    + "'"
                    + Nearest.question(id, ids())
                    + " (layerwise list shows all "
                    + catalogue.size()
                    + ")"));
  }
}
