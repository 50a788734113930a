package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.random.Rng;
import java.util.Arrays;

/**
 * An input covariance and its symmetric root.
 *
 * @param sigma {@code Σ}, (d × d)
 * @param root {@code R = Σ^{1/2}}, symmetric, (d × d)
 * @param smallest smallest eigenvalue of {@code Σ}
 * @param largest largest eigenvalue of {@code Σ}
 */
public record Covariance(Matrix sigma, Spd root, double smallest, double largest) {
  /**
   * Independent inputs of variance 1.
   *
   * @param d number of inputs
   * @return {@code Σ = I}
   */
  public static Covariance isotropic(int d) {
    return new Covariance(Matrix.identity(d), Spd.identity(d), 1, 1);
  }

  /**
   * The high-anisotropy covariance {@code Σ = O diag(10^0, …, 10^decades) Oᵀ}, logarithmically
   * spaced, {@code O} a Haar rotation (Concurrence App. F.1 with five decades).
   *
   * @param d number of inputs
   * @param decades decimal logarithm of the condition number
   * @param rng stream of the rotation
   * @return the covariance
   */
  public static Covariance logSpaced(int d, double decades, Rng rng) {
    double[] spectrum = new double[d];
    for (int i = 0; i < d; i++) {
      spectrum[i] = Math.pow(10, decades * i / Math.max(1, d - 1));
    }
    return ofEigen(rng.haarOrthogonal(d), spectrum);
  }

  /**
   * The low-anisotropy covariance of Concurrence App. F.1, {@code S = ½ (E + Eᵀ)} with {@code E = 5
   * I + N} and standard normal {@code N}. As printed it is indefinite (its spectrum reaches from
   * about 5 − √(2d) to 5 + √(2d)); {@code |S|}, which has the same eigenvectors and the absolute
   * eigenvalues, is what a sampler that takes roots of singular values draws from.
   *
   * @param d number of inputs
   * @param rng stream of {@code N}
   * @return {@code Σ = |S|}
   */
  public static Covariance lowAnisotropy(int d, Rng rng) {
    Matrix E = rng.gaussian(d, d).plusDiagonal(5);
    SymmetricEigen eigen = SymmetricEigen.of(E.symmetrized());
    double[] spectrum = new double[d];
    for (int i = 0; i < d; i++) {
      spectrum[i] = Math.abs(eigen.values()[i]);
    }
    return ofEigen(eigen.vectors(), spectrum);
  }

  /**
   * Returns the covariance of inputs that are larger by a factor.
   *
   * @param factor the factor of the inputs' variance, positive
   * @return {@code c Σ}
   * @throws IllegalArgumentException if the factor is not positive and finite
   */
  public Covariance times(double factor) {
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(
          "Covariance.times: factor " + factor + "; want a positive finite number");
    }
    SymmetricEigen eigen = root.eigen();
    double[] roots = Arrays.stream(eigen.values()).map(r -> r * Math.sqrt(factor)).toArray();
    Spd scaledRoot = Spd.ofEigen(eigen.vectors(), roots).named("Σ^½");
    return new Covariance(sigma.times(factor), scaledRoot, factor * smallest, factor * largest);
  }

  private static Covariance ofEigen(Matrix V, double[] spectrum) {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    double[] roots = new double[spectrum.length];
    for (int i = 0; i < roots.length; i++) {
      smallest = Math.min(smallest, spectrum[i]);
      largest = Math.max(largest, spectrum[i]);
      roots[i] = Math.sqrt(spectrum[i]);
    }
    Matrix sigma = V.times(Matrix.diagonal(spectrum)).times(V.T()).symmetrized();
    return new Covariance(sigma, Spd.ofEigen(V, roots).named("Σ^½"), smallest, largest);
  }
}
