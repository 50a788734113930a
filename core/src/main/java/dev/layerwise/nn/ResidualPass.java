package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code Y = X + F(X)} on batches of n, or the last token of X where F leaves one of several. */
final class ResidualPass implements LayerPass {
  private final Stack branch;
  private final Matrix Y;
  private final Scratch gradients;
  private final Scratch tangents;
  private final Optional<Tokens> last;

  ResidualPass(int n, Shape input, Shape output, Stack branch) {
    this.branch = branch;
    this.Y = Matrix.zeros(n, output.size());
    this.gradients = new Scratch(n, output.size());
    this.tangents = new Scratch(n, output.size());
    this.last =
        Layer.Residual.leavesLast(output, input)
            ? Optional.of(new Tokens(n, input.channels(), input.positions()))
            : Optional.empty();
  }

  /** What is added to the branch's output: X, or its last token. */
  private Matrix shortcut(Matrix X, Matrix room) {
    return last.isPresent() ? last.get().last(X, room) : X;
  }

  @Override
  public List<BlockPass> blocks() {
    return branch.blocks();
  }

  @Override
  public Matrix forward(Matrix X, Mode mode) {
    Matrix F = branch.forward(X, mode);
    return Y.setTo(shortcut(X, Y)).plusInPlace(F);
  }

  @Override
  public Matrix backward(Matrix dY, Need need) {
    Matrix inside = gradients.get().setTo(dY); // a copy: the branch keeps and overwrites it
    Matrix dX = branch.backward(inside, need);
    if (need.inputGradient() && last.isPresent()) {
      last.get().plusLast(dY, dX);
      return dX;
    }
    return need.inputGradient() ? dY.plusInPlace(dX) : dY;
  }

  @Override
  public Matrix tangent(Matrix dX, Function<Parameter, Matrix> direction) {
    Matrix inside = branch.tangent(dX, direction);
    if (dX == null) {
      return inside;
    }
    Matrix tangent = tangents.get();
    tangent.setTo(shortcut(dX, tangent));
    return inside == null ? tangent : tangent.plusInPlace(inside);
  }
}
