package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Qr;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.random.Rng;

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

  /**
   * Draws a representation at exactly the given distance: every principal angle between its row
   * space and that of {@code G⋆} is {@code arcsin ε}, and the directions that it leans towards are
   * Haar distributed outside {@code rowsp(G⋆)}.
   *
   * <pre>G = √(1 − ε²) G⋆ + ε N,   N Nᵀ = I,   N G⋆ᵀ = 0</pre>
   *
   * <p>Law: {@code of(representationAt(ε, G⋆, rng), G⋆) = ε} up to rounding.
   *
   * @param distance {@code ε}, from 0 to 1
   * @param Gstar {@code G⋆} with orthonormal rows, (k × dX), dX ≥ 2 k
   * @param rng stream of {@code N}
   * @return {@code G} with orthonormal rows, (k × dX)
   * @throws IllegalArgumentException if the distance is not from 0 to 1
   * @throws ShapeException if there are not k directions outside the row space
   */
  public static Matrix representationAt(double distance, Matrix Gstar, Rng rng) {
    if (!(distance >= 0 && distance <= 1)) {
      throw new IllegalArgumentException(
          "representationAt: distance " + distance + "; want a number from 0 to 1");
    }
    int k = Gstar.rows();
    if (Gstar.cols() < 2 * k) {
      throw new ShapeException(
          "representationAt: G⋆ is %d×%d, with %d directions outside its rows; want at least %d"
              .formatted(k, Gstar.cols(), Gstar.cols() - k, k));
    }
    Matrix Z = rng.gaussian(k, Gstar.cols());
    Matrix outside = Z.minus(Z.times(Gstar.T()).times(Gstar));
    Matrix N = Qr.of(outside.T()).q().T();
    return Gstar.times(Math.sqrt(1 - distance * distance)).plusInPlace(distance, N);
  }
}
