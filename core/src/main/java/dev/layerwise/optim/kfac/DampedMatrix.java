package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.KeptEigen;
import dev.layerwise.linalg.KeptInverse;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.StateVisitor;

/** The running mean of a curvature matrix C that is formed, and {@code (C + λ I)⁻¹ x}. */
sealed interface DampedMatrix {
  /**
   * Starts at 0.
   *
   * @param d the order
   * @param exact whether the λ of the step divides, which takes an eigendecomposition, or that of
   *     the last refresh
   */
  static DampedMatrix of(int d, boolean exact) {
    RunningFactor mean = RunningFactor.ofKnownWeight(d);
    return exact
        ? new Eigen(mean, new KeptEigen(d), Matrix.zeros(d, 1))
        : new Inverse(mean, new KeptInverse(d));
  }

  /** C. */
  RunningFactor mean();

  /** Decomposes what the mean is now. */
  void refresh(double lambda);

  /** {@code y ← (C + λ I)⁻¹ x}, C of the last refresh. */
  void solve(double lambda, Matrix x, Matrix y);

  /** Shows everything that the next steps depend on. */
  void state(StateVisitor visitor);

  /** The inverse of the last refresh, with its λ. */
  record Inverse(RunningFactor mean, KeptInverse inverse) implements DampedMatrix {
    @Override
    public void refresh(double lambda) {
      inverse.setTo(1, mean.lower(), lambda);
    }

    @Override
    public void solve(double lambda, Matrix x, Matrix y) {
      y.setToProduct(inverse.matrix(), x);
    }

    @Override
    public void state(StateVisitor visitor) {
      visitor.factor("C", mean);
      visitor.matrix("C inverse", inverse.matrix());
    }
  }

  /** The eigenvectors of the last refresh, with the λ of the step. */
  record Eigen(RunningFactor mean, KeptEigen eigen, Matrix scratch) implements DampedMatrix {
    @Override
    public void refresh(double lambda) {
      eigen.setTo(mean.lower());
    }

    @Override
    public void solve(double lambda, Matrix x, Matrix y) {
      scratch.setToProduct(eigen.vectors().T(), x);
      scratch.zipInPlace(eigen.values(), (s, value) -> s / (Math.max(0, value) + lambda));
      y.setToProduct(eigen.vectors(), scratch);
    }

    @Override
    public void state(StateVisitor visitor) {
      visitor.factor("C", mean);
      visitor.matrix("C vectors", eigen.vectors());
      visitor.matrix("C values", eigen.values());
    }
  }
}
