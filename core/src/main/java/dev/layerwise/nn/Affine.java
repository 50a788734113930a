package dev.layerwise.nn;

import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.Matrix;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code Z = A Wᵀ + 1 bᵀ}, the work of a block: A has T rows for each of n examples, one for each
 * position at which the weights are used.
 */
final class Affine implements LayerPass.BlockPass {
  private final int n;
  private final Parameter weight;
  private final Optional<Parameter> bias;
  private final Matrix Z;
  private final Scratch inputs;
  private final Scratch tangents;
  private Matrix A;
  private Matrix g;

  Affine(int n, int positions, Parameter weight, Optional<Parameter> bias) {
    this.n = n;
    this.weight = weight;
    this.bias = bias;
    int rows = Math.multiplyExact(n, positions);
    Z = Matrix.zeros(rows, weight.value().rows());
    inputs = new Scratch(rows, weight.value().cols());
    tangents = new Scratch(rows, weight.value().rows());
    A = Z;
    g = Z;
  }

  @Override
  public Matrix input() {
    return A;
  }

  @Override
  public Matrix outputGradient() {
    return g;
  }

  /** Z for A, (n T, dIn), which is kept. */
  Matrix forward(Matrix newA) {
    A = newA;
    Z.setToProduct(A, weight.value().T());
    if (bias.isPresent()) {
      Batches.addRow(Z, bias.get().value());
    }
    return Z;
  }

  /** Keeps g, (n T, dOut), and writes the parameters' gradients if they are wanted. */
  void backward(Matrix dZ, Need need) {
    g = dZ;
    if (need.gradients().isPresent()) {
      Function<Parameter, Matrix> into = need.gradients().get();
      into.apply(weight).setToProduct(1.0 / n, g.T(), A); // G = gᵀa / n
      if (bias.isPresent()) {
        Batches.sumRows(1.0 / n, g, into.apply(bias.get()));
      }
    }
  }

  /** {@code dA = g W}, (n T, dIn). */
  Matrix inputGradient() {
    return inputs.get().setToProduct(g, weight.value());
  }

  /** A buffer like A, which {@link #inputGradient} overwrites. */
  Matrix inputScratch() {
    return inputs.get();
  }

  /** {@code dA Wᵀ + A dWᵀ + 1 dbᵀ}, (n T, dOut), for a dA that may be null for 0. */
  Matrix tangent(Matrix dA, Function<Parameter, Matrix> direction) {
    Matrix dZ = tangents.get().setToProduct(A, direction.apply(weight).T());
    if (dA != null) {
      dZ.plusProductInPlace(1, dA, weight.value().T());
    }
    if (bias.isPresent()) {
      Batches.addRow(dZ, direction.apply(bias.get()));
    }
    return dZ;
  }
}
