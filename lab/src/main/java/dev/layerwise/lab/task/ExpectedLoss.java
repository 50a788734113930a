package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;

/**
 * The exact expectation over batches of the loss of preconditioned descent on {@link Quadratic},
 * {@code Δ ← Δ − η P g} with a fixed P: {@code E ℓ = ½ tr(Σ M)}, and by Wick's theorem for batches
 * of n
 *
 * <pre>
 * M ← M − η (P Σ M + M Σ P) + η² P ((1 + 1/n) Σ M Σ + tr(Σ M) Σ/n) P,   M₀ = Δ₀ Δ₀ᵀ
 * </pre>
 *
 * <p>Source: proof of Adam-or-GN Lemma 2, with the terms that the bound drops.
 */
public final class ExpectedLoss {
  private final Matrix Sigma;
  private final Matrix P;
  private final double share;
  private Matrix M;

  /**
   * Starts.
   *
   * @param Sigma Σ, (d, d)
   * @param P the preconditioner, (d, d), symmetric
   * @param delta Δ₀, (d, 1)
   * @param n examples in a batch; infinite for the population
   */
  public ExpectedLoss(Matrix Sigma, Matrix P, Matrix delta, double n) {
    this.Sigma = Sigma;
    this.P = P;
    this.share = 1 / n;
    M = delta.times(delta.T());
  }

  /** E ℓ now. */
  public double value() {
    return 0.5 * Sigma.dot(M);
  }

  /**
   * Does a step.
   *
   * @param eta η
   */
  public void step(double eta) {
    Matrix PSM = P.times(Sigma).times(M);
    Matrix inner = Sigma.times(M).times(Sigma).times(1 + share);
    inner.plusInPlace(share * Sigma.dot(M), Sigma);
    Matrix next = M.copy();
    next.plusInPlace(-eta, PSM);
    next.plusInPlace(-eta, PSM.T().copy());
    next.plusInPlace(eta * eta, P.times(inner).times(P));
    M = next.symmetrized(); // else rounding grows: (P Σ M)ᵀ is M Σ P of a symmetric M alone
  }
}
