package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Forward and backward passes of a network over batches of one size, and what each block saw in
 * them. The buffers are made once and reused: every matrix that a pass returns is overwritten by
 * the next pass, and is not to be changed.
 *
 * <pre>{@code
 * Matrix f = pass.forward(X, Mode.TRAIN);        // outputs
 * pass.backward(loss.gradient(f, Y));            // gradients of all parameters
 * Matrix a = pass.input(block);                  // what the layer was given
 * Matrix g = pass.outputGradient(block);         // per-example gradients at its output
 * }</pre>
 */
public final class Pass {
  private static final Need OWN = new Need(Optional.of(Parameter::gradient));
  private static final Need NONE = new Need(Optional.empty());

  private final Network network;
  private final int n;
  private final Stack layers;
  private final List<LayerPass.BlockPass> blocks;
  private final Scratch[] reducedInputs;
  private final Scratch[] reducedGradients;

  /** Where gradients were written that were not written to the parameters' own place. */
  private Need elsewhere = OWN;

  Pass(Network network, int n) {
    if (n < 1) {
      throw new ShapeException("Pass: a batch of " + n + " examples; want at least 1");
    }
    this.network = network;
    this.n = n;
    this.layers = new Stack(network.nodes(), n);
    this.blocks = layers.blocks();
    this.reducedInputs = new Scratch[blocks.size()];
    this.reducedGradients = new Scratch[blocks.size()];
  }

  /** n, the number of examples in a batch. */
  public int size() {
    return n;
  }

  /** The network. */
  public Network network() {
    return network;
  }

  /**
   * The network's outputs.
   *
   * @param X the batch, (n, size of the input), columns in the order channel, row, column; kept
   *     until the next forward pass
   * @param mode training or evaluation
   * @return f, (n, size of the output)
   * @throws ShapeException if the batch does not fit
   */
  public Matrix forward(Matrix X, Mode mode) {
    requireShape("forward", X, network.input().size());
    return layers.forward(X, mode);
  }

  /**
   * Computes the gradient of every parameter, of the mean over the batch, and the gradients at the
   * blocks' outputs. Belongs to the last forward pass.
   *
   * @param outputGradients ∂ℓᵢ/∂fᵢ of each example's own loss, (n, size of the output); kept, and
   *     may be overwritten
   */
  public void backward(Matrix outputGradients) {
    backward(outputGradients, OWN);
  }

  /**
   * The same, with the gradients written elsewhere: the adjoint of {@link #tangent}, {@code Jᵀv/n}.
   *
   * @param outputGradients vᵢ for each example, (n, size of the output); kept, and may be
   *     overwritten
   * @param into for each parameter a matrix of its shape, which is overwritten
   */
  public void backward(Matrix outputGradients, Function<Parameter, Matrix> into) {
    if (!elsewhere.gradients().orElseThrow().equals(into)) {
      elsewhere = new Need(Optional.of(into));
    }
    backward(outputGradients, elsewhere);
  }

  /**
   * Computes the gradients at the blocks' outputs alone; the parameters' gradients stay as they
   * are.
   *
   * @param outputGradients ∂ℓᵢ/∂fᵢ for any function ℓᵢ of the outputs, (n, size of the output);
   *     kept, and may be overwritten
   */
  public void propagate(Matrix outputGradients) {
    backward(outputGradients, NONE);
  }

  private void backward(Matrix outputGradients, Need need) {
    requireShape("backward", outputGradients, network.output().size());
    layers.backward(outputGradients, need);
  }

  /**
   * What a block was given in the last forward pass.
   *
   * @return a, (n T, dIn without the bias); row t n + i is position t of example i
   */
  public Matrix input(Block block) {
    return blocks.get(block.index()).input();
  }

  /**
   * Whether what a block was given depends on the backward pass, so that {@link #input(Block)} is
   * of the last one: true of the keys of an attention, whose gradient is {@code q rᵀ} for an r that
   * weighs the tokens by their effect.
   */
  public boolean inputFollowsGradient(Block block) {
    return blocks.get(block.index()).inputFollowsGradient();
  }

  /**
   * The gradients at a block's output of the last backward pass, of each example's own loss.
   *
   * @return g, (n T, dOut)
   */
  public Matrix outputGradient(Block block) {
    return blocks.get(block.index()).outputGradient();
  }

  /**
   * The Gram matrix of a block's output gradients, {@code K ← g gᵀ}, without the gradients where
   * the layer can do without.
   *
   * @param block the block
   * @param K (n T, n T)
   */
  public void outputGram(Block block, Matrix K) {
    blocks.get(block.index()).outputGram(K);
  }

  /**
   * A product with a block's output gradients, {@code into ← gᵀ Y}.
   *
   * @param block the block
   * @param Y (n T, k)
   * @param into (dOut, k)
   */
  public void pullBack(Block block, Matrix Y, Matrix into) {
    blocks.get(block.index()).pullBack(Y, into);
  }

  /**
   * A product with a block's output gradients, {@code into ← g U}.
   *
   * @param block the block
   * @param U (dOut, k)
   * @param into (n T, k)
   */
  public void pushForward(Block block, Matrix U, Matrix into) {
    blocks.get(block.index()).pushForward(U, into);
  }

  /**
   * What a block was given in the last forward pass, one row for each position or one for each
   * example.
   *
   * @param sharing {@link WeightSharing#REDUCE} for the mean over an example's positions
   * @return a, (n T, dIn without the bias) or (n, dIn without the bias)
   */
  public Matrix input(Block block, WeightSharing sharing) {
    Matrix a = input(block);
    return reduces(block, sharing)
        ? overPositions(a, 1.0 / block.positions(), reduced(reducedInputs, block, a))
        : a;
  }

  /**
   * The gradients at a block's output of the last backward pass, one row for each position or one
   * for each example.
   *
   * @param sharing {@link WeightSharing#REDUCE} for the sum over an example's positions
   * @return g, (n T, dOut) or (n, dOut)
   */
  public Matrix outputGradient(Block block, WeightSharing sharing) {
    Matrix g = outputGradient(block);
    return reduces(block, sharing) ? overPositions(g, 1, reduced(reducedGradients, block, g)) : g;
  }

  private static boolean reduces(Block block, WeightSharing sharing) {
    return sharing == WeightSharing.REDUCE && block.positions() > 1;
  }

  private Matrix reduced(Scratch[] kept, Block block, Matrix rows) {
    if (kept[block.index()] == null) {
      kept[block.index()] = new Scratch(n, rows.cols());
    }
    return kept[block.index()].get();
  }

  /** {@code into ← factor Σ_t rows of position t}. */
  private static Matrix overPositions(Matrix rows, double factor, Matrix into) {
    Entries.columns(into, rows, (s, a, n) -> sum(s, a, n, factor));
    return into;
  }

  private static void sum(double[] s, double[] a, int n, double factor) {
    int columns = s.length / n;
    int run = a.length / columns;
    Arrays.fill(s, 0);
    for (int j = 0; j < columns; j++) {
      for (int from = j * run; from < (j + 1) * run; from += n) {
        for (int i = 0; i < n; i++) {
          s[j * n + i] += factor * a[from + i];
        }
      }
    }
  }

  /**
   * The directional derivative of the outputs of the last forward pass, {@code J u}.
   *
   * @param direction u: for each parameter a matrix of its shape
   * @return J u, (n, size of the output)
   */
  public Matrix tangent(Function<Parameter, Matrix> direction) {
    Matrix tangent = layers.tangent(null, direction);
    return tangent == null ? Matrix.zeros(n, network.output().size()) : tangent;
  }

  private void requireShape(String what, Matrix A, int columns) {
    if (A.rows() != n || A.cols() != columns) {
      throw new ShapeException(
          "%s: the batch is %d×%d; want %d×%d".formatted(what, A.rows(), A.cols(), n, columns));
    }
  }
}
