package dev.layerwise.lab.experiments;

import dev.layerwise.optim.Method;
import dev.layerwise.optim.TwoLayer;
import java.util.List;

/**
 * A method under the name that its curve has.
 *
 * @param series the series' name in {@code series.csv}
 * @param method the method
 */
record Entrant(String series, Method method) {
  /** Learning rate of the paper's head-to-head runs (Concurrence App. F.2). */
  static final double ETA = 1e-2;

  /** Learning rate that the paper gives natural gradient. */
  static final double ETA_NGD = 1e-4;

  /** The methods of the paper's head-to-head figures, at the paper's learning rates. */
  static List<Entrant> ofThePaper() {
    return List.of(
        new Entrant("KFAC", TwoLayer.kFac(ETA)),
        new Entrant("DFW", TwoLayer.dfw(ETA)),
        new Entrant("AMGD", TwoLayer.amgd(ETA)),
        new Entrant("SGD", TwoLayer.sgd(ETA)),
        new Entrant("Adam", TwoLayer.adam(ETA)),
        new Entrant("NGD", TwoLayer.naturalGradient(ETA_NGD)));
  }

  /** Variants that show what the paper's choices do. */
  static List<Entrant> variants() {
    return List.of(
        new Entrant("NGD@1e-2", TwoLayer.naturalGradient(ETA)),
        new Entrant("MinMin", TwoLayer.minMin()),
        new Entrant("AMGD-noO", TwoLayer.amgdWithoutOrtho(ETA)),
        new Entrant("AMGD-BN", TwoLayer.amgdBatchNorm(ETA)),
        new Entrant("AMGD-BN-noO", TwoLayer.amgdBatchNormWithoutOrtho(ETA)),
        new Entrant("AMGD-W-noO", TwoLayer.amgdWhitenedWithoutOrtho(ETA)));
  }
}
