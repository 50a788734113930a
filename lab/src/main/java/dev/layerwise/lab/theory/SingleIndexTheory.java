package dev.layerwise.lab.theory;

/**
 * How well one step on the first layer finds the direction of a single-index teacher, {@code y =
 * s⋆(β⋆·x) + σ ε}, {@code x ~ N(0, Σx)}, as dX, n and the width grow in proportion.
 *
 * <p>Source: arXiv:2502.01763 Lemma 3.10 for SGD and Lemma 3.12 for K-FAC.
 *
 * @param spectrum eigenvalues of Σx
 * @param ratio {@code φ = dX/n}
 * @param teacher constants of s⋆ at the variance {@code Tr(Σx)/dX}
 * @param noise σ, the standard deviation of the label noise
 */
public record SingleIndexTheory(
    PopulationSpectrum spectrum, AspectRatio ratio, GaussianConstants teacher, double noise) {
  /**
   * Checks the noise and the teacher's variance.
   *
   * @throws IllegalArgumentException if the noise is negative or not finite, or the teacher was
   *     integrated at another variance than {@code Tr(Σx)/dX}
   */
  public SingleIndexTheory {
    if (!(noise >= 0 && Double.isFinite(noise))) {
      throw new IllegalArgumentException(
          "noise " + noise + " of the labels: want a standard deviation, at least 0");
    }
    double variance = spectrum.mean();
    if (!(Math.abs(teacher.variance() - variance) <= 1e-12 * variance)) {
      throw new IllegalArgumentException(
          "teacher at variance %s; want %s, the mean eigenvalue"
              .formatted(teacher.variance(), variance));
    }
    if (teacher.c2() + noise == 0) {
      throw new IllegalArgumentException(
          "the labels are all 0: want a teacher that is not 0, or noise");
    }
  }

  /** With the teacher integrated at the variance that the spectrum says. */
  public static SingleIndexTheory of(
      PopulationSpectrum spectrum, AspectRatio ratio, Teacher teacher, double noise) {
    GaussianConstants constants = GaussianConstants.of(teacher, spectrum.mean());
    return new SingleIndexTheory(spectrum, ratio, constants, noise);
  }

  /**
   * Lemma 3.10: the correlation of SGD's direction with β⋆, {@code c₁ t₁ / √((E s⋆² + σ²) φ t₁ +
   * c₁² t₂)}.
   */
  public double corrSgd() {
    double t1 = spectrum.mean();
    double c1 = teacher.c1();
    double variance = (teacher.c2() + noise * noise) * ratio.phi() * t1;
    return c1 * t1 / Math.sqrt(variance + c1 * c1 * spectrum.meanSquare()); // Lemma 3.10
  }

  /**
   * Lemma 3.12: the correlation of K-FAC's direction with β⋆, {@code c₁ Ψ₁ / √(c₁² Ψ₂ + φ (c²_{>1}
   * + σ²) Ψ₃)}.
   *
   * @param lambda λ_G, at least 0; 0 where φ = 1 gives 0, unless nothing but the signal is there
   */
  public double corrKfac(double lambda) {
    return corrKfac(limit(lambda));
  }

  /** Lemma 3.12 for a limit that is there already. */
  public double corrKfac(RidgeLimit limit) {
    double c1 = teacher.c1();
    double rest = restVariance();
    double variance = rest == 0 ? 0 : ratio.phi() * rest * limit.psi3();
    double square = c1 * c1 * limit.psi2() + variance;
    return c1 == 0 ? 0 : c1 * limit.psi1() / Math.sqrt(square); // Lemma 3.12
  }

  /** The limits Ψ₁, Ψ₂, Ψ₃, m, m′, κ for a ridge. */
  public RidgeLimit limit(double lambda) {
    return RidgeLimit.of(spectrum, ratio, lambda);
  }

  /**
   * The ridge at which K-FAC's correlation is largest, {@code λ⋆ = φ (c²_{>1} + σ²)/c₁²}; there it
   * is {@code √Ψ₁(λ⋆)}, as {@code Ψ₂ + λ Ψ₃ = Ψ₁}. Infinite if c₁ is 0.
   */
  public double bestLambda() {
    double c1 = teacher.c1();
    return c1 == 0 ? Double.POSITIVE_INFINITY : ratio.phi() * restVariance() / (c1 * c1);
  }

  private double restVariance() {
    return teacher.cAbove() + noise * noise; // what no direction explains
  }
}
