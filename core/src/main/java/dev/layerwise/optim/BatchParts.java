package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Rows;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Pass;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of a batch, taken in parts that are small enough for what layers see of them to stay
 * in a cache, that of the second level if it is not too much: {@code G = Σ (n_p/n) G_p}.
 */
final class BatchParts {
  /**
   * Numbers that may be kept for the rows of a part, 512 KiB: half of a large second-level cache.
   */
  private static final int ROOM = 1 << 16;

  /** Fewer rows do not pay for the calls. */
  private static final int FEWEST = 128;

  /** What summing up a parameter's gradients costs, in numbers kept for a part. */
  private static final int SUMMING = 4;

  private final Network network;
  private final Loss loss;
  private final int n;
  private final int size;
  private final boolean help;
  private final List<Part> parts = new ArrayList<>();
  private final List<Matrix> sums = new ArrayList<>();

  /** Batches of one size. */
  private final class Part {
    private final Pass pass;
    private final Matrix X;
    private final Matrix Y;
    private final Matrix outputGradients;

    Part(int rows) {
      pass = network.pass(rows);
      X = Matrix.zeros(rows, network.input().size());
      Y = Matrix.zeros(rows, network.output().size());
      outputGradients = Matrix.zeros(rows, network.output().size());
    }

    /** Adds to the sums. */
    double gradient(Matrix allX, Matrix allY, int first) {
      Matrix f = pass.forward(Rows.cut(allX, first, X), Mode.TRAIN);
      Rows.cut(allY, first, Y);
      pass.backward(loss.gradient(f, Y, outputGradients));
      double share = (double) X.rows() / n;
      for (int i = 0; i < sums.size(); i++) {
        sums.get(i).plusInPlace(share, network.parameters().get(i).gradient());
      }
      return share * loss.value(f, Y);
    }
  }

  /**
   * Parts of batches.
   *
   * @param n examples in a batch
   */
  BatchParts(Network network, Loss loss, int n) {
    this.network = network;
    this.loss = loss;
    this.n = n;
    int numbers = numbers(network);
    size = Math.max(FEWEST, Integer.highestOneBit(ROOM / numbers));
    help =
        n >= 2 * size
            && SUMMING * network.size() <= (long) size * numbers
            && network.buffers().isEmpty();
    if (!help) {
      return;
    }
    parts.add(new Part(size));
    if (n % size > 0) {
      parts.add(new Part(n % size));
    }
    for (Parameter p : network.parameters()) {
      sums.add(Matrix.zeros(p.value().rows(), p.value().cols()));
    }
  }

  /** What an example is kept as: its input, and output and gradient of each layer, about. */
  private static int numbers(Network network) {
    long all = network.input().size();
    for (Block block : network.blocks()) {
      all += 3L * block.dOut() * block.positions();
    }
    return (int) Math.min(Integer.MAX_VALUE, all);
  }

  /**
   * Whether parts are worth their while: examples are independent, there are several parts, and
   * summing up the parameters' gradients costs little beside them.
   */
  boolean help() {
    return help;
  }

  /** Computes the gradients of all parameters, and the mean loss. */
  double gradient(Matrix X, Matrix Y) {
    for (int i = 0; i < sums.size(); i++) {
      sums.get(i).fill(0);
    }
    double value = 0;
    for (int first = 0; first < n; first += size) {
      value += parts.get(first + size <= n ? 0 : 1).gradient(X, Y, first);
    }
    for (int i = 0; i < sums.size(); i++) {
      network.parameters().get(i).gradient().setTo(sums.get(i));
    }
    return value;
  }
}
