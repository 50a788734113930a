package dev.layerwise.curvature;

/**
 * How the damping λ of a Kronecker product {@code s A ⊗ G} is put into its factors, so that both
 * can be inverted apart: {@code s (A/π + α I) ⊗ (π G + γ I)}. Only {@link Exact} is {@code s A ⊗ G
 * + λ I} itself, and it needs the eigenvectors of both.
 */
public sealed interface KroneckerDamping {
  /**
   * The two damped factors: {@code (inputScale A + inputRidge I) ⊗ (outputScale G + outputRidge
   * I)}, times the block's scale s.
   */
  record Split(double inputScale, double inputRidge, double outputScale, double outputRidge) {}

  /** What is known of a factor: its order d and its trace. */
  record Size(int d, double trace) {}

  /** λ in the eigenbasis: {@code (s σ_G σ_Aᵀ + λ)⁻¹}. */
  record Exact() implements KroneckerDamping {}

  /** {@code √(λ/s)} on either factor, whatever their sizes. */
  record Equal() implements KroneckerDamping {}

  /** λ on either factor, as kfac-pytorch's inverses have it. */
  record Whole() implements KroneckerDamping {}

  /**
   * {@code √(λ/s)} on either factor, once the mean eigenvalues of both are made equal by {@code π =
   * √((tr A/dA) / (tr G/dG))}.
   *
   * <p>A factor of order 1 is exact without damping, and the other takes all of it; if a factor is
   * 0, both become {@code √(λ/s) I}, as in kfac-jax.
   *
   * <p>Source: Martens and Grosse 2015 §6.3; kfac-jax.
   */
  record Martens2015PiSplit() implements KroneckerDamping {}

  /**
   * Splits the damping.
   *
   * @param A the input factor
   * @param G the output factor
   * @param scale s &gt; 0
   * @param lambda λ ≥ 0
   * @throws IllegalArgumentException for {@link Exact}, which does not split
   */
  default Split split(Size A, Size G, double scale, double lambda) {
    return new KeptSplit().setTo(this, A.d(), A.trace(), G.d(), G.trace(), scale, lambda).split();
  }
}
