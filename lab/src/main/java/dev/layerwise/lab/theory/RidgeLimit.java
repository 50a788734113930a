package dev.layerwise.lab.theory;

import java.util.function.DoubleUnaryOperator;

/**
 * What the resolvent {@code (Σ̂x + λ I)⁻¹} of a sample covariance becomes as dX and n grow with
 * {@code φ = dX/n} (Marchenko-Pastur). With population eigenvalues t of weights w,
 *
 * <pre>{@code
 * κ (1 − φ Ψ₁(κ)) = λ,   s = Σ w t/(κ + t)²,   q = Σ w t²/(κ + t)²,   κ′ = 1/(1 − φ q)
 * Ψ₁ = Tr[Σ (Σ + κ)⁻¹]/dX = Σ w t/(κ + t)
 * Ψ₂ = q + φ κ² s² κ′,   Ψ₃ = κ′ s
 * m = r Σ w/(κ + t),   m′ = κ′ (r Σ w/(κ + t)² + φ r² s Σ w/(κ + t)),   r = κ/λ
 * }</pre>
 *
 * All sums are of positive terms, so that no digits cancel at any λ. The direct way, m from a fixed
 * point for the companion transform and m′ by differences, has lost all digits of m′ at λ = 1e−8.
 *
 * <p>Here m′ is the true derivative dm/dz at z = −λ, which is positive, and {@code Ψ₂ = 1 − 2λ m +
 * λ² m′}, {@code Ψ₃ = m − λ m′}. The paper defines m′ by eq. (33) with the sign turned and writes
 * eq. (34) for that.
 *
 * <p>Source: arXiv:2502.01763 Lemma 3.12, eq. (34), App. E.8.
 *
 * @param lambda λ, at least 0
 * @param kappa κ(λ)
 * @param psi1 {@code Ψ₁ = lim β⋆ᵀ (Σ̂ + λ)⁻¹ Σ̂ β⋆}
 * @param psi2 {@code Ψ₂ = lim |(Σ̂ + λ)⁻¹ Σ̂ β⋆|²}
 * @param psi3 {@code Ψ₃ = lim Tr[(Σ̂ + λ)⁻² Σ̂]/dX}; infinite at λ = 0, φ = 1
 * @param m {@code lim Tr(Σ̂ + λ)⁻¹/dX}; infinite at λ = 0, φ ≥ 1
 * @param mPrime {@code lim Tr(Σ̂ + λ)⁻²/dX}; infinite where m is
 */
public record RidgeLimit(
    double lambda, double kappa, double psi1, double psi2, double psi3, double m, double mPrime) {
  private static final int MOST_STEPS = 1000;

  /**
   * The limit for one ridge.
   *
   * @param spectrum population eigenvalues; all positive if λ is 0
   * @param ratio φ
   * @param lambda λ, finite, at least 0
   * @throws IllegalArgumentException if λ is negative or not finite, or is 0 with an eigenvalue 0
   */
  public static RidgeLimit of(PopulationSpectrum spectrum, AspectRatio ratio, double lambda) {
    if (!(lambda >= 0 && Double.isFinite(lambda))) {
      throw new IllegalArgumentException(
          "lambda " + lambda + " of the ridge: want a finite number of at least 0");
    }
    if (lambda == 0 && !spectrum.positive()) {
      throw new IllegalArgumentException(
          "lambda 0 with an eigenvalue 0: the covariance has no inverse; want lambda above 0, or"
              + " positive eigenvalues");
    }
    double kappa = kappa(spectrum, ratio, lambda);
    return lambda == 0 && ratio.rest() == 0
        ? new RidgeLimit(
            0,
            0,
            1,
            1,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY)
        : at(spectrum, ratio, lambda, kappa);
  }

  private static RidgeLimit at(
      PopulationSpectrum spectrum, AspectRatio ratio, double lambda, double k) {
    double phi = ratio.phi();
    double psi1 = spectrum.sum(t -> t / (k + t));
    double s = spectrum.sum(t -> t / square(k + t));
    double q = spectrum.sum(t -> square(t / (k + t)));
    double trace = spectrum.sum(t -> 1 / (k + t));
    double traceSquare = spectrum.sum(t -> 1 / square(k + t));
    double onePerR = lambda == 0 ? Math.max(ratio.rest(), 0) : lambda / k; // 1/r = 1 − φ Ψ₁
    double slope = 1 / (onePerR + phi * k * s); // κ′ = 1/(1 − φ q), as Ψ₁ = q + κ s
    double psi2 = q + phi * square(k * s) * slope;
    double r = 1 / onePerR;
    double m = r * trace;
    double mPrime = slope * (r * traceSquare + phi * r * r * s * trace);
    return new RidgeLimit(lambda, k, psi1, psi2, slope * s, m, mPrime);
  }

  /**
   * The root κ of {@code f(κ) = κ (1 − φ Ψ₁(κ)) − λ}, by Newton's method from {@code λ + φ Σ w t},
   * which is right of it; f is convex, so the steps go down and end where rounding ends them. A
   * step is {@code κ ← (λ + φ κ² s)/f′}, which is free of cancellation.
   */
  private static double kappa(PopulationSpectrum spectrum, AspectRatio ratio, double lambda) {
    if (lambda == 0 && ratio.rest() >= 0) {
      return 0;
    }
    double phi = ratio.phi();
    double kappa = lambda + phi * spectrum.mean();
    for (int step = 0; step < MOST_STEPS; step++) {
      double k = kappa;
      DoubleUnaryOperator distance = t -> k * (k + 2 * t) / square(k + t); // 1 − t²/(κ + t)²
      double derivative = ratio.rest() + phi * spectrum.sum(distance);
      double next = (lambda + phi * k * k * spectrum.sum(t -> t / square(k + t))) / derivative;
      if (!(next < kappa)) {
        break;
      }
      kappa = next;
    }
    return kappa;
  }

  private static double square(double x) {
    return x * x;
  }
}
