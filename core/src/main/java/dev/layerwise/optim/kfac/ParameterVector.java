package dev.layerwise.optim.kfac;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Parameter;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A vector over the trained parameters, such as a gradient or a step, in their shapes. */
final class ParameterVector {
  private final List<Parameter> parameters;
  private final Function<Parameter, Matrix> make;
  private final IdentityHashMap<Parameter, Matrix> matrices = new IdentityHashMap<>();
  private final IdentityHashMap<Block, OfBlock> parts = new IdentityHashMap<>();

  private ParameterVector(List<Parameter> parameters, Function<Parameter, Matrix> of) {
    this.parameters = parameters;
    this.make = of;
    parameters.forEach(p -> matrices.put(p, of.apply(p)));
  }

  /** The gradients, as the last backward pass left them. */
  static ParameterVector gradients(List<Parameter> parameters) {
    return new ParameterVector(parameters, Parameter::gradient);
  }

  /** Zeros. */
  static ParameterVector zeros(List<Parameter> parameters) {
    return new ParameterVector(parameters, p -> Matrix.zeros(p.value().rows(), p.value().cols()));
  }

  /** The part of one parameter. */
  Matrix of(Parameter parameter) {
    return matrices.get(parameter);
  }

  /** The part of one parameter, 0 if it is not trained here. */
  Matrix orZero(Parameter parameter) {
    return matrices.computeIfAbsent(
        parameter, p -> Matrix.zeros(p.value().rows(), p.value().cols()));
  }

  /**
   * The part of one block. A bias that is not trained here has a part too, which counts in no
   * product of vectors.
   */
  OfBlock of(Block block) {
    OfBlock part = parts.get(block);
    if (part == null) {
      part =
          new OfBlock(
              of(block.weight()), block.bias().map(bias -> matrices.computeIfAbsent(bias, make)));
      parts.put(block, part);
    }
    return part;
  }

  /** The inner product. */
  double dot(ParameterVector other) {
    double total = 0;
    for (Parameter p : parameters) {
      total += of(p).dot(other.of(p));
    }
    return total;
  }

  /** {@code this ← α this}. */
  void timesInPlace(double alpha) {
    for (Parameter p : parameters) {
      of(p).timesInPlace(alpha);
    }
  }

  /**
   * The part of a block, {@code [W b]} where there is a bias.
   *
   * @param weight (dOut, dIn without the bias)
   * @param bias (dOut, 1)
   */
  record OfBlock(Matrix weight, Optional<Matrix> bias) {
    /** Copies both into one. */
    Matrix joinInto(Matrix joined) {
      if (bias.isPresent()) {
        dev.layerwise.linalg.Batches.join(weight, bias.get(), joined);
        return joined;
      }
      return joined.setTo(weight);
    }

    /** Copies one into both. */
    void splitFrom(Matrix joined) {
      if (bias.isPresent()) {
        dev.layerwise.linalg.Batches.split(joined, weight, bias.get());
      } else {
        weight.setTo(joined);
      }
    }
  }
}
