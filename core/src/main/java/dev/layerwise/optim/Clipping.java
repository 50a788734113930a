package dev.layerwise.optim;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import java.util.List;

/** Bounds on the gradient: on each entry, and on the norm over all parameters. */
final class Clipping {
  private final Schedule value;
  private final Schedule norm;
  private final Entries.Loop1 clamp = this::clamp;
  private double bound;

  Clipping(Settings settings) {
    value = settings.schedule("clip-value");
    norm = settings.schedule("clip-norm");
  }

  /** Whether there is a bound in any step. */
  boolean mayChange() {
    return !value.staysWithin(0, 0) || !norm.staysWithin(0, 0);
  }

  void apply(List<Parameter> parameters, long t) {
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
