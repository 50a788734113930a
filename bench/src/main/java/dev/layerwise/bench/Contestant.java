package dev.layerwise.bench;

import dev.layerwise.optim.Method;
import dev.layerwise.optim.TwoLayer;
import java.util.List;

/**
 * A method that the other program has too, under its name there.
 *
 * @param name the name
 * @param method the method, at the other program's learning rate
 * @param batches fresh batches in an iteration
 * @param wanted how many times as fast as the other program we want to be at least
 * @param aim how many times as fast we hope to be
 */
record Contestant(String name, Method method, int batches, double wanted, double aim) {
  private static final double ETA = 1e-2;

  /** Plain SGD diverges at a larger rate where the condition number is 10⁵. */
  private static final double ETA_SGD_HIGH = 1e-7;

  private static final double ETA_NGD = 1e-4;

  static List<Contestant> on(Setting setting) {
    double etaSgd =
        switch (setting.anisotropy()) {
          case HIGH -> ETA_SGD_HIGH;
          case LOW -> ETA;
        };
    return List.of(
        usual("SGD", TwoLayer.sgd(etaSgd), 1),
        usual("AMGD", TwoLayer.amgd(ETA), 2),
        usual("DFW", TwoLayer.dfw(ETA), 2),
        usual("KFAC", TwoLayer.kFac(ETA), 2),
        usual("MinMin", TwoLayer.minMin(), 2),
        usual("Adam", TwoLayer.adam(ETA), 1),
        usual("AMGD-BN", TwoLayer.amgdBatchNorm(ETA), 2),
        new Contestant("NGD", TwoLayer.naturalGradient(ETA_NGD), 1, 20, 50));
  }

  private static Contestant usual(String name, Method method, int batches) {
    return new Contestant(name, method, batches, 5, 10);
  }
}
