package dev.layerwise.optim.kfac;

import dev.layerwise.curvature.KroneckerDamping;
import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Cholesky;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.optim.StateVisitor;
import java.util.Optional;

/**
 * What block-tridiagonal K-FAC decomposes for one layer i given the next, {@code j = i + 1}:
 *
 * <pre>
 * Ψ = Ψ^A ⊗ Ψ^G,   Ψ^A = A_ij A_jj⁻¹,  Ψ^G = G_ij G_jj⁻¹           how i depends on j
 * Σ = A_ii ⊗ G_ii − C_A ⊗ C_G,   C_A = Ψ^A A_jj Ψ^Aᵀ, C_G = Ψ^G G_jj Ψ^Gᵀ    what is left of i
 * Σ⁻¹ = (K_A ⊗ K_G) (11ᵀ − s_A ⊗ s_G)⁻¹ (K_A ⊗ K_G)ᵀ
 * </pre>
 *
 * with {@code K_Aᵀ A_ii K_A = I}, {@code K_Aᵀ C_A K_A = diag(s_A)}, and K_G alike. All A and G are
 * damped. Without a next layer, {@code Ψ = 0} and {@code Σ = s A ⊗ G}.
 *
 * <p>Source: Martens and Grosse 2015 §4.3 and Martens and Grosse 2015, Appendix B, whose square
 * roots of A and G are Cholesky factors here. A refresh allocates its intermediate matrices.
 */
final class ChainLink {
  private final double scale;
  private final KroneckerDamping damping;
  private final Side inputs;
  private final Side outputs;
  private final Matrix fromNext;
  private final Matrix toNext;
  private final Matrix X;
  private final Matrix room;

  /**
   * Starts at the identity.
   *
   * @param scale the number of positions of this layer
   */
  ChainLink(double scale, KroneckerDamping damping, int dIn, int dOut, int nextIn, int nextOut) {
    this.scale = scale;
    this.damping = damping;
    inputs = new Side(dIn, nextIn);
    outputs = new Side(dOut, nextOut);
    fromNext = Matrix.zeros(dOut, nextIn);
    toNext = Matrix.zeros(nextOut, dIn);
    X = Matrix.zeros(dOut, dIn);
    room = Matrix.zeros(dOut, dIn);
  }

  /** A factor of this layer, of the next, and the mean of the products of both. */
  record Means(RunningFactor own, Optional<RunningFactor> next, Optional<Matrix> cross) {}

  /** The damped factors of one layer, {@code A + α I} and {@code G + γ I}. */
  record Ridges(double input, double output) {
    static Ridges of(
        KroneckerDamping damping, RunningFactor A, RunningFactor G, double scale, double lambda) {
      KroneckerDamping.Split split =
          damping.split(
              new KroneckerDamping.Size(A.dim(), A.trace()),
              new KroneckerDamping.Size(G.dim(), G.trace()),
              scale,
              lambda);
      return new Ridges(
          split.inputRidge() / (split.inputScale() == 0 ? 1 : split.inputScale()),
          split.outputRidge() / (split.outputScale() == 0 ? 1 : split.outputScale()));
    }
  }

  /** Decomposes; leaves the last good result if that fails. */
  void refresh(Means A, Means G, double lambda) {
    Ridges own = Ridges.of(damping, A.own(), G.own(), scale, lambda);
    Ridges next =
        A.next().isEmpty()
            ? own
            : Ridges.of(damping, A.next().get(), G.next().orElseThrow(), 1, lambda);
    Side freshInputs = new Side(A, own.input(), next.input());
    Side freshOutputs = new Side(G, own.output(), next.output());
    double largest = freshInputs.largest() * freshOutputs.largest();
    if (!(largest < 1)) {
      throw new NumericalException(
          "block-tridiagonal K-FAC: a layer is determined by the next to within "
              + (1 - largest)
              + " of its variance; want more than 0; increase damping");
    }
    inputs.setTo(freshInputs);
    outputs.setTo(freshOutputs);
  }

  /** {@code U ← U − Ψ^G Next Ψ^Aᵀ}, the next layer's part in this one's. */
  void minusFromNext(Matrix U, Matrix next) {
    U.plusProductInPlace(-1, fromNext.setToProduct(outputs.Psi, next), inputs.Psi.T());
  }

  /** {@code Next ← Next − Ψ^Gᵀ U Ψ^A}, this layer's part in the next one's. */
  void minusToNext(Matrix U, Matrix next) {
    next.plusProductInPlace(-1, toNext.setToProduct(outputs.Psi.T(), U), inputs.Psi);
  }

  /** {@code U ← Σ⁻¹ U}. */
  void solveInPlace(Matrix U) {
    X.setToProduct(room.setToProduct(outputs.K.T(), U), inputs.K);
    for (int j = 0; j < X.cols(); j++) {
      for (int i = 0; i < X.rows(); i++) {
        double left = scale * (1 - inputs.s.get(j, 0) * outputs.s.get(i, 0));
        X.set(i, j, X.get(i, j) / left);
      }
    }
    U.setToProduct(room.setToProduct(outputs.K, X), inputs.K.T());
  }

  void state(StateVisitor visitor) {
    inputs.state(visitor.in("inputs"));
    outputs.state(visitor.in("outputs"));
  }

  /** One of the two factors. */
  private static final class Side {
    final Matrix Psi;
    final Matrix K;
    final Matrix s;

    Side(int own, int next) {
      Psi = Matrix.zeros(own, next);
      K = Matrix.identity(own);
      s = Matrix.zeros(own, 1);
    }

    Side(Means means, double ownRidge, double nextRidge) {
      Matrix own = means.own().copyTo(Matrix.zeros(means.own().dim(), means.own().dim()));
      Cholesky L = Cholesky.of(own.plusDiagonal(ownRidge));
      Matrix C = Matrix.zeros(own.rows(), own.rows());
      if (means.next().isPresent()) {
        RunningFactor next = means.next().get();
        Matrix nextMean = next.copyTo(Matrix.zeros(next.dim(), next.dim()));
        Matrix cross = means.cross().orElseThrow();
        Psi = Cholesky.of(nextMean.plusDiagonal(nextRidge)).solve(cross.T()).T();
        C.setToProduct(Psi, cross.T()); // Ψ A_jj Ψᵀ
      } else {
        Psi = Matrix.zeros(own.rows(), 0);
      }
      Matrix half = L.solveLower(C);
      SymmetricEigen eigen = SymmetricEigen.of(L.solveLower(half.T()).symmetrized());
      s = Matrix.column(eigen.values());
      K = L.inverse().times(L.timesLower(eigen.vectors())); // L⁻ᵀ E = (L Lᵀ)⁻¹ L E
    }

    double largest() {
      return Math.max(0, s.get(s.rows() - 1, 0));
    }

    void setTo(Side other) {
      Psi.setTo(other.Psi);
      K.setTo(other.K);
      s.setTo(other.s);
    }

    void state(StateVisitor visitor) {
      visitor.matrix("Ψ", Psi);
      visitor.matrix("K", K);
      visitor.matrix("s", s);
    }
  }
}
