package dev.layerwise.lab.experiments;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;

/**
 * Gaussian images whose variance is a power law over spatial frequencies, like that of photographs:
 *
 * <pre>
 * Σ = B diag(λ) Bᵀ,   λ(u, v) ∝ (1 + u² + v²)^(−s),   max λ/min λ = κ,   tr Σ = side²
 * </pre>
 *
 * B is the orthonormal cosine transform (DCT-II) of the image.
 */
final class DepthImages {
  private DepthImages() {}

  /**
   * Σ^½.
   *
   * @param side pixels in a row, and rows
   * @param kappa κ ≥ 1
   * @return (side², side²)
   */
  static Spd root(int side, double kappa) {
    int d = side * side;
    double s = Math.log(kappa) / Math.log(1 + 2.0 * (side - 1) * (side - 1));
    double[] variances = new double[d];
    double trace = 0;
    for (int k = 0; k < d; k++) {
      int u = k / side;
      int v = k % side;
      variances[k] = Math.pow(1.0 + u * u + v * v, -s);
      trace += variances[k];
    }
    double[] roots = new double[d];
    for (int k = 0; k < d; k++) {
      roots[k] = Math.sqrt(variances[k] * d / trace);
    }
    Matrix basis =
        Matrix.generate(
            d,
            d,
            (pixel, k) ->
                cosine(side, pixel / side, k / side) * cosine(side, pixel % side, k % side));
    return Spd.ofEigen(basis, roots).named("Σ^½");
  }

  private static double cosine(int side, int place, int frequency) {
    double scale = frequency == 0 ? 1.0 / side : 2.0 / side;
    return Math.sqrt(scale) * Math.cos(Math.PI * (place + 0.5) * frequency / side);
  }
}
