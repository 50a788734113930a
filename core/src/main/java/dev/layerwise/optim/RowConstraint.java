package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Qr;

/** What is imposed on a weight matrix's rows after each update. */
public enum RowConstraint {
  /** Nothing. */
  FREE {
    @Override
    Matrix impose(Matrix W) {
      return W;
    }
  },
  /**
   * The rows are made orthonormal: {@code Wᵀ = Q R} with {@code diag(R) > 0}, and {@code W₊ = Qᵀ}
   * (Concurrence eq. (8)).
   */
  ORTHONORMAL {
    @Override
    Matrix impose(Matrix W) {
      return Qr.of(W.T()).q().T();
    }
  };

  abstract Matrix impose(Matrix W);
}
