package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import java.util.List;
import java.util.function.Function;

/** {@code Z = A Wᵀ + 1 bᵀ} on batches of n. */
record LinearPass(Affine affine) implements LayerPass {
  @Override
  public List<BlockPass> blocks() {
    return List.of(affine);
  }

  @Override
  public Matrix forward(Matrix X, Mode mode) {
    return affine.forward(X);
  }

  @Override
  public Matrix backward(Matrix dZ, Need need) {
    affine.backward(dZ, need);
    return need.inputGradient() ? affine.inputGradient() : dZ;
  }

  @Override
  public Matrix tangent(Matrix dX, Function<Parameter, Matrix> direction) {
    return affine.tangent(dX, direction);
  }
}
