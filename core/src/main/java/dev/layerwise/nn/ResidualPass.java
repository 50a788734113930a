package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import java.util.List;
import java.util.function.Function;

/** {@code Y = X + F(X)} on batches of n. */
final class ResidualPass implements LayerPass {
  private final Stack branch;
  private final Matrix Y;
  private final Scratch gradients;
  private final Scratch tangents;

  ResidualPass(int n, int size, Stack branch) {
    this.branch = branch;
    this.Y = Matrix.zeros(n, size);
    this.gradients = new Scratch(n, size);
    this.tangents = new Scratch(n, size);
  }

  @Override
  public List<BlockPass> blocks() {
    return branch.blocks();
  }

  @Override
  public Matrix forward(Matrix X, Mode mode) {
    return Y.setTo(branch.forward(X, mode)).plusInPlace(X);
  }

  @Override
  public Matrix backward(Matrix dY, Need need) {
    Matrix inside = gradients.get().setTo(dY); // a copy: the branch keeps and overwrites it
    Matrix dX = branch.backward(inside, need);
    return need.inputGradient() ? dY.plusInPlace(dX) : dY;
  }

  @Override
  public Matrix tangent(Matrix dX, Function<Parameter, Matrix> direction) {
    Matrix inside = branch.tangent(dX, direction);
    if (dX == null || inside == null) {
      return dX == null ? inside : dX;
    }
    return tangents.get().setTo(inside).plusInPlace(dX);
  }
}
