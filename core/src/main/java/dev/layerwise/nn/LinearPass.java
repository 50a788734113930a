package dev.layerwise.nn;

import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.Matrix;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code Z = A Wᵀ + 1 bᵀ} on batches of n. */
final class LinearPass implements LayerPass, LayerPass.BlockPass {
  private final Parameter weight;
  private final Optional<Parameter> bias;
  private final Matrix Z;
  private final Matrix dA;
  private final Matrix tangent;
  private Matrix A;
  private Matrix g;

  LinearPass(int n, Parameter weight, Optional<Parameter> bias) {
    this.weight = weight;
    this.bias = bias;
    Z = Matrix.zeros(n, weight.value().rows());
    dA = Matrix.zeros(n, weight.value().cols());
    tangent = Matrix.zeros(n, weight.value().rows());
    g = Z;
    A = dA;
  }

  @Override
  public List<Parameter> parameters() {
    return bias.map(b -> List.of(weight, b)).orElseGet(() -> List.of(weight));
  }

  @Override
  public List<BlockPass> blocks() {
    return List.of(this);
  }

  @Override
  public Parameter weight() {
    return weight;
  }

  @Override
  public Matrix input() {
    return A;
  }

  @Override
  public Matrix outputGradient() {
    return g;
  }

  @Override
  public Matrix forward(Matrix X, Mode mode) {
    A = X;
    Z.setToProduct(A, weight.value().T());
    bias.ifPresent(b -> Batches.addRow(Z, b.value()));
    return Z;
  }

  @Override
  public Matrix backward(Matrix dZ, Need need) {
    g = dZ;
    if (need.parameterGradients()) {
      double mean = 1.0 / A.rows();
      weight.gradient().setToProduct(mean, g.T(), A); // G = gᵀa / n
      bias.ifPresent(b -> Batches.sumRows(mean, g, b.gradient()));
    }
    if (need.inputGradient()) {
      dA.setToProduct(g, weight.value());
    }
    return dA;
  }

  @Override
  public Matrix tangent(Matrix dX, Function<Parameter, Matrix> direction) {
    Matrix dW = direction.apply(weight);
    tangent.setToProduct(A, dW.T());
    if (dX != null) {
      tangent.plusProductInPlace(1, dX, weight.value().T());
    }
    bias.ifPresent(b -> Batches.addRow(tangent, direction.apply(b)));
    return tangent;
  }
}
