package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import java.util.List;
import java.util.function.Function;

/** {@code F = X Aᵀ} with an A that is not trained, on batches of n. */
final class ReadoutPass implements LayerPass {
  private final Matrix A;
  private final Matrix F;
  private final Scratch gradients;
  private final Scratch tangents;

  ReadoutPass(int n, Matrix A) {
    this.A = A;
    F = Matrix.zeros(n, A.rows());
    gradients = new Scratch(n, A.cols());
    tangents = new Scratch(n, A.rows());
  }

  @Override
  public List<BlockPass> blocks() {
    return List.of();
  }

  @Override
  public Matrix forward(Matrix X, Mode mode) {
    return F.setToProduct(X, A.T());
  }

  @Override
  public Matrix backward(Matrix dF, Need need) {
    return need.inputGradient() ? gradients.get().setToProduct(dF, A) : dF;
  }

  @Override
  public Matrix tangent(Matrix dX, Function<Parameter, Matrix> direction) {
    return dX == null ? null : tangents.get().setToProduct(dX, A.T());
  }
}
