package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import java.util.List;
import java.util.function.Function;

/** {@code a = φ(z)} on batches of n. */
final class ActivationPass implements LayerPass {
  private final Matrix A;
  private final Scratch tangents;
  private final Entries.Loop2 apply;
  private final Entries.Loop3 timesDerivative;
  private Matrix Z;

  ActivationPass(int n, int size, Nonlinearity function) {
    A = Matrix.zeros(n, size);
    tangents = new Scratch(n, size);
    Z = A;
    apply = function::apply;
    timesDerivative = function::timesDerivative;
  }

  @Override
  public List<BlockPass> blocks() {
    return List.of();
  }

  @Override
  public Matrix forward(Matrix X, Mode mode) {
    Z = X;
    Entries.each(Z, A, apply);
    return A;
  }

  @Override
  public Matrix backward(Matrix dA, Need need) {
    Entries.each(Z, A, dA, timesDerivative);
    return dA;
  }

  @Override
  public Matrix tangent(Matrix dX, Function<Parameter, Matrix> direction) {
    if (dX == null) {
      return null;
    }
    Matrix tangent = tangents.get().setTo(dX);
    Entries.each(Z, A, tangent, timesDerivative);
    return tangent;
  }
}
