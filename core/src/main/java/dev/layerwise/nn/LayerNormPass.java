package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Layer normalisation on batches of n: feature after feature, with sums for each example. */
final class LayerNormPass implements LayerPass {
  private final int n;
  private final int size;
  private final double epsilon;
  private final ScaleAndShift parameters;
  private final Matrix normalised;
  private final Matrix Y;
  private final Scratch tangents;
  private final double[] sums;
  private final double[] products;
  private final double[] inverse;
  private final Entries.Loop2 normalise = this::normalise;
  private final Entries.Loop2 project = this::project;

  LayerNormPass(int n, Layer.LayerNorm norm, List<Parameter> parameters) {
    this.n = n;
    this.size = norm.size();
    this.epsilon = norm.epsilon();
    this.parameters = new ScaleAndShift(parameters);
    this.normalised = Matrix.zeros(n, size);
    this.Y = Matrix.zeros(n, size);
    this.tangents = new Scratch(n, size);
    this.sums = new double[n];
    this.products = new double[n];
    this.inverse = new double[n];
  }

  @Override
  public List<BlockPass> blocks() {
    return List.of();
  }

  @Override
  public Matrix forward(Matrix X, Mode mode) {
    Entries.columns(X, normalised, normalise);
    return parameters.forward(normalised, Y);
  }

  private void normalise(double[] x, double[] h, int rows) {
    Arrays.fill(sums, 0);
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < n; i++) {
        sums[i] += x[i + j * n];
      }
    }
    Arrays.fill(inverse, 0);
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < n; i++) {
        double centred = x[i + j * n] - sums[i] / size;
        h[i + j * n] = centred;
        inverse[i] += centred * centred;
      }
    }
    for (int i = 0; i < n; i++) {
      inverse[i] = 1 / Math.sqrt(inverse[i] / size + epsilon);
    }
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < n; i++) {
        h[i + j * n] *= inverse[i];
      }
    }
  }

  @Override
  public Matrix backward(Matrix dY, Need need) {
    parameters.gradients(normalised, dY, need);
    if (need.inputGradient()) {
      parameters.scale(dY);
      Entries.columns(normalised, dY, project);
    }
    return dY;
  }

  /** The symmetric derivative of x̂: {@code d ← (d − mean(d) − x̂ mean(d x̂)) / √(var + ε)}. */
  private void project(double[] h, double[] d, int rows) {
    Arrays.fill(sums, 0);
    Arrays.fill(products, 0);
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < n; i++) {
        sums[i] += d[i + j * n];
        products[i] += d[i + j * n] * h[i + j * n];
      }
    }
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < n; i++) {
        int at = i + j * n;
        d[at] = (d[at] - sums[i] / size - h[at] * products[i] / size) * inverse[i];
      }
    }
  }

  @Override
  public Matrix tangent(Matrix dX, Function<Parameter, Matrix> direction) {
    Matrix tangent = tangents.get();
    if (dX == null) {
      tangent.fill(0);
    } else {
      Entries.columns(normalised, tangent.setTo(dX), project);
      parameters.scale(tangent);
    }
    parameters.addTangent(normalised, tangent, direction);
    return tangent;
  }
}
