package dev.layerwise.lab.task;

import dev.layerwise.curvature.Preconditioner;
import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Lanczos;
import dev.layerwise.linalg.LeadingSingular;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;
import dev.layerwise.linalg.SymmetricEigen;

/**
 * One step of the first layer with every ridge, from one eigendecomposition {@code S = U diag(s)
 * Uᵀ}: SGD changes G by {@code M}, K-FAC by {@code M (S + λ I)⁻¹}.
 *
 * <p>The direction learned can be read off in three ways: β itself (see {@link LabelledMoments}),
 * which is reading A; the leading right singular vector of the change, reading B; and that of the
 * whole layer {@code G₀ + η M (S + λ I)⁻¹}, reading C, which shows nothing until η is large.
 *
 * <p>Source: Concurrence Theorem 3.9, Corollary 3.11.
 */
public final class FirstLayerStep {
  private static final double TOLERANCE = 1e-9;
  private static final int EVERY = 4;

  private final Matrix M;
  private final Spd S;
  private final Matrix U;
  private final double[] s;
  private final Matrix K;

  /**
   * Prepares the readings.
   *
   * @param M SGD's change at η = 1, (dh, dX)
   * @param moments second moment of the inputs
   */
  public FirstLayerStep(Matrix M, Matrix moments) {
    this.M = M;
    SymmetricEigen eigen = SymmetricEigen.of(moments);
    U = eigen.vectors();
    s = eigen.values();
    S = Spd.ofEigen(U, s).named("XᵀX/n");
    K = Matrix.zeros(s.length, s.length).setToGram(1, M.times(U)); // Uᵀ MᵀM U
  }

  /** SGD's change at η = 1, (dh, dX). */
  public Matrix sgd() {
    return M;
  }

  /**
   * K-FAC's change at η = 1, {@code M (S + λ I)⁻¹}: P = I, the damped input factor on the right.
   *
   * @param lambda λ ≥ 0
   * @return (dh, dX)
   */
  public Matrix kfac(double lambda) {
    return new Preconditioner.Right(S.plusDamping(lambda)).applyInverse(M);
  }

  /** Reading B of SGD: the leading right singular vector of M, (dX, 1). */
  public Matrix readSgd() {
    return U.times(leading(Matrix.zeros(s.length, 1).fill(1)));
  }

  /**
   * Reading B of K-FAC: the leading right singular vector of {@code M (S + λ I)⁻¹}, from products
   * with {@code (S + λ I)⁻¹ MᵀM (S + λ I)⁻¹} in the eigenbasis of S.
   *
   * @param lambda λ ≥ 0
   * @return (dX, 1)
   */
  public Matrix readKfac(double lambda) {
    return U.times(leading(Matrix.generate(s.length, 1, (i, j) -> 1 / (s[i] + lambda))));
  }

  private Matrix leading(Matrix d) {
    return Lanczos.of(
            v -> timesInPlace(d, K.times(timesInPlace(d, v.copy()))),
            timesInPlace(d, K.times(d)),
            k -> k.size() % EVERY == 0 && isClose(k.largest()))
        .largest()
        .vector();
  }

  private static boolean isClose(Lanczos.Ritz ritz) {
    return ritz.residual() <= TOLERANCE * ritz.value();
  }

  private static Matrix timesInPlace(Matrix d, Matrix v) {
    Entries.each(
        d,
        v,
        (a, b, n) -> {
          for (int i = 0; i < n; i++) {
            b[i] *= a[i];
          }
        });
    return v;
  }

  /**
   * Reading C: the leading right singular vector of a whole layer.
   *
   * @param Gplus the layer after the step, (dh, dX)
   * @param near where the search starts, (dX, 1), such as the direction expected
   * @return (dX, 1)
   */
  public static Matrix readLayer(Matrix Gplus, Matrix near) {
    return LeadingSingular.of(Gplus, near, TOLERANCE).right();
  }

  /**
   * How much the leading right singular vector of {@code G₀ + θ u vᵀ} shows of v in the limit of
   * large dimensions, |cos|: {@code √(1 − (c + θ²)/(θ² (θ² + 1)))} above {@code θ = c^¼}, nothing
   * below.
   *
   * <p>Source: Benaych-Georges, Nadakuditi 2012, for {@code G₀} with variances 1/dX.
   *
   * @param theta θ, the length of the spike, |u| = |v| = 1
   * @param c dh/dX
   */
  public static double overlap(double theta, double c) {
    double square = theta * theta;
    return square * square <= c ? 0 : Math.sqrt(1 - (c + square) / (square * (square + 1)));
  }
}
