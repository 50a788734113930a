package dev.layerwise.lab.theory;

import java.util.Arrays;

/**
 * Eigenvalues of the covariance Σx and the share of the dimensions that each takes.
 *
 * @param eigenvalues t, at least 0 and not all 0
 * @param weights w, positive, of sum 1
 */
@SuppressWarnings("ArrayRecordComponent") // copied both ways and compared by content
public record PopulationSpectrum(double[] eigenvalues, double[] weights) {
  /**
   * Checks and copies both.
   *
   * @throws IllegalArgumentException if an eigenvalue is negative or not finite, all are 0, a
   *     weight is not positive, or the weights do not add to 1
   */
  public PopulationSpectrum {
    eigenvalues = eigenvalues.clone();
    weights = weights.clone();
    if (eigenvalues.length != weights.length || eigenvalues.length == 0) {
      throw new IllegalArgumentException(
          "spectrum: %d eigenvalues and %d weights; want as many of both, and at least one"
              .formatted(eigenvalues.length, weights.length));
    }
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      if (!(eigenvalues[i] >= 0 && Double.isFinite(eigenvalues[i]))) {
        throw new IllegalArgumentException(
            "spectrum: eigenvalue %d is %s; want finite numbers of at least 0"
                .formatted(i + 1, eigenvalues[i]));
      }
      if (!(weights[i] > 0)) {
        throw new IllegalArgumentException(
            "spectrum: weight %d is %s; want numbers above 0".formatted(i + 1, weights[i]));
      }
      sum += weights[i];
    }
    if (!(Math.abs(sum - 1) <= 1e-12 * weights.length)) {
      throw new IllegalArgumentException("spectrum: the weights add to " + sum + "; want 1");
    }
    if (Arrays.stream(eigenvalues).max().orElse(0) == 0) {
      throw new IllegalArgumentException("spectrum: all eigenvalues are 0; want one above 0");
    }
  }

  /**
   * {@code Σ^(ε)}: half of the eigenvalues {@code 1 + ε}, half {@code 1 − ε} (arXiv:2502.01763
   * §4.2).
   *
   * @param eps ε, from 0 up to, not including, 1
   * @throws IllegalArgumentException if ε lies elsewhere
   */
  public static PopulationSpectrum twoPoint(double eps) {
    if (!(eps >= 0 && eps < 1)) {
      throw new IllegalArgumentException(
          "eps "
              + eps
              + " of the two eigenvalues 1 ± eps: want a number from 0 up to, not"
              + " including, 1");
    }
    return eps == 0
        ? new PopulationSpectrum(new double[] {1}, new double[] {1})
        : new PopulationSpectrum(new double[] {1 + eps, 1 - eps}, new double[] {0.5, 0.5});
  }

  /** Eigenvalues of equal weight, such as all of a covariance. */
  public static PopulationSpectrum equally(double... eigenvalues) {
    double[] weights = new double[eigenvalues.length];
    Arrays.fill(weights, 1.0 / weights.length);
    return new PopulationSpectrum(eigenvalues, weights);
  }

  /** {@code t₁ = Tr(Σx)/dX}. */
  public double mean() {
    return sum(t -> t);
  }

  /** {@code t₂ = Tr(Σx²)/dX}. */
  public double meanSquare() {
    return sum(t -> t * t);
  }

  /** Whether no eigenvalue is 0. */
  public boolean positive() {
    return Arrays.stream(eigenvalues).min().orElse(0) > 0;
  }

  /** {@code Σ w f(t)}. */
  double sum(java.util.function.DoubleUnaryOperator f) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * f.applyAsDouble(eigenvalues[i]);
    }
    return sum;
  }

  @Override
  public double[] eigenvalues() {
    return eigenvalues.clone();
  }

  @Override
  public double[] weights() {
    return weights.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PopulationSpectrum(double[] t, double[] w)
        && Arrays.equals(eigenvalues, t)
        && Arrays.equals(weights, w);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(eigenvalues) + Arrays.hashCode(weights);
  }

  @Override
  public String toString() {
    return "spectrum " + Arrays.toString(eigenvalues) + " by " + Arrays.toString(weights);
  }
}
