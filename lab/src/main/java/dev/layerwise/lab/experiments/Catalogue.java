package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Experiment;
import java.util.List;

/** Every experiment, in the order in which they are listed. A new one adds its line here. */
public final class Catalogue {
  private Catalogue() {}

  /**
   * Returns every experiment.
   *
   * @return the experiments
   */
  public static List<Experiment> all() {
    return List.of(
        HeadToHead.figure1(),
        BatchNormEffect.figure2(),
        BatchNormEffect.figure4(),
        new LearningRateSweep(),
        HeadToHead.figure6(),
        HeadToHead.figure7(),
        HeadToHead.figure8(),
        new LowerBound(),
        new LocalConvergence(),
        new Transfer(),
        new MultiTask(),
        new Alignment(),
        new RankOne(),
        new OneStepFeatures(),
        new SteepestNorms(),
        new Depth(),
        new RealData(),
        new Robustness(),
        new NgdConvergence(),
        new NgdKfac(),
        new NgdGram(),
        new NgdForster(),
        new NgdTrajectories(),
        new NgdGeneralization(),
        FullBatchExamples.figure1(),
        GaussNewtonPowers.figure2(),
        GaussNewtonPowers.figure8(),
        new GaussianLemmas(),
        new LogisticSlowdown(),
        Quadrants.figure3(),
        Quadrants.figure4(),
        Quadrants.figure5(),
        CifarQuadrants.figure6(),
        SelectionTask.figure7(),
        AdamPowers.figure9(),
        BetweenBases.figure10(),
        KroneckerOrFull.experiment(),
        new FourQuadrants());
  }
}
