package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Qr;

/**
 * Distance of the row spaces of two representations.
 *
 * <pre>dist(G, G⋆) = ‖Q (I − G⋆ᵀG⋆)‖₂,   rows of Q an orthonormal basis of rowsp(G)</pre>
 *
 * <p>From 0 (the same space) to 1 (some direction is orthogonal). Source: Concurrence Def. 3.2, eq.
 * (7).
 */
public final class SubspaceDistance {
  private SubspaceDistance() {}

  /**
   * Returns the distance.
   *
   * @param G representation of full rank, (k × dX)
   * @param Gstar representation with orthonormal rows, (k × dX)
   * @return the distance, unit 1
   */
  public static double of(Matrix G, Matrix Gstar) {
    Matrix Q = Qr.of(G.T()).q().T();
    Matrix outside = Q.minus(Q.times(Gstar.T()).times(Gstar)); // Q (I − G⋆ᵀG⋆)
    return Math.min(1.0, outside.operatorNorm());
  }
}
