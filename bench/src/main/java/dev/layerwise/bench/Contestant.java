package dev.layerwise.bench;

import dev.layerwise.optim.Method;
import dev.layerwise.optim.TwoLayer;
import java.util.List;
import java.util.Optional;

/**
 * A method that the other program has too, under its name there.
 *
 * @param name the name
 * @param method the method, at the other program's learning rate
 * @param batches fresh batches in an iteration
 * @param goal the target for this method on this data, if there is one
 */
record Contestant(String name, Method method, int batches, Optional<Goal> goal) {
  private static final double ETA = 1e-2;

  /** Plain SGD diverges at a larger rate where the condition number is 10⁵. */
  private static final double ETA_SGD_HIGH = 1e-7;

  private static final double ETA_NGD = 1e-4;

  /**
   * How many times as fast as the other program.
   *
   * @param least what we want at least
   * @param aim what we hope for
   */
  record Goal(double least, double aim) {
    private static final Goal USUAL = new Goal(5, 10);

    /** There the other program assembles and solves a system of all weights. */
    private static final Goal NATURAL_GRADIENT = new Goal(20, 50);
  }

  static List<Contestant> on(Setting setting) {
    boolean judged = setting.label().equals("uniform-high");
    Optional<Goal> usual = Optional.of(Goal.USUAL).filter(goal -> judged);
    Optional<Goal> naturalGradient = Optional.of(Goal.NATURAL_GRADIENT).filter(goal -> judged);
    double etaSgd =
        switch (setting.anisotropy()) {
          case HIGH -> ETA_SGD_HIGH;
          case LOW -> ETA;
        };
    return List.of(
        new Contestant("SGD", TwoLayer.sgd(etaSgd), 1, usual),
        new Contestant("AMGD", TwoLayer.amgd(ETA), 2, usual),
        new Contestant("DFW", TwoLayer.dfw(ETA), 2, usual),
        new Contestant("KFAC", TwoLayer.kFac(ETA), 2, usual),
        new Contestant("MinMin", TwoLayer.minMin(), 2, usual),
        new Contestant("Adam", TwoLayer.adam(ETA), 1, usual),
        new Contestant("AMGD-BN", TwoLayer.amgdBatchNorm(ETA), 2, Optional.empty()),
        new Contestant("NGD", TwoLayer.naturalGradient(ETA_NGD), 1, naturalGradient));
  }
}
