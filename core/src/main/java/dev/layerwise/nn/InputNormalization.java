package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;
import dev.layerwise.linalg.SymmetricEigen;

/** How a batch's inputs are normalised by the batch's own statistics; targets stay as they are. */
public sealed interface InputNormalization {
  /**
   * Returns the moments of the normalised batch.
   *
   * @param batch the batch's moments
   * @return the moments of {@code (v, y)}, {@code v} the normalised input
   */
  Moments apply(Moments batch);

  /**
   * Batch normalisation without a learned affine map: each input has mean 0 and variance 1.
   *
   * <pre>v_i = (x_i − mean_i) / √(var_i + ε)</pre>
   *
   * <p>Source: Ioffe and Szegedy 2015, Algorithm 1; Concurrence §3.1.1.
   *
   * @param epsilon ε ≥ 0, added to the variance
   */
  record BatchNorm(double epsilon) implements InputNormalization {
    /** The customary ε = 1e−5. */
    public BatchNorm() {
      this(1e-5);
    }

    @Override
    public Moments apply(Moments batch) {
      Matrix C = covariance(batch);
      double[] variance = C.diagonal();
      Matrix s =
          Matrix.generate(variance.length, 1, (i, j) -> 1 / Math.sqrt(variance[i] + epsilon));
      Matrix xy = centredCross(batch);
      return centred(
          batch,
          C.hadamard(s.times(s.T())),
          Matrix.generate(xy.rows(), xy.cols(), (i, j) -> s.get(i, 0) * xy.get(i, j)));
    }
  }

  /**
   * Whitening: the inputs have mean 0 and second moment I.
   *
   * <pre>v = C^{−1/2} (x − mean),   C = Ê[(x − mean)(x − mean)ᵀ]</pre>
   *
   * <p>Source: Concurrence §3.1.1.
   */
  record Whitening() implements InputNormalization {
    @Override
    public Moments apply(Moments batch) {
      SymmetricEigen eigen = SymmetricEigen.of(covariance(batch));
      Matrix T = eigen.apply(x -> 1 / Math.sqrt(Math.max(x, SMALLEST_VARIANCE))); // C^{−1/2}
      Matrix xx = eigen.apply(x -> x / Math.max(x, SMALLEST_VARIANCE)); // T C T
      return centred(batch, xx, T.times(centredCross(batch)));
    }
  }

  /** Directions with less variance are treated as if they had this much. */
  double SMALLEST_VARIANCE = 1e-12;

  private static Matrix covariance(Moments batch) {
    return batch.xx().dense().minus(batch.meanX().times(batch.meanX().T()));
  }

  private static Matrix centredCross(Moments batch) {
    return batch.xy().minus(batch.meanX().times(batch.meanY().T()));
  }

  private static Moments centred(Moments batch, Matrix xx, Matrix xy) {
    Matrix noMean = Matrix.zeros(batch.meanX().rows(), 1);
    return new Moments(Spd.of(xx).named("Σ̂v"), xy, batch.yy(), noMean, batch.meanY());
  }
}
