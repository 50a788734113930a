package dev.layerwise.lab.task;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.util.function.DoubleUnaryOperator;

/**
 * A single-index model, {@code y = s⋆(β⋆·x) + σ ε}, {@code ε ~ N(0, 1)} (Concurrence eq. (12)).
 *
 * @param direction β⋆, (dX, 1)
 * @param teacher s⋆
 * @param noise σ, the standard deviation of the label noise
 */
public record SingleIndexModel(Matrix direction, DoubleUnaryOperator teacher, double noise) {
  /**
   * Draws the direction, {@code β⋆ ~ N(0, I/dX)} (Concurrence Assumption 3.8).
   *
   * @param dX number of inputs
   * @param teacher s⋆
   * @param noise σ
   * @param rng stream of the direction
   */
  public static SingleIndexModel draw(int dX, DoubleUnaryOperator teacher, double noise, Rng rng) {
    Matrix direction = rng.gaussian(dX, 1).timesInPlace(1 / Math.sqrt(dX));
    return new SingleIndexModel(direction, teacher, noise);
  }

  /**
   * n independent examples, not yet drawn.
   *
   * @param n how many
   * @param rng their stream
   */
  public SingleIndexSample sample(int n, Rng rng) {
    return new SingleIndexSample(this, n, rng);
  }

  /** {@code t ← s⋆(t)}, whatever the shape. */
  Matrix teachInPlace(Matrix t) {
    return t.mapInPlace(teacher);
  }

  /** {@code y ← s⋆(t) + σ ε}: labels from {@code t = β⋆·x}, for every column the same noise. */
  Matrix labelInPlace(Matrix t, Matrix epsilon) {
    teachInPlace(t);
    Entries.columns(
        epsilon,
        t,
        (e, y, n) -> {
          for (int i = 0; i < y.length; i++) {
            y[i] += noise * e[i % n];
          }
        });
    return t;
  }

  /**
   * The cosine between a learned direction and β⋆.
   *
   * @param learned (dX, 1), not zero
   */
  public double correlation(Matrix learned) {
    return learned.dot(direction) / (learned.frobeniusNorm() * direction.frobeniusNorm());
  }
}
