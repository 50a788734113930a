package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import java.util.List;
import java.util.function.Function;

/** Nothing to do: a batch keeps its columns, which are in the order channel, row, column. */
record FlattenPass() implements LayerPass {
  @Override
  public List<BlockPass> blocks() {
    return List.of();
  }

  @Override
  public Matrix forward(Matrix X, Mode mode) {
    return X;
  }

  @Override
  public Matrix backward(Matrix dY, Need need) {
    return dY;
  }

  @Override
  public Matrix tangent(Matrix dX, Function<Parameter, Matrix> direction) {
    return dX;
  }
}
