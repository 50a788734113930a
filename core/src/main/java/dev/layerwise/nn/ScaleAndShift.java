package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import java.util.List;
import java.util.function.Function;

/**
 * What follows a normalisation, {@code y = γ x̂ + β}: each γ belongs to a group of neighbouring
 * columns, of which there are as many as parameters.
 */
final class ScaleAndShift {
  private final Parameter scale;
  private final Parameter shift;
  private final int examples;
  private final Entries.Loop2 forward = this::forward;
  private final Entries.Loop1 scaled = this::scaled;

  /**
   * Keeps the parameters.
   *
   * @param parameters γ and β
   * @param examples in a batch, over which gradients are means
   */
  ScaleAndShift(List<Parameter> parameters, int examples) {
    this.examples = examples;
    scale = parameters.get(0);
    shift = parameters.get(1);
  }

  /** {@code Y ← γ X̂ + β}. */
  Matrix forward(Matrix normalised, Matrix Y) {
    Entries.columns(normalised, Y, forward);
    return Y;
  }

  private void forward(double[] h, double[] y, int n) {
    int m = n / groups();
    for (int c = 0; c < groups(); c++) {
      double gamma = scale.value().get(c, 0);
      double beta = shift.value().get(c, 0);
      for (int i = c * m; i < (c + 1) * m; i++) {
        y[i] = gamma * h[i] + beta;
      }
    }
  }

  /** Writes the parameters' gradients if they are wanted: {@code ∇γ = Σ dy x̂ / n}. */
  void gradients(Matrix normalised, Matrix dY, Need need) {
    if (need.gradients().isPresent()) {
      Matrix gamma = need.gradients().get().apply(scale);
      Matrix beta = need.gradients().get().apply(shift);
      Entries.columns(normalised, dY, (h, d, n) -> gradients(h, d, n, gamma, beta));
    }
  }

  private void gradients(double[] h, double[] d, int n, Matrix gamma, Matrix beta) {
    int m = n / groups();
    for (int c = 0; c < groups(); c++) {
      double product = 0;
      double sum = 0;
      for (int i = c * m; i < (c + 1) * m; i++) {
        product += d[i] * h[i];
        sum += d[i];
      }
      gamma.set(c, 0, product / examples);
      beta.set(c, 0, sum / examples);
    }
  }

  /** {@code D ← γ D}. */
  void scale(Matrix D) {
    Entries.each(D, scaled);
  }

  private void scaled(double[] d, int size) {
    int m = size / groups();
    for (int c = 0; c < groups(); c++) {
      double gamma = scale.value().get(c, 0);
      for (int i = c * m; i < (c + 1) * m; i++) {
        d[i] *= gamma;
      }
    }
  }

  /** {@code D ← D + dγ X̂ + dβ}. */
  void addTangent(Matrix normalised, Matrix D, Function<Parameter, Matrix> direction) {
    Matrix gamma = direction.apply(scale);
    Matrix beta = direction.apply(shift);
    Entries.columns(normalised, D, (h, d, n) -> addTangent(h, d, n, gamma, beta));
  }

  private void addTangent(double[] h, double[] d, int n, Matrix gamma, Matrix beta) {
    int m = n / groups();
    for (int c = 0; c < groups(); c++) {
      double factor = gamma.get(c, 0);
      double offset = beta.get(c, 0);
      for (int i = c * m; i < (c + 1) * m; i++) {
        d[i] += factor * h[i] + offset;
      }
    }
  }

  private int groups() {
    return scale.value().rows();
  }
}
