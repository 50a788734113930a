package dev.layerwise.lab.task;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;
import dev.layerwise.nn.Moments;
import dev.layerwise.random.Rng;

/**
 * Fresh batches of a task, handed out as their moments. The inputs {@code X = U R} are never
 * formed: with {@code R = Σ^{1/2}}, {@code W = UᵀU/n} and noise {@code E} (n × dY),
 *
 * <pre>
 * Σ̂x  = R W R
 * Σ̂xy = R (W R Mᵀ + σ UᵀE/n)
 * Σ̂y  = M R W R Mᵀ + σ (M R UᵀE/n + (M R UᵀE/n)ᵀ) + σ² EᵀE/n
 * </pre>
 *
 * <p>The same numbers as from {@code X} and {@code Y} up to rounding. Buffers are reused; not for
 * use by several threads at once.
 */
public final class MomentStream {
  private final LinearTask task;
  private final int n;
  private final Rng rng;
  private final WhiteInputs inputs;
  private final Matrix RMt;
  private final Matrix[] noise;
  private final Matrix UtE;
  private final Matrix EtE;

  MomentStream(LinearTask task, int n, Rng rng) {
    this.task = task;
    this.n = n;
    this.rng = rng;
    int dX = task.M().cols();
    int dY = task.M().rows();
    this.inputs = WhiteInputs.of(task.law(), n, dX);
    this.RMt = task.covariance().root().times(task.M().T());
    this.noise = new Matrix[inputs.chunks()];
    for (int chunk = 0; chunk < noise.length; chunk++) {
      // A last column of ones makes every mean fall out of the same products.
      noise[chunk] = Matrix.zeros(inputs.size(chunk), dY + 1).fill(1);
    }
    this.UtE = Matrix.zeros(dX, dY + 1);
    this.EtE = Matrix.zeros(dY + 1, dY + 1);
  }

  /**
   * Draws the next batch.
   *
   * @return its moments
   */
  public Moments next() {
    int dX = task.M().cols();
    int dY = task.M().rows();
    double sigma = task.sigma();
    drawProducts(dY);
    Spd R = task.covariance().root();
    Matrix W = inputs.secondMoment();
    Matrix WRMt = W.times(RMt);
    Matrix UtNoise = UtE.slice(0, dX, 0, dY).timesInPlace(sigma); // σ UᵀE/n
    Matrix cross = RMt.T().times(UtNoise); // σ M R UᵀE/n
    Matrix yy =
        RMt.T()
            .times(WRMt)
            .plusInPlace(cross)
            .plusInPlace(cross.T())
            .plusInPlace(sigma * sigma, EtE.slice(0, dY, 0, dY))
            .symmetrized();
    Matrix xy = R.times(WRMt.plusInPlace(UtNoise)); // Σ̂xy = R (W R Mᵀ + σ UᵀE/n)
    Matrix meanX = R.times(UtE.slice(0, dX, dY, dY + 1)); // R Uᵀ1/n
    Matrix meanY =
        task.M().times(meanX).plusInPlace(sigma, EtE.slice(0, dY, dY, dY + 1)); // M mean + σ Eᵀ1/n
    Spd xx = Spd.congruence(R, Spd.trusting(W).named("UᵀU/n")).named("Σ̂x");
    return new Moments(xx, xy, yy, meanX, meanY);
  }

  /** {@code UᵀE/n} and {@code EᵀE/n} of fresh inputs and noise, with the column of ones. */
  private void drawProducts(int dY) {
    UtE.fill(0);
    EtE.fill(0);
    for (int chunk = 0; chunk < noise.length; chunk++) {
      Matrix Ut = inputs.draw(chunk, rng);
      Matrix E = noise[chunk];
      E.fillColumnsInPlace(entries -> rng.fillGaussian(entries, 0, E.rows() * dY));
      UtE.plusProductInPlace(1.0 / n, Ut, E);
      EtE.plusProductInPlace(1.0 / n, E.T(), E);
    }
  }
}
