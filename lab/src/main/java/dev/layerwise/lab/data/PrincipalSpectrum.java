package dev.layerwise.lab.data;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import java.util.Arrays;

/**
 * The principal spectrum of a training set's inputs, and the inputs with that spectrum raised to a
 * power, in the coordinates that they have.
 *
 * <pre>Σ = (X − 1μᵀ)ᵀ(X − 1μᵀ)/N = V diag(λ) Vᵀ;   x ← c V_k diag(λ_k)^((p−1)/2) V_kᵀ (x − μ)</pre>
 *
 * <p>V_k are the k greatest eigenvectors, the same for every p, so every power leaves the same
 * information; c makes the mean square of a feature 1. Law: the training inputs' covariance becomes
 * {@code c² V_k diag(λ_k)^p V_kᵀ}, with condition number {@code (λ₁/λ_k)^p} on its range. At p = 1
 * inputs are moved, scaled as a whole, and projected; at p = 0 they are whitened, in the sense of
 * ZCA.
 *
 * <p>Directions below the k-th are left out because whitening them would amplify what is noise. In
 * pixels and not in principal components, because a method with a spectrum in the identity basis,
 * such as Adam, would be handed the eigenbasis with the latter.
 */
public final class PrincipalSpectrum {
  /** Eigenvalues below this share of the greatest are rounding, and not kept. */
  private static final double ROUNDING = 1e-12;

  private final double[] means;
  private final double[] values;
  private final Matrix V;
  private final double kept;

  private PrincipalSpectrum(double[] means, double[] values, Matrix V, double kept) {
    this.means = means;
    this.values = values;
    this.V = V;
    this.kept = kept;
  }

  /**
   * Measures a training set.
   *
   * @param inputs its inputs, (N, d)
   * @param components k, at least 1; fewer are kept if there are fewer
   * @throws IllegalArgumentException if k is below 1 or all inputs are the same
   */
  public static PrincipalSpectrum fit(Inputs inputs, int components) {
    int d = inputs.features();
    double[] means = new double[d];
    for (int i = 0; i < inputs.count(); i++) {
      for (int j = 0; j < d; j++) {
        means[j] += inputs.get(i, j) / inputs.count();
      }
    }
    Matrix X = centred(inputs, means);
    SymmetricEigen eigen = SymmetricEigen.of(X.T().times(X).times(1.0 / inputs.count()));
    double[] all = eigen.values();
    double greatest = all[d - 1];
    long present = Arrays.stream(all).filter(value -> value > ROUNDING * greatest).count();
    int k = (int) Math.min(components, present);
    if (k < 1 || !(greatest > 0)) {
      throw new IllegalArgumentException(
          "principal spectrum: %d components of a spectrum with %d above rounding; want at least 1"
              .formatted(components, present));
    }
    double[] values = Arrays.copyOfRange(all, d - k, d);
    double kept = Arrays.stream(values).sum() / Arrays.stream(all).sum();
    return new PrincipalSpectrum(means, values, eigen.vectors().slice(0, d, d - k, d), kept);
  }

  private static Matrix centred(Inputs inputs, double[] means) {
    return Matrix.generate(inputs.count(), means.length, (i, j) -> inputs.get(i, j) - means[j]);
  }

  /** k, the number of components that are kept. */
  public int components() {
    return values.length;
  }

  /** The share of the variance that the kept components have. */
  public double share() {
    return kept;
  }

  /**
   * The condition number on its range of the covariance that a power leaves, {@code (λ₁/λ_k)^p}.
   *
   * @param power p
   */
  public double conditionNumber(double power) {
    return Math.pow(values[values.length - 1] / values[0], power);
  }

  /**
   * The map that gives inputs a power of their spectrum, {@code c V_k diag(λ_k)^((p−1)/2) V_kᵀ}.
   *
   * @param power p
   * @return (d, d), symmetric
   */
  public Matrix map(double power) {
    double trace = Arrays.stream(values).map(value -> Math.pow(value, power)).sum();
    double c = Math.sqrt(means.length / trace);
    Matrix D =
        Matrix.diagonal(
            Arrays.stream(values).map(value -> c * Math.pow(value, (power - 1) / 2)).toArray());
    return V.times(D).times(V.T()).symmetrized();
  }

  /**
   * Gives a set's inputs a power of the training set's spectrum.
   *
   * @param set training, validation or test set
   * @param power p
   * @return the same examples, with inputs that are not images any more
   * @throws IllegalArgumentException if it has other features
   */
  public DataSet raised(DataSet set, double power) {
    if (set.inputs().features() != means.length) {
      throw new IllegalArgumentException(
          "principal spectrum: inputs of %d features, of which a set has %d; want as many"
              .formatted(means.length, set.inputs().features()));
    }
    Matrix Zt = map(power).times(centred(set.inputs(), means).T());
    return new DataSet(
        set.shape(), new Inputs.Reals(Zt.toColumnMajor(), means.length), set.targets());
  }
}
