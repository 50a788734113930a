package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Means over windows on batches of n: a linear map without parameters. */
final class AveragePoolPass implements LayerPass {
  private final int inputs;
  private final int outputs;
  private final double weight;
  private final Windows windows;
  private final Matrix Y;
  private final Scratch dX;
  private final Scratch tangents;
  private final Entries.Loop2 average = this::average;
  private final Entries.Loop2 spread = this::spread;

  AveragePoolPass(int n, Shape input, Shape output, Window window) {
    this.inputs = input.positions();
    this.outputs = output.positions();
    this.weight = 1.0 / window.size();
    this.windows = new Windows(input, output, window);
    this.Y = Matrix.zeros(n, output.size());
    this.dX = new Scratch(n, input.size());
    this.tangents = new Scratch(n, output.size());
  }

  @Override
  public List<BlockPass> blocks() {
    return List.of();
  }

  @Override
  public Matrix forward(Matrix X, Mode mode) {
    Entries.columns(X, Y, average);
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
    Entries.columns(direction, tangent, average);
    return tangent;
  }

  private void average(double[] x, double[] y, int n) {
    Arrays.fill(y, 0);
    windows.each((c, k, out, in, count) ->
        add(x, (c * inputs + in) * n, y, (c * outputs + out) * n, count * n));
  }

  private void spread(double[] x, double[] y, int n) {
    Arrays.fill(x, 0);
    windows.each((c, k, out, in, count) ->
        add(y, (c * outputs + out) * n, x, (c * inputs + in) * n, count * n));
  }

  private void add(double[] from, int at, double[] to, int start, int count) {
    for (int i = 0; i < count; i++) {
      to[start + i] += weight * from[at + i];
    }
  }
}
