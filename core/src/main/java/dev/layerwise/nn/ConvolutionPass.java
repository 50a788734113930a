package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A convolution on batches of n, as a linear map of patches: the patch at each position is a row of
 * A, (n T, cIn kh kw), and the outputs (n T, cOut) are, reshaped, the batch (n, cOut T).
 */
final class ConvolutionPass implements LayerPass {
  private final Affine affine;
  private final int n;
  private final Shape input;
  private final Shape output;
  private final int size;
  private final boolean padded;
  private final Windows windows;
  private final Matrix patches;
  private final Scratch inputs;
  private final Entries.Loop2 unfold = this::unfold;
  private final Entries.Loop2 fold = this::fold;

  ConvolutionPass(int n, Shape input, Shape output, Window window, Affine affine) {
    this.affine = affine;
    this.n = n;
    this.input = input;
    this.output = output;
    this.size = window.size();
    this.padded = window.rowPadding() > 0 || window.columnPadding() > 0;
    this.windows = new Windows(input, output, window);
    this.patches =
        Matrix.zeros(
            Math.multiplyExact(n, output.positions()),
            Math.multiplyExact(input.channels(), window.size()));
    this.inputs = new Scratch(n, input.size());
  }

  @Override
  public List<BlockPass> blocks() {
    return List.of(affine);
  }

  @Override
  public Matrix forward(Matrix X, Mode mode) {
    Entries.columns(X, patches, unfold);
    return batch(affine.forward(patches));
  }

  @Override
  public Matrix backward(Matrix dY, Need need) {
    affine.backward(dY.reshaped(patches.rows(), output.channels()), need);
    if (!need.inputGradient()) {
      return dY;
    }
    Matrix dX = inputs.get();
    Entries.columns(dX, affine.inputGradient(), fold);
    return dX;
  }

  @Override
  public Matrix tangent(Matrix dX, Function<Parameter, Matrix> direction) {
    if (dX == null) {
      return batch(affine.tangent(null, direction));
    }
    Matrix dA = affine.inputScratch();
    Entries.columns(dX, dA, unfold);
    return batch(affine.tangent(dA, direction));
  }

  private Matrix batch(Matrix positions) {
    return positions.reshaped(n, output.size());
  }

  /** The patches p of images x; zeros in the padding. */
  private void unfold(double[] x, double[] p, int rows) {
    if (padded) {
      Arrays.fill(p, 0);
    }
    windows.each((c, k, out, in, count) ->
        System.arraycopy(x, image(c, in), p, patch(c, k, out), count * rows));
  }

  /** The adjoint of {@link #unfold}: the images x that patches p add up to. */
  private void fold(double[] x, double[] p, int rows) {
    Arrays.fill(x, 0);
    windows.each((c, k, out, in, count) -> add(p, patch(c, k, out), x, image(c, in), count * rows));
  }

  private static void add(double[] from, int at, double[] to, int start, int count) {
    for (int i = 0; i < count; i++) {
      to[start + i] += from[at + i];
    }
  }

  private int image(int c, int position) {
    return (c * input.positions() + position) * n;
  }

  private int patch(int c, int k, int position) {
    return ((c * size + k) * output.positions() + position) * n;
  }
}
