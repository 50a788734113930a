package dev.layerwise.lab.train;

import dev.layerwise.lab.data.DataSet;
import dev.layerwise.lab.data.Standardization;
import dev.layerwise.lab.data.Targets;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Pass;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Measures a network on every example of a set, a chunk at a time. */
public final class Evaluator {
  private static final int CHUNK = 1000;

  private final DataSet data;
  private final Standardization scaling;
  private final Loss loss;
  private final Chunk whole;
  private final Chunk rest;
  private final int[] rows;

  /**
   * Makes the buffers.
   *
   * @param network what is measured, now and later
   * @param data on what
   * @param scaling what is done to its inputs
   * @param loss the loss
   */
  public Evaluator(Network network, DataSet data, Standardization scaling, Loss loss) {
    this.data = data;
    this.scaling = scaling;
    this.loss = loss;
    int n = Math.min(CHUNK, data.count());
    int left = data.count() % n;
    whole = new Chunk(network, n);
    rest = left == 0 ? whole : new Chunk(network, left);
    rows = IntStream.range(0, data.count()).toArray();
  }

  /** Measures the network as it is now. */
  public Score score() {
    double sum = 0;
    long right = 0;
    for (int from = 0; from < rows.length; ) {
      Chunk chunk = rows.length - from >= whole.X.rows() ? whole : rest;
      data.inputs().gather(rows, from, scaling, chunk.X);
      data.targets().gather(rows, from, chunk.Y);
      Matrix f = chunk.pass.forward(chunk.X, Mode.EVALUATE);
      sum += loss.value(f, chunk.Y) * f.rows();
      if (data.targets() instanceof Targets.Classes classes) {
        right += right(f, classes.labels(), from);
      }
      from += f.rows();
    }
    OptionalDouble accuracy =
        data.targets() instanceof Targets.Classes
            ? OptionalDouble.of((double) right / rows.length)
            : OptionalDouble.empty();
    return new Score(sum / rows.length, accuracy);
  }

  private static long right(Matrix f, int[] labels, int from) {
    long right = 0;
    for (int i = 0; i < f.rows(); i++) {
      int largest = 0;
      for (int c = 1; c < f.cols(); c++) {
        largest = f.get(i, c) > f.get(i, largest) ? c : largest;
      }
      right += largest == labels[from + i] ? 1 : 0;
    }
    return right;
  }

  private static final class Chunk {
    final Pass pass;
    final Matrix X;
    final Matrix Y;

    Chunk(Network network, int n) {
      pass = network.pass(n);
      X = Matrix.zeros(n, network.input().size());
      Y = Matrix.zeros(n, network.output().size());
    }
  }
}
