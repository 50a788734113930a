package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import java.util.List;
import java.util.function.Function;

/**
 * One layer at work on batches of one size: the buffers it needs, made once. Matrices that it
 * returns are its own and are overwritten by its next call of the same kind.
 */
interface LayerPass {
  /** Blocks of this layer, in order; those of layers inside it too. */
  List<BlockPass> blocks();

  /** The output on a batch, (n, size of the output). */
  Matrix forward(Matrix X, Mode mode);

  /**
   * The gradient with respect to the input of the last forward pass, per example. Writes the
   * gradients of the parameters if asked to.
   *
   * @param dY per-example gradients with respect to the output, (n, size of the output); may be
   *     overwritten
   * @param need what is needed
   * @return (n, size of the input); of no meaning if the input's gradient is not needed
   */
  Matrix backward(Matrix dY, Need need);

  /**
   * The directional derivative of the output of the last forward pass.
   *
   * @param dX the direction at the input, (n, size of the input), or null for 0
   * @param direction the direction of each parameter
   * @return (n, size of the output), or null for 0
   */
  Matrix tangent(Matrix dX, Function<Parameter, Matrix> direction);

  /** What a block remembers of the last passes. */
  interface BlockPass {
    /** a, (n T, dIn without the bias), row t n + i being position t of example i. */
    Matrix input();

    /** g, (n T, dOut), the gradient of each example's own loss. */
    Matrix outputGradient();

    /** {@code K ← g gᵀ}, (n T, n T), both triangles. */
    default void outputGram(Matrix K) {
      K.setToGram(1, outputGradient().T());
    }

    /** {@code into ← gᵀ Y}, (dOut, k), for Y (n T, k). */
    default void pullBack(Matrix Y, Matrix into) {
      into.setToProduct(outputGradient().T(), Y);
    }

    /** {@code into ← g U}, (n T, k), for U (dOut, k). */
    default void pushForward(Matrix U, Matrix into) {
      into.setToProduct(outputGradient(), U);
    }

    /** Whether a is one of the last backward pass, and not of the last forward pass. */
    default boolean inputFollowsGradient() {
      return false;
    }
  }
}
