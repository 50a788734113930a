package dev.layerwise.lab.train;

import dev.layerwise.lab.data.DataSet;
import dev.layerwise.lab.data.Standardization;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;

/**
 * The batches of training, a function of the stream and the step alone: epoch e takes the examples
 * in the order of the permutation drawn from {@code rng.stream("shuffle", e)}, and leaves out what
 * does not fill a last batch.
 */
public final class MiniBatches {
  private final DataSet data;
  private final Standardization scaling;
  private final Rng rng;
  private final Matrix X;
  private final Matrix Y;
  private long epoch = -1;
  private int[] order = {};

  /**
   * Starts.
   *
   * @param data the training set
   * @param scaling what is done to its inputs
   * @param n examples in a batch, at most as many as there are
   * @param rng what the shuffles are drawn from
   */
  public MiniBatches(DataSet data, Standardization scaling, int n, Rng rng) {
    if (n < 1 || n > data.count()) {
      throw new IllegalArgumentException(
          "batches of %d of %d examples; want 1 to %d".formatted(n, data.count(), data.count()));
    }
    this.data = data;
    this.scaling = scaling;
    this.rng = rng;
    X = Matrix.zeros(n, data.inputs().features());
    Y = Matrix.zeros(n, data.targets().outputs());
  }

  /** The number of batches in an epoch, the incomplete one left out. */
  public long perEpoch() {
    return data.count() / X.rows();
  }

  /**
   * Turns to the batch of a step.
   *
   * @param step from 1
   */
  public void load(long step) {
    long e = (step - 1) / perEpoch();
    if (e != epoch) {
      order = rng.stream("shuffle", e).permutation(data.count());
      epoch = e;
    }
    int from = (int) ((step - 1) % perEpoch()) * X.rows();
    data.inputs().gather(order, from, scaling, X);
    data.targets().gather(order, from, Y);
  }

  /** The inputs of the batch, (n, d); the same matrix for all batches. */
  public Matrix inputs() {
    return X;
  }

  /** The targets of the batch, (n, C); the same matrix for all batches. */
  public Matrix targets() {
    return Y;
  }
}
