package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Clipping;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Lengths;
import dev.layerwise.optim.Settings;

/** What the statistics, inverses and products of a Kronecker-factored layer cost. */
final class KfacCosts {
  private KfacCosts() {}

  /** Of K-FAC's Kronecker blocks; other forms of blocks are for small layers. */
  static Cost of(Cost.LayerSize layer, Settings settings) {
    return of(layer, settings, settings.text("damping-split").equals("exact"));
  }

  /** The same, in the eigenbasis or by inverses. */
  static Cost of(Cost.LayerSize layer, Settings settings, boolean exact) {
    double m = layer.dOut();
    double d = layer.dIn();
    double N = (double) layer.batch();
    double passes =
        switch (settings.text("fisher")) {
          case "empirical" -> 0;
          case "exact" -> 1; // for each output, which a layer's size does not tell
          default -> (double) settings.whole("samples");
        };
    double backward = 2 * N * m * d * passes;
    double grams = N * d * (d + 1) + Math.max(1, passes) * N * m * (m + 1);
    double statistics = (grams + backward) / settings.whole("curvature-interval");
    double cubes = d * d * d + m * m * m;
    double decomposition = (exact ? 9 : 1) * cubes / settings.whole("inverse-interval");
    double update = (exact ? 2 : 1) * 2 * m * d * (m + d);
    double momentum = 5 * Double.BYTES * layer.weights(); // read v, V, W; write v, W
    double state = layer.weights() + 2 * (d * d + m * m) + (exact ? d + m : 0);
    return new Cost(statistics, decomposition, update, momentum, state)
        .plus(Clipping.cost(layer, settings))
        .plus(Lengths.cost(layer, settings));
  }
}
