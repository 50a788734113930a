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
  record Size(int d, double trace) {
    double meanEigenvalue() {
      return trace / d;
    }
  }

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
    double root = Math.sqrt(lambda / scale);
    return switch (this) {
      case Exact exact ->
          throw new IllegalArgumentException(
              "exact damping does not split over the factors; use the eigenvectors of both");
      case Equal equal -> new Split(1, root, 1, root);
      case Whole whole -> new Split(1, lambda, 1, lambda);
      case Martens2015PiSplit pi -> piSplit(A, G, lambda / scale, root);
    };
  }

  private static Split piSplit(Size A, Size G, double lambda, double root) {
    double a = A.meanEigenvalue();
    double g = G.meanEigenvalue();
    if (a == 0 || g == 0) {
      return new Split(0, root, 0, root);
    }
    double pi = Math.sqrt(a / g);
    double c = Math.sqrt(a * g); // the mean eigenvalue of either, once balanced
    if (A.d() == 1) {
      return new Split(1 / pi, 0, pi, lambda / c);
    }
    if (G.d() == 1) {
      return new Split(1 / pi, lambda / c, pi, 0);
    }
    return new Split(1 / pi, root, pi, root); // (A/π + √λ I) ⊗ (π G + √λ I)
  }
}
