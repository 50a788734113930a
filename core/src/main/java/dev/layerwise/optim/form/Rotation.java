package dev.layerwise.optim.form;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Eigenbasis;
import dev.layerwise.linalg.Geodesic;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.StateVisitor;
import java.util.Optional;

/**
 * A basis of matrices (rows, cols): {@code X = UᵀG V} and back, {@code U X Vᵀ}. A side that is
 * absent is the identity and costs nothing.
 */
record Rotation(Optional<Side> left, Optional<Side> right, Matrix half, Matrix rotated) {
  /**
   * A basis, and the eigenvalues that came with it.
   *
   * @param basis U or V
   * @param values σ, (d, 1)
   */
  record Side(Eigenbasis basis, Matrix values) {
    static Side of(int d) {
      return new Side(new Eigenbasis(d), Matrix.zeros(d, 1).fill(1));
    }

    Matrix vectors() {
      return basis.vectors();
    }

    /**
     * Takes the eigenvectors of a factor, or the point γ of the geodesic from the identity to them;
     * if that fails, nothing changes.
     */
    void turnTo(RunningFactor factor, double gamma) {
      basis.decompose(factor.lower(), /* canonical= */ true);
      if (gamma < 1) {
        vectors().setTo(Geodesic.to(vectors()).at(gamma)); // exp(γ log U)
      }
      basis.copyValues(values);
    }
  }

  static Rotation of(int rows, int cols, boolean turnsLeft, boolean turnsRight) {
    return new Rotation(
        turnsLeft ? Optional.of(Side.of(rows)) : Optional.empty(),
        turnsRight ? Optional.of(Side.of(cols)) : Optional.empty(),
        Matrix.zeros(rows, cols),
        Matrix.zeros(rows, cols));
  }

  /** {@code UᵀG V}; may be changed, overwritten by the next call of either method. */
  Matrix into(Matrix G) {
    Matrix X = left.isPresent() ? half.setToProduct(left.get().vectors().T(), G) : half.setTo(G);
    return right.isPresent() ? rotated.setToProduct(X, right.get().vectors()) : rotated.setTo(X);
  }

  /** {@code U X Vᵀ} of what {@link #into} returned. */
  Matrix back() {
    Matrix X =
        right.isPresent()
            ? half.setToProduct(rotated, right.get().vectors().T())
            : half.setTo(rotated);
    return left.isPresent() ? rotated.setToProduct(left.get().vectors(), X) : rotated.setTo(X);
  }

  /** {@code D(i, j) ← scale σ_U(i) σ_V(j)}, negative ones being rounding and taken for 0. */
  void eigenvalues(double scale, Matrix D) {
    for (int j = 0; j < D.cols(); j++) {
      double v = right.isPresent() ? Math.max(0, right.get().values().get(j, 0)) : 1;
      for (int i = 0; i < D.rows(); i++) {
        double u = left.isPresent() ? Math.max(0, left.get().values().get(i, 0)) : 1;
        D.set(i, j, scale * u * v);
      }
    }
  }

  void state(StateVisitor visitor) {
    left.ifPresent(side -> visit(visitor, "U", side));
    right.ifPresent(side -> visit(visitor, "V", side));
  }

  private static void visit(StateVisitor visitor, String name, Side side) {
    visitor.matrix(name, side.vectors());
    visitor.matrix(name + " values", side.values());
  }
}
