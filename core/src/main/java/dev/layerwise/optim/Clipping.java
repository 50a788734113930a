package dev.layerwise.optim;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Setting.Real;
import java.util.List;

/**
 * Bounds on the gradient: on each entry, {@code G ← max(−b, min(b, G))}, and then on the norm over
 * all parameters, {@code G ← G min(1, c/‖G‖)}. A bound of 0 is none.
 */
public final class Clipping {
  private final Schedule value;
  private final Schedule norm;
  private final Entries.Loop1 clamp = this::clamp;
  private double bound;

  /**
   * Reads the bounds.
   *
   * @param settings values of {@link #settings}, among others
   */
  public Clipping(Settings settings) {
    value = settings.schedule("clip-value");
    norm = settings.schedule("clip-norm");
  }

  /** The settings {@code clip-value} and {@code clip-norm}. */
  public static List<Setting> settings() {
    return List.of(
        new Setting(
            "clip-value",
            Real.NON_NEGATIVE,
            "0",
            "bound on each entry of the gradient, 0: none",
            "off"),
        new Setting(
            "clip-norm",
            Real.NON_NEGATIVE,
            "0",
            "bound on the norm of the whole gradient, 0: none",
            "off"));
  }

  /**
   * What the bounds cost in a step.
   *
   * @param layer a layer's sizes
   * @param settings values of {@link #settings}, among others
   */
  public static Cost cost(Cost.LayerSize layer, Settings settings) {
    double flops = 0;
    double touched = 0;
    if (!settings.schedule("clip-value").staysWithin(0, 0)) {
      flops += 2;
      touched += 2;
    }
    if (!settings.schedule("clip-norm").staysWithin(0, 0)) {
      flops += 3;
      touched += 3;
    }
    double weights = layer.weights();
    return new Cost(0, 0, flops * weights, Double.BYTES * touched * weights, 0);
  }

  /**
   * Whether there is a bound at a step.
   *
   * @param t the step, from 1
   */
  public boolean clips(long t) {
    return value.at(t) > 0 || norm.at(t) > 0;
  }

  /**
   * Bounds the gradients, in place.
   *
   * @param parameters whose
   * @param t the step, from 1
   */
  public void apply(List<Parameter> parameters, long t) {
    bound = value.at(t);
    if (bound > 0) {
      for (int i = 0; i < parameters.size(); i++) {
        Entries.each(parameters.get(i).gradient(), clamp);
      }
    }
    double most = norm.at(t);
    if (most > 0) {
      double scale = most / norm(parameters);
      if (scale < 1) {
        for (int i = 0; i < parameters.size(); i++) {
          parameters.get(i).gradient().timesInPlace(scale);
        }
      }
    }
  }

  private void clamp(double[] g, int n) {
    for (int i = 0; i < n; i++) {
      g[i] = Math.clamp(g[i], -bound, bound);
    }
  }

  /** The norm of all gradients together. */
  static double norm(List<Parameter> parameters) {
    double norm = 0;
    for (int i = 0; i < parameters.size(); i++) {
      Matrix G = parameters.get(i).gradient();
      norm = Math.hypot(norm, G.frobeniusNorm());
    }
    return norm;
  }
}
