package dev.layerwise.optim.form;

import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Recipe.Target;
import java.util.List;

/**
 * Gradients of blocks, {@code Ḡ = [G g_b]}, and directions of parameters put together from those of
 * blocks. A parameter that belongs to no block goes along its gradient.
 */
public final class BlockMatrices {
  private final List<Parameter> parameters;
  private final List<Block> blocks;
  private final Matrix[] gradients;
  private final Matrix[] directions;
  private final int[] weights;
  private final int[] biases;

  /**
   * Makes the buffers.
   *
   * @param target what is trained
   */
  public BlockMatrices(Target target) {
    this(target.parameters(), target.blocks());
  }

  /**
   * Makes the buffers.
   *
   * @param parameters what is trained
   * @param blocks the blocks that have gradients of their own, with a bias or without
   */
  BlockMatrices(List<Parameter> parameters, List<Block> blocks) {
    this.parameters = parameters;
    this.blocks = blocks;
    gradients = new Matrix[blocks.size()];
    weights = new int[blocks.size()];
    biases = new int[blocks.size()];
    directions = new Matrix[parameters.size()];
    for (int i = 0; i < directions.length; i++) {
      directions[i] = parameters.get(i).gradient();
    }
    for (int b = 0; b < gradients.length; b++) {
      Block block = blocks.get(b);
      gradients[b] = Matrix.zeros(block.dOut(), block.dIn());
      weights[b] = own(block.weight());
      biases[b] = block.bias().map(this::own).orElse(-1);
    }
  }

  /** A direction of its own for a parameter; −1 if another method trains it. */
  private int own(Parameter parameter) {
    int i = parameters.indexOf(parameter);
    if (i >= 0) {
      Matrix W = parameter.value();
      directions[i] = Matrix.zeros(W.rows(), W.cols());
    }
    return i;
  }

  /**
   * The direction of a parameter that belongs to no block, apart from its gradient from now on.
   *
   * @param parameter one of those that are trained
   */
  Matrix apart(Parameter parameter) {
    return directions[own(parameter)];
  }

  /** The blocks. */
  public List<Block> blocks() {
    return blocks;
  }

  /**
   * Whether a block's parameters are all of the target.
   *
   * @param b the block's place
   */
  boolean owns(int b) {
    return weights[b] >= 0 && (biases[b] >= 0 || blocks.get(b).bias().isEmpty());
  }

  /**
   * A matrix of the shape of a block's gradient, overwritten by {@link #gradient}.
   *
   * @param b the block's place
   * @return (dOut, dIn)
   */
  Matrix room(int b) {
    return gradients[b];
  }

  /** Whether every parameter belongs to a block. */
  public boolean coverAll() {
    long covered = 0;
    for (int b = 0; b < weights.length; b++) {
      covered += (weights[b] >= 0 ? 1 : 0) + (biases[b] >= 0 ? 1 : 0);
    }
    return covered == directions.length;
  }

  /**
   * Copies a block's gradient, the bias's last.
   *
   * @param b the block's place
   * @return Ḡ, (dOut, dIn), which may be changed
   */
  public Matrix gradient(int b) {
    return blocks.get(b).gradient(gradients[b]);
  }

  /**
   * Sets the directions of a block's parameters.
   *
   * @param b the block's place
   * @param D (dOut, dIn)
   */
  public void setDirection(int b, Matrix D) {
    Block block = blocks.get(b);
    if (block.bias().isPresent()) {
      Matrix weight = weights[b] < 0 ? block.weight().gradient() : directions[weights[b]];
      Matrix bias = biases[b] < 0 ? block.bias().get().gradient() : directions[biases[b]];
      Batches.split(D, weight, bias);
    } else if (weights[b] >= 0) {
      directions[weights[b]].setTo(D);
    }
  }

  /**
   * The direction of a parameter.
   *
   * @param i its place
   */
  public Matrix of(int i) {
    return directions[i];
  }
}
