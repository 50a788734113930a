package dev.layerwise.nn;

import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.Matrix;
import java.util.List;
import java.util.Optional;

/**
 * A layer with a weight matrix, {@code z = W̄ ā}: what a layer-wise method preconditions as one.
 * With a bias, {@code W̄ = [W b]} and {@code ā = [a; 1]}. A convolution is such a layer at each
 * position, {@code a} being the patch that the kernel sees, in the order channel, row, column.
 *
 * @param index its place among the network's blocks, from 0
 * @param name the layer's name in the network
 * @param weight W, (dOut, dIn)
 * @param bias b, (dOut), if there is one
 * @param positions how often an example passes the layer: T positions of a convolution, else 1
 */
public record Block(
    int index, String name, Parameter weight, Optional<Parameter> bias, int positions) {
  /** The same layer with W alone, for those who treat b apart. */
  public Block withoutBias() {
    return bias.isEmpty() ? this : new Block(index, name, weight, Optional.empty(), positions);
  }

  /** dOut, the number of outputs. */
  public int dOut() {
    return weight.value().rows();
  }

  /** The number of inputs, the 1 of a bias counted: the columns of W̄. */
  public int dIn() {
    return weight.value().cols() + (bias.isPresent() ? 1 : 0);
  }

  /** W and, if there is one, b. */
  public List<Parameter> parameters() {
    return bias.map(b -> List.of(weight, b)).orElseGet(() -> List.of(weight));
  }

  /**
   * Copies the gradient: {@code Ḡ ← [G g_b]}.
   *
   * @param into (dOut, dIn)
   * @return into
   */
  public Matrix gradient(Matrix into) {
    if (bias.isPresent()) {
      Batches.join(weight.gradient(), bias.get().gradient(), into);
      return into;
    }
    return into.setTo(weight.gradient());
  }

  /**
   * Copies the weights: {@code W̄ ← [W b]}.
   *
   * @param into (dOut, dIn)
   * @return into
   */
  public Matrix value(Matrix into) {
    if (bias.isPresent()) {
      Batches.join(weight.value(), bias.get().value(), into);
      return into;
    }
    return into.setTo(weight.value());
  }
}
