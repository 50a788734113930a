package dev.layerwise.optim.form;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.RowChunk;
import dev.layerwise.optim.StateVisitor;

/**
 * A running mean of entries that knows its weight: {@code w ← ρ w + 1}, {@code D̄ ← D̄ + (D −
 * D̄)/w}, which is the exponential mean divided by its bias. Of squared gradients it is Adam-or-GN
 * eq. (2), of what examples add eq. (3), before the power.
 */
final class RunningEntries {
  private final Matrix mean;
  private final Entries.Loop2 blend = this::blend;
  private final Entries.Loop2 addSquares = this::addSquares;
  private final Entries.Loop2 multiply = this::multiply;
  private double weight;
  private double past = 1;
  private double fresh;
  private double share;
  private double damping;
  private double power;

  RunningEntries(int rows, int cols) {
    mean = Matrix.zeros(rows, cols);
  }

  Matrix mean() {
    return mean;
  }

  /** Begins an update, whose parts are added next. */
  void begin(double rho) {
    double before = weight;
    weight = rho * weight + 1;
    past = rho * before / weight;
    fresh = 1 / weight;
  }

  /** Forgets everything. */
  void clear() {
    weight = 0;
    mean.fill(0);
  }

  /** Adds {@code scale · AᵀB} to what the update sees. */
  void addProduct(double scale, Matrix A, Matrix B) {
    if (past != 1) {
      mean.timesInPlace(past);
      past = 1;
    }
    mean.plusProductInPlace(scale * fresh, A.T(), B);
  }

  /** Adds {@code scale · AᵀB} of some rows of batches to what the update sees. */
  void addProduct(double scale, RowChunk A, RowChunk B) {
    if (past != 1) {
      mean.timesInPlace(past);
      past = 1;
    }
    RowChunk.blendProduct(1, scale * fresh, A, B, mean);
  }

  /** Adds entries to what the update sees. */
  void add(Matrix X) {
    Entries.each(mean, X, blend);
    past = 1;
  }

  private void blend(double[] d, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      d[i] = past * d[i] + fresh * x[i];
    }
  }

  /** Adds {@code X∘²} to what the update sees. */
  void addSquaresOf(Matrix X) {
    addSquaresOf(1, X);
  }

  /** Adds {@code scale · X∘²} to what the update sees. */
  void addSquaresOf(double scale, Matrix X) {
    share = scale * fresh;
    Entries.each(mean, X, addSquares);
    past = 1;
  }

  private void addSquares(double[] d, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      d[i] = past * d[i] + share * x[i] * x[i];
    }
  }

  /** {@code X ← X ∘ (D̄ + λ)ᵖ}, where an entry with {@code D̄ + λ ≤ 0} becomes 0. */
  void apply(Matrix X, double lambda, double p) {
    damping = lambda;
    power = p;
    Entries.each(X, mean, multiply);
  }

  private void multiply(double[] x, double[] d, int n) {
    for (int i = 0; i < n; i++) {
      double c = d[i] + damping;
      x[i] = c > 0 ? x[i] * power(c) : 0; // x (D + λ)ᵖ
    }
  }

  private double power(double c) {
    if (power == -1) {
      return 1 / c;
    }
    return power == -0.5 ? 1 / Math.sqrt(c) : Math.pow(c, power);
  }

  void state(StateVisitor visitor) {
    visitor.matrix("D", mean);
    weight = visitor.number("D weight", weight);
  }
}
