package dev.layerwise.lab.sweep;

import dev.layerwise.lab.Scale;
import dev.layerwise.optim.Setting;
import java.util.List;

/**
 * A sweep of something that is no training, such as the checks of a lemma: which study, and the
 * grid of its parameters.
 *
 * @param id the sweep's id
 * @param study the id of the study's experiment
 * @param scale the scale that its cells carry
 * @param seeds the seeds; studies tune nothing
 * @param parameters the parameters
 */
public record Study(String id, String study, Scale scale, Seeds seeds, Grid parameters)
    implements Sweep {
  /**
   * The same on another number of evaluation seeds.
   *
   * @param count how many
   */
  public Study on(int count) {
    return new Study(id, study, scale, seeds.evaluation(count), parameters);
  }

  /** An experiment that is a study. */
  public interface Experiment extends Swept {
    /** The parameters that a file may set. */
    List<Setting> parameters();

    /**
     * The same study with other parameters, whatever the scale that it is asked for.
     *
     * @param sweep a sweep of this study
     */
    Experiment with(Study sweep);
  }
}
