package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.random.Rng;

/** Task heads {@code F⋆}, the second layer of linear representation learning. */
public final class Heads {
  private Heads() {}

  /**
   * Draws a head of a given condition number: logarithmically spaced singular values in Haar
   * distributed bases.
   *
   * <pre>F⋆ = U diag(s) Vᵀ,   s from σmin to κ σmin,   κ(F⋆) = κ</pre>
   *
   * @param outputs dY
   * @param features k, at most dY
   * @param smallest smallest singular value σmin, positive
   * @param kappa condition number κ = σmax/σmin, at least 1
   * @param rng stream of the bases
   * @return {@code F⋆}, (dY × k)
   * @throws IllegalArgumentException if σmin or κ is out of range
   * @throws ShapeException if there are fewer outputs than features
   */
  public static Matrix conditioned(
      int outputs, int features, double smallest, double kappa, Rng rng) {
    if (!(smallest > 0) || !(kappa >= 1)) {
      throw new IllegalArgumentException(
          "Heads.conditioned: σmin = %s, κ = %s; want σmin > 0 and κ ≥ 1"
              .formatted(smallest, kappa));
    }
    if (outputs < features) {
      throw new ShapeException(
          "Heads.conditioned: %d outputs, %d features; want at least as many outputs"
              .formatted(outputs, features));
    }
    double[] s = new double[features];
    for (int i = 0; i < features; i++) {
      s[i] = smallest * Math.pow(kappa, i / Math.max(1.0, features - 1.0));
    }
    Matrix U = rng.stream("left").haarRows(features, outputs).T();
    Matrix V = rng.stream("right").haarOrthogonal(features);
    return U.times(Matrix.diagonal(s)).times(V.T());
  }
}
