package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;

/**
 * An objective that knows its Gauss-Newton matrix H, such as a loss whose expectation has a closed
 * form. All parameters are one vector, {@code θ = [vec θ₁; vec θ₂; …]}, of P entries.
 */
public interface CurvedObjective extends Objective {
  /**
   * The diagonal of H at the current parameters.
   *
   * @param into diag(H), (P, 1)
   * @return into
   */
  Matrix gaussNewtonDiagonal(Matrix into);

  /**
   * H at the current parameters.
   *
   * @param into H, (P, P), symmetric
   * @return into
   */
  Matrix gaussNewton(Matrix into);
}
