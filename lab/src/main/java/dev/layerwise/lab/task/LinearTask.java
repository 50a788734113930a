package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;
import dev.layerwise.nn.Moments;
import dev.layerwise.random.Rng;

/**
 * One task of linear representation learning: {@code y = M x + σ e}, {@code M = F⋆ G⋆}, {@code e ~
 * N(0, I)}, {@code x = Σ^{1/2} u} with independent entries of {@code u} (Concurrence eq. (6), (13),
 * (38)).
 *
 * @param M the map, (dY × dX)
 * @param covariance covariance of the inputs
 * @param sigma standard deviation σ of the label noise
 * @param law law of the entries of {@code u}
 */
public record LinearTask(Matrix M, Covariance covariance, double sigma, InputLaw law) {
  /** The law of the independent entries that inputs are mixed from. */
  public enum InputLaw {
    /** +1 or −1 with equal probability. */
    UNIFORM,
    /** Standard normal. */
    GAUSSIAN
  }

  /**
   * Returns a stream of fresh batches.
   *
   * @param n examples in each batch
   * @param rng random stream that the batches are drawn from, one after the other
   * @return the batches, as their moments
   */
  public MomentStream batches(int n, Rng rng) {
    return new MomentStream(this, n, rng);
  }

  /**
   * Returns the moments of an infinite batch.
   *
   * @return {@code Σ}, {@code Σ Mᵀ}, {@code M Σ Mᵀ + σ² I}
   */
  public Moments population() {
    Matrix xy = covariance.sigma().times(M.T());
    Matrix yy = M.times(xy).symmetrized().plusDiagonal(sigma * sigma);
    return new Moments(
        Spd.of(covariance.sigma()).named("Σx"),
        xy,
        yy,
        Matrix.zeros(M.cols(), 1),
        Matrix.zeros(M.rows(), 1));
  }

  /**
   * Returns the population excess risk of a predictor.
   *
   * @param W the predictor's map, (dY × dX)
   * @return {@code E‖W x − M x‖²}, the sum over outputs
   */
  public double excessRisk(Matrix W) {
    Matrix D = W.minus(M);
    return D.times(covariance.sigma()).dot(D);
  }
}
