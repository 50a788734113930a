package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Layer normalisation on batches of n: feature after feature, with sums for each example, or for
 * each of its positions, which are rows of their own then.
 */
final class LayerNormPass implements LayerPass {
  private final int examples;
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

  /**
   * Makes the buffers.
   *
   * @param examples in a batch
   * @param positions how many of an example are normalised apart, 1 for all of it together
   * @param size features of what is normalised
   */
  LayerNormPass(int examples, int positions, int size, double epsilon, List<Parameter> parameters) {
    this.examples = examples;
    this.n = Math.multiplyExact(examples, positions);
    this.size = size;
    this.epsilon = epsilon;
    this.parameters = new ScaleAndShift(parameters, examples);
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
    Entries.columns(X.reshaped(n, size), normalised, normalise);
    return batch(parameters.forward(normalised, Y));
  }

  private Matrix batch(Matrix rows) {
    return rows.rows() == examples ? rows : rows.reshaped(examples, n / examples * size);
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
  public Matrix backward(Matrix dBatch, Need need) {
    Matrix dY = dBatch.reshaped(n, size);
    parameters.gradients(normalised, dY, need);
    if (need.inputGradient()) {
      parameters.scale(dY);
      Entries.columns(normalised, dY, project);
    }
    return dBatch;
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
      Entries.columns(normalised, tangent.setTo(dX.reshaped(n, size)), project);
      parameters.scale(tangent);
    }
    parameters.addTangent(normalised, tangent, direction);
    return batch(tangent);
  }
}
