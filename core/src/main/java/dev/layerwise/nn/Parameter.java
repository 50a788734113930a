package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A tensor that training changes, with its gradient. Its values are held as a matrix of the first
 * dimension by all others, (d₀, d₁ ⋯ d_k), later dimensions varying faster along a row; a vector is
 * one column.
 *
 * <p>Training changes {@link #value} and {@link #gradient} in place: they are the same objects from
 * the first step to the last. Not safe for use by several threads.
 */
public final class Parameter {
  /** What a parameter is to its layer, which optimizers may treat apart. */
  public enum Kind {
    /** The matrix of a linear layer, (dOut, dIn). */
    WEIGHT,
    /** The kernel of a convolution, (cOut, cIn, kh, kw). */
    KERNEL,
    /** What is added to a layer's outputs, (dOut). */
    BIAS,
    /** The factor of a normalisation, (d). */
    SCALE,
    /** The offset of a normalisation, (d). */
    SHIFT
  }

  private final String name;
  private final Kind kind;
  private final List<Integer> shape;
  private final Matrix value;
  private final Matrix gradient;

  /**
   * A parameter of zeros.
   *
   * @param name unique in its network, such as {@code 1.weight}
   * @param kind what it is to its layer
   * @param shape the tensor's dimensions, 1 to 4 of them, at least 1 each
   * @throws ShapeException if there are no dimensions or one is below 1
   */
  public Parameter(String name, Kind kind, int... shape) {
    if (shape.length == 0 || Arrays.stream(shape).anyMatch(d -> d < 1)) {
      throw new ShapeException(
          "parameter " + name + ": shape " + Arrays.toString(shape) + "; want sizes of at least 1");
    }
    int rest = 1;
    for (int i = 1; i < shape.length; i++) {
      rest = Math.multiplyExact(rest, shape[i]);
    }
    this.name = name;
    this.kind = kind;
    this.shape = Arrays.stream(shape).boxed().toList();
    this.value = Matrix.zeros(shape[0], rest);
    this.gradient = Matrix.zeros(shape[0], rest);
  }

  /** The name, unique in its network. */
  public String name() {
    return name;
  }

  /** What it is to its layer. */
  public Kind kind() {
    return kind;
  }

  /** The tensor's dimensions. */
  public List<Integer> shape() {
    return shape;
  }

  /** Whether it has two dimensions or more. */
  public boolean isMatrix() {
    return shape.size() > 1;
  }

  /** The values, (d₀, d₁ ⋯ d_k); to be changed in place. */
  public Matrix value() {
    return value;
  }

  /** The gradient of the batch loss at the last backward pass, (d₀, d₁ ⋯ d_k). */
  public Matrix gradient() {
    return gradient;
  }

  @Override
  public String toString() {
    return name + " (" + shape.stream().map(String::valueOf).collect(Collectors.joining("×")) + ")";
  }
}
