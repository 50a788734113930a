package dev.layerwise.curvature;

import dev.layerwise.linalg.Spd;

/** What is added to the factors before they are inverted. */
public sealed interface Damping {
  /** No damping. */
  Damping NONE = new None();

  /**
   * Returns a ridge on the input factor, {@code Q + λ I} (Concurrence eq. (5)).
   *
   * @param lambda λ ≥ 0, in the units of the factor
   * @return the damping
   */
  static Damping ofInputs(double lambda) {
    return lambda == 0 ? NONE : new OfInputs(lambda);
  }

  /**
   * Damps an input factor.
   *
   * @param Q the factor {@code Ê[a aᵀ]}, (dIn × dIn)
   * @return the damped factor
   */
  Spd dampInputs(Spd Q);

  /** Nothing is added. */
  record None() implements Damping {
    @Override
    public Spd dampInputs(Spd Q) {
      return Q;
    }
  }

  /**
   * A ridge on the input factor alone.
   *
   * @param lambda λ > 0, in the units of the factor
   */
  record OfInputs(double lambda) implements Damping {
    /**
     * Checks the ridge.
     *
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public OfInputs {
      if (!(lambda > 0) || Double.isInfinite(lambda)) {
        throw new IllegalArgumentException(
            "damping λ = " + lambda + "; want a finite number greater than 0");
      }
    }

    @Override
    public Spd dampInputs(Spd Q) {
      return Q.plusDamping(lambda); // Q + λ I
    }
  }
}
