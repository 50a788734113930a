package dev.layerwise.nn;

import dev.layerwise.linalg.ShapeException;
import java.util.List;

/**
 * A layer of a network, as a value: what it computes, not its weights. The kinds are few and
 * closed; whoever must know them all switches over them.
 */
public sealed interface Layer
    permits Layer.Linear,
        Layer.Readout,
        Layer.Conv2d,
        Layer.AveragePool2d,
        Layer.MaxPool2d,
        Layer.Flatten,
        Layer.BatchNorm,
        Layer.LayerNorm,
        Layer.TokenNorm,
        Layer.Attention,
        Layer.Activation,
        Layer.Residual {
  /**
   * The shape of what the layer puts out.
   *
   * @param input the shape of what it is given
   * @return the shape of its output
   * @throws ShapeException if it cannot be given that
   */
  Shape output(Shape input);

  /**
   * {@code z = W a + b}.
   *
   * @param dIn features of its input
   * @param dOut features of its output
   * @param bias whether there is a b
   */
  record Linear(int dIn, int dOut, boolean bias) implements Layer {
    /** With a bias. */
    public Linear(int dIn, int dOut) {
      this(dIn, dOut, true);
    }

    @Override
    public Shape output(Shape input) {
      if (input.size() != dIn || input.positions() != 1) {
        throw new ShapeException(
            "linear layer of %d inputs on top of %s; want %d features%s"
                .formatted(
                    dIn,
                    input,
                    dIn,
                    input.positions() == 1 ? "" : ": flatten the positions first"));
      }
      return Shape.of(dOut);
    }
  }

  /**
   * {@code f = A a} with a matrix that is given and never trained: a buffer of the network, not a
   * parameter. Zeros until somebody sets it.
   *
   * <p>On top of a {@link Linear} without bias and an {@link Activation}, the three are computed a
   * few units at a time, and nothing of the size (n, dIn) is kept but whether each unit is active:
   * networks of one trained layer of any width.
   *
   * @param dIn features of its input
   * @param dOut features of its output
   */
  record Readout(int dIn, int dOut) implements Layer {
    @Override
    public Shape output(Shape input) {
      if (input.size() != dIn || input.positions() != 1) {
        throw new ShapeException(
            "readout of %d inputs on top of %s; want %d features".formatted(dIn, input, dIn));
      }
      return Shape.of(dOut);
    }
  }

  /**
   * A convolution, or rather cross-correlation, as the field means it: at each position y, x of the
   * window, {@code z_o = Σ_{c,i,j} K(o, c, i, j) a_c(y sᵧ + i − pᵧ, x sₓ + j − pₓ) + b_o}, zeros in
   * the padding. Its block's weight matrix is K as (cOut, cIn kh kw).
   *
   * @param cIn channels of its input
   * @param cOut channels of its output
   * @param window kernel size, strides and paddings
   * @param bias whether there is a b
   */
  record Conv2d(int cIn, int cOut, Window window, boolean bias) implements Layer {
    /** With a bias. */
    public Conv2d(int cIn, int cOut, Window window) {
      this(cIn, cOut, window, true);
    }

    @Override
    public Shape output(Shape input) {
      requireChannels("convolution", cIn, input);
      return window.output("convolution", input, cOut);
    }
  }

  /**
   * The mean over windows, channel by channel; the padding counts, as zeros.
   *
   * @param window size, strides and paddings, which are at most half the size
   */
  record AveragePool2d(Window window) implements Layer {
    /**
     * Checks the padding.
     *
     * @throws IllegalArgumentException if it is more than half the window
     */
    public AveragePool2d {
      requireSmallPadding("average pooling", window);
    }

    @Override
    public Shape output(Shape input) {
      return window.output("average pooling", input, input.channels());
    }
  }

  /**
   * The maximum over windows, channel by channel; the padding does not count. Of equal entries, the
   * first in the order row, column is the one that the gradient goes to.
   *
   * @param window size, strides and paddings, which are at most half the size
   */
  record MaxPool2d(Window window) implements Layer {
    /**
     * Checks the padding.
     *
     * @throws IllegalArgumentException if it is more than half the window
     */
    public MaxPool2d {
      requireSmallPadding("max pooling", window);
    }

    @Override
    public Shape output(Shape input) {
      return window.output("max pooling", input, input.channels());
    }
  }

  /** All positions of all channels as features, in the order channel, row, column. */
  record Flatten() implements Layer {
    @Override
    public Shape output(Shape input) {
      return Shape.of(input.size());
    }
  }

  /**
   * Batch normalisation, {@code y = γ (x − mean) / √(var + ε) + β}, each channel over the batch and
   * all positions. In training the batch's own mean and (biased) variance are used, and the running
   * ones follow, {@code m ← βₘ m + (1 − βₘ) new}, the variance that they take in being unbiased; in
   * evaluation the running ones are used. Gradients that it passes down are those of the whole
   * batch's loss, times n: examples are not independent under it.
   *
   * <p>Source: Ioffe and Szegedy 2015, Algorithm 1. PyTorch's momentum is {@code 1 − βₘ}.
   *
   * @param channels of its input
   * @param decay βₘ, from 0 to below 1, the weight of the past in the running averages
   * @param epsilon ε &gt; 0
   */
  record BatchNorm(int channels, double decay, double epsilon) implements Layer {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public BatchNorm {
      if (!(decay >= 0 && decay < 1) || !(epsilon > 0)) {
        throw new IllegalArgumentException(
            "batch normalisation with decay %s and epsilon %s; want 0 ≤ decay < 1 and epsilon > 0"
                .formatted(decay, epsilon));
      }
    }

    /** PyTorch's defaults: decay 0.9, ε = 1e−5. */
    public BatchNorm(int channels) {
      this(channels, 0.9, 1e-5);
    }

    @Override
    public Shape output(Shape input) {
      requireChannels("batch normalisation", channels, input);
      return input;
    }
  }

  /**
   * Layer normalisation, {@code y = γ ∘ (x − mean) / √(var + ε) + β}, each example over all its
   * features, with the biased variance.
   *
   * <p>Source: Ba, Kiros and Hinton 2016, arXiv:1607.06450 eq. (4).
   *
   * @param size features of an example, positions counted
   * @param epsilon ε &gt; 0
   */
  record LayerNorm(int size, double epsilon) implements Layer {
    /**
     * Checks ε.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public LayerNorm {
      if (!(epsilon > 0)) {
        throw new IllegalArgumentException(
            "layer normalisation with epsilon " + epsilon + "; want a number above 0");
      }
    }

    /** PyTorch's default, ε = 1e−5. */
    public LayerNorm(int size) {
      this(size, 1e-5);
    }

    @Override
    public Shape output(Shape input) {
      if (input.size() != size) {
        throw new ShapeException(
            "layer normalisation of %d features on top of %s, which has %d; want %d"
                .formatted(size, input, input.size(), size));
      }
      return input;
    }
  }

  /**
   * Layer normalisation of each token, {@code y_t = γ ∘ (x_t − mean) / √(var + ε) + β}, over its
   * channels; γ and β are the same for all tokens.
   *
   * <p>Source: Ba, Kiros and Hinton 2016, as Transformers use it.
   *
   * @param channels features of a token
   * @param epsilon ε &gt; 0
   */
  record TokenNorm(int channels, double epsilon) implements Layer {
    /**
     * Checks ε.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public TokenNorm {
      if (!(epsilon > 0)) {
        throw new IllegalArgumentException(
            "token normalisation with epsilon " + epsilon + "; want a number above 0");
      }
    }

    /** PyTorch's default, ε = 1e−5. */
    public TokenNorm(int channels) {
      this(channels, 1e-5);
    }

    @Override
    public Shape output(Shape input) {
      requireChannels("token normalisation", channels, input);
      return input;
    }
  }

  /**
   * Single-head self-attention whose query is the last token's, with s the last of the tokens
   * {@code h_t}, which are the positions of its input:
   *
   * <pre>
   * q = W_Q s,  k_t = W_K h_t,  p = softmax(q·k_t / √head),  c = Σ p_t h_t
   * y = W_O W_V c
   * </pre>
   *
   * <p>Its blocks are W_Q, W_K, W_V (head, size) and W_O (size, head), in this order. The gradient
   * of one example has rank one for each: (W_K r) sᵀ, q rᵀ, (W_Oᵀ u) cᵀ, u (W_V c)ᵀ, u being the
   * gradient at y and r that at {@code W_Kᵀ q}. So they hand out statistics like those of linear
   * layers, but that the keys' input r follows the backward pass.
   *
   * <p>Source: Adam-or-GN §5, the selection task.
   *
   * @param size features of a token
   * @param head features of queries, keys and values
   */
  record Attention(int size, int head) implements Layer {
    /** Heads as wide as tokens. */
    public Attention(int size) {
      this(size, size);
    }

    @Override
    public Shape output(Shape input) {
      requireChannels("attention", size, input);
      return Shape.of(size);
    }
  }

  /**
   * A function of every entry.
   *
   * @param function the function
   */
  record Activation(Nonlinearity function) implements Layer {
    @Override
    public Shape output(Shape input) {
      return input;
    }
  }

  /**
   * A branch around which its input is added again, {@code y = x + F(x)}. To a branch that makes
   * one token of several, such as {@link Attention}, the last token is added.
   *
   * @param branch F, layers in the order in which they act
   */
  record Residual(List<Layer> branch) implements Layer {
    /**
     * Keeps a copy of the list.
     *
     * @throws ShapeException if there is no layer
     */
    public Residual {
      branch = List.copyOf(branch);
      if (branch.isEmpty()) {
        throw new ShapeException("residual layer: no layers in its branch; want at least one");
      }
    }

    /** A branch of layers in the order in which they act. */
    public Residual(Layer... branch) {
      this(List.of(branch));
    }

    @Override
    public Shape output(Shape input) {
      Shape shape = input;
      for (Layer layer : branch) {
        shape = layer.output(shape);
      }
      if (leavesLast(shape, input)) {
        return shape;
      }
      if (!shape.equals(input)) {
        throw new ShapeException(
            "residual layer: its branch turns %s into %s; want the same shape, so that they add"
                .formatted(input, shape));
      }
      return input;
    }

    static boolean leavesLast(Shape output, Shape input) {
      return input.positions() > 1
          && output.positions() == 1
          && output.channels() == input.channels();
    }
  }

  private static void requireChannels(String what, int channels, Shape input) {
    if (input.channels() != channels) {
      throw new ShapeException(
          "%s of %d channels on top of %s; want %d channels"
              .formatted(what, channels, input, channels));
    }
  }

  private static void requireSmallPadding(String what, Window window) {
    if (2 * window.rowPadding() > window.height() || 2 * window.columnPadding() > window.width()) {
      throw new IllegalArgumentException(
          "%s: a window %d×%d with paddings %d and %d; want at most half its size"
              .formatted(
                  what,
                  window.height(),
                  window.width(),
                  window.rowPadding(),
                  window.columnPadding()));
    }
  }
}
