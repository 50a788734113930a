package dev.layerwise.optim.form;

import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Eigenbasis;
import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Geodesic;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.StateVisitor;
import java.util.Arrays;
import java.util.Optional;

/**
 * A basis of matrices (rows, cols): {@code X = UᵀG V} and back, {@code U X Vᵀ}. A side that is
 * absent is the identity and costs nothing.
 */
record Rotation(Optional<Side> left, Optional<Side> right, Matrix half, Matrix rotated) {
  /** A basis, and the eigenvalues that came with it; where asked for, the next one beside it. */
  static final class Side {
    private final Eigenbasis basis;
    private final Matrix values;
    private Optional<Side> next = Optional.empty();
    private boolean fresh;

    private Side(Eigenbasis basis, Matrix values) {
      this.basis = basis;
      this.values = values;
    }

    static Side of(int d) {
      return new Side(new Eigenbasis(d), Matrix.zeros(d, 1).fill(1));
    }

    Eigenbasis basis() {
      return basis;
    }

    /** U or V. */
    Matrix vectors() {
      return basis.vectors();
    }

    /** σ, (d, 1). */
    Matrix values() {
      return values;
    }

    /** Makes room for a next basis: from now on a turn counts when it is taken. */
    void workAhead() {
      next = Optional.of(of(basis.dim()));
    }

    /** Whether it has room for a next basis. */
    boolean worksAhead() {
      return next.isPresent();
    }

    /** Takes the basis of another side, whose factor is c times its own. */
    void turnTo(Side other, double c) {
      vectors().setTo(other.vectors());
      values.setTo(other.values).timesInPlace(1 / c);
    }

    /** Whether the eigenvectors are those of another side, bit by bit. */
    boolean isSameAs(Side other) {
      return Entries.sum(vectors(), other.vectors(), (u, v, n) -> Arrays.equals(u, v) ? 0 : 1) == 0;
    }

    /**
     * Takes the eigenvectors of a factor, or the point γ of the geodesic from the identity to them;
     * if that fails, nothing changes.
     */
    void turnTo(RunningFactor factor, double gamma) {
      if (next.isPresent()) {
        next.get().turnTo(factor, gamma);
        fresh = true;
        return;
      }
      basis.decompose(factor.lower(), /* canonical= */ true);
      if (gamma < 1) {
        vectors().setTo(Geodesic.to(vectors()).at(gamma)); // exp(γ log U)
      }
      basis.copyValues(values);
    }

    private void take() {
      if (fresh) {
        vectors().setTo(next.orElseThrow().vectors());
        values.setTo(next.orElseThrow().values());
        fresh = false;
      }
    }

    private void state(StateVisitor visitor, String name) {
      visitor.matrix(name, vectors());
      visitor.matrix(name + " values", values);
      if (next.isPresent()) {
        next.get().state(visitor, "next " + name);
        fresh = visitor.whole("next " + name + " is there", fresh ? 1 : 0) == 1;
      }
    }
  }

  /**
   * A basis that starts as the identity.
   *
   * @param rotated (rows, cols), takes results
   */
  static Rotation of(boolean turnsLeft, boolean turnsRight, Matrix rotated) {
    int rows = rotated.rows();
    int cols = rotated.cols();
    return new Rotation(
        turnsLeft ? Optional.of(Side.of(rows)) : Optional.empty(),
        turnsRight ? Optional.of(Side.of(cols)) : Optional.empty(),
        turnsLeft == turnsRight ? Matrix.zeros(0, 0) : Matrix.zeros(rows, cols),
        rotated);
  }

  /**
   * {@code UᵀG V}; may be changed, overwritten by the next call of either method.
   *
   * @param G may be the matrix of results itself
   */
  Matrix into(Matrix G) {
    if (left.isPresent() && right.isPresent()) {
      return rotated.setToProduct(left.get().vectors().T(), G, right.get().vectors());
    }
    if (left.isPresent()) {
      return rotated.setTo(half.setToProduct(left.get().vectors().T(), G));
    }
    return right.isPresent()
        ? rotated.setToProduct(half.setTo(G), right.get().vectors())
        : rotated.setTo(G);
  }

  /** {@code U X Vᵀ} of what {@link #into} returned, or of what its place was given since. */
  Matrix back() {
    if (left.isPresent() && right.isPresent()) {
      return rotated.setToProductFromRight(
          left.get().vectors(), rotated, right.get().vectors().T());
    }
    if (left.isPresent()) {
      return rotated.setToProduct(left.get().vectors(), half.setTo(rotated));
    }
    return right.isPresent()
        ? rotated.setTo(half.setToProduct(rotated, right.get().vectors().T()))
        : rotated;
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

  /** Makes room for next bases. */
  void workAhead() {
    left.ifPresent(Side::workAhead);
    right.ifPresent(Side::workAhead);
  }

  /** Takes bases that were turned ahead. */
  void take() {
    left.ifPresent(Side::take);
    right.ifPresent(Side::take);
  }

  void state(StateVisitor visitor) {
    left.ifPresent(side -> side.state(visitor, "U"));
    right.ifPresent(side -> side.state(visitor, "V"));
  }
}
