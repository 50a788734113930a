package dev.layerwise.optim.kfac;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.StateVisitor;
import java.util.Arrays;

/**
 * A running mean of entries that knows its weight, {@code w ← ρ w + 1}, {@code D̄ ← D̄ + (D −
 * D̄)/w}.
 */
final class RunningDiagonal {
  private final Matrix mean;
  private final Entries.Loop2 blend = this::blend;
  private final Entries.Loop2 divide = this::divide;
  private double weight;
  private double past = 1;
  private double fresh;
  private double lambda;
  private double power;

  RunningDiagonal(int rows, int cols) {
    mean = Matrix.zeros(rows, cols);
  }

  void begin(double rho) {
    double before = weight;
    weight = rho * weight + 1;
    past = rho * before / weight;
    fresh = 1 / weight;
  }

  /** Adds a part of what the update sees. */
  void add(Matrix D) {
    Entries.each(mean, D, blend);
    past = 1;
  }

  private void blend(double[] m, double[] d, int n) {
    for (int i = 0; i < n; i++) {
      m[i] = past * m[i] + fresh * d[i];
    }
  }

  /** {@code X ← X ∘ (D̄ + λ)ᵖ}. */
  void divide(Matrix X, double damping, double exponent) {
    lambda = damping;
    power = exponent;
    Entries.each(X, mean, divide);
  }

  private void divide(double[] x, double[] d, int n) {
    for (int i = 0; i < n; i++) {
      x[i] *= power == -1 ? 1 / (d[i] + lambda) : Math.pow(d[i] + lambda, power);
    }
  }

  Matrix mean() {
    return mean;
  }

  double[] sorted() {
    double[] all = mean.toColumnMajor();
    Arrays.sort(all);
    return all;
  }

  void state(StateVisitor visitor) {
    visitor.matrix("D", mean);
    weight = visitor.number("D weight", weight);
  }
}
