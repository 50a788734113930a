package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Maxima over windows on batches of n; remembers where each was found. */
final class MaxPoolPass implements LayerPass {
  private static final int NOWHERE = -1;

  private final int inputs;
  private final int outputs;
  private final Windows windows;
  private final int[] where;
  private final Matrix Y;
  private final Scratch dX;
  private final Scratch tangents;
  private final Entries.Loop2 maximum = this::maximum;
  private final Entries.Loop2 spread = this::spread;
  private final Entries.Loop2 pick = this::pick;

  MaxPoolPass(int n, Shape input, Shape output, Window window) {
    this.inputs = input.positions();
    this.outputs = output.positions();
    this.windows = new Windows(input, output, window);
    this.Y = Matrix.zeros(n, output.size());
    this.where = new int[Math.multiplyExact(n, output.size())];
    this.dX = new Scratch(n, input.size());
    this.tangents = new Scratch(n, output.size());
  }

  @Override
  public List<BlockPass> blocks() {
    return List.of();
  }

  @Override
  public Matrix forward(Matrix X, Mode mode) {
    Entries.columns(X, Y, maximum);
    return Y;
  }

  @Override
  public Matrix backward(Matrix dY, Need need) {
    if (!need.inputGradient()) {
      return dY;
    }
    Matrix gradient = dX.get();
    Entries.columns(gradient, dY, spread);
    return gradient;
  }

  @Override
  public Matrix tangent(Matrix direction, Function<Parameter, Matrix> parameters) {
    if (direction == null) {
      return null;
    }
    Matrix tangent = tangents.get();
    Entries.columns(direction, tangent, pick);
    return tangent;
  }

  private void maximum(double[] x, double[] y, int n) {
    Arrays.fill(where, NOWHERE);
    windows.each((c, k, out, in, count) ->
        raise(x, (c * inputs + in) * n, y, (c * outputs + out) * n, count * n));
  }

  /** The first of equals wins; NaN wins over numbers. */
  private void raise(double[] x, int at, double[] y, int start, int count) {
    for (int i = 0; i < count; i++) {
      double candidate = x[at + i];
      int to = start + i;
      if (where[to] == NOWHERE || candidate > y[to] || Double.isNaN(candidate)) {
        y[to] = candidate;
        where[to] = at + i;
      }
    }
  }

  private void spread(double[] x, double[] y, int n) {
    Arrays.fill(x, 0);
    for (int i = 0; i < where.length; i++) {
      x[where[i]] += y[i];
    }
  }

  private void pick(double[] x, double[] y, int n) {
    for (int i = 0; i < where.length; i++) {
      y[i] = x[where[i]];
    }
  }
}
