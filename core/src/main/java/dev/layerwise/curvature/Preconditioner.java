package dev.layerwise.curvature;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.Spd;

/**
 * The form of a layer's preconditioner: how {@code P⁻¹ G Q⁻¹} is computed. The forms are few and
 * closed; methods are many and choose among them.
 *
 * <p>Source: Concurrence eq. (1).
 */
public sealed interface Preconditioner {
  /**
   * Applies the inverse preconditioner to a gradient.
   *
   * @param G gradient, (dOut × dIn)
   * @return {@code P⁻¹ G Q⁻¹}, (dOut × dIn)
   * @throws dev.layerwise.linalg.NumericalException if a factor is not positive definite
   */
  Matrix applyInverse(Matrix G);

  /** No preconditioning: {@code P = I}, {@code Q = I}. */
  record Identity() implements Preconditioner {
    @Override
    public Matrix applyInverse(Matrix G) {
      return G;
    }
  }

  /**
   * A factor on each side. Over {@code vec(G)} it is the Kronecker product {@code Q ⊗ P}.
   *
   * @param P left factor, (dOut × dOut)
   * @param Q right factor, (dIn × dIn)
   */
  record Kronecker(Spd P, Spd Q) implements Preconditioner {
    @Override
    public Matrix applyInverse(Matrix G) {
      return P.inv().times(G.times(Q.inv())); // P⁻¹ G Q⁻¹
    }
  }

  /**
   * A factor on the right alone: {@code P = I}.
   *
   * @param Q right factor, (dIn × dIn)
   */
  record Right(Spd Q) implements Preconditioner {
    @Override
    public Matrix applyInverse(Matrix G) {
      return G.times(Q.inv()); // G Q⁻¹
    }
  }

  /**
   * One number for each weight, as in the Adam family; not a pair of factors.
   *
   * @param D positive entries, (dOut × dIn)
   */
  record Entrywise(Matrix D) implements Preconditioner {
    @Override
    public Matrix applyInverse(Matrix G) {
      if (G.rows() != D.rows() || G.cols() != D.cols()) {
        throw new ShapeException(
            "Entrywise preconditioner: gradient is %d×%d, D is %d×%d; want the same shape"
                .formatted(G.rows(), G.cols(), D.rows(), D.cols()));
      }
      return G.copy().zipInPlace(D, (entry, divisor) -> entry / divisor); // G ⊘ D
    }
  }
}
