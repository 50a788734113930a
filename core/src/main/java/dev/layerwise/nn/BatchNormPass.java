package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import java.util.List;
import java.util.function.Function;

/**
 * Batch normalisation on batches of n. With m numbers of each channel, which lie one after the
 * other, everything is done channel by channel.
 */
final class BatchNormPass implements LayerPass {
  private final int m;
  private final double decay;
  private final double epsilon;
  private final ScaleAndShift parameters;
  private final Matrix mean;
  private final Matrix variance;
  private final Matrix normalised;
  private final double[] deviation;
  private final Matrix Y;
  private final Scratch tangents;
  private final Entries.Loop2 normalise = this::normalise;
  private final Entries.Loop2 project = this::project;
  private boolean training;

  BatchNormPass(
      int n, Shape input, Layer.BatchNorm norm, List<Parameter> parameters, List<Buffer> buffers) {
    this.m = Math.multiplyExact(n, input.positions());
    this.decay = norm.decay();
    this.epsilon = norm.epsilon();
    this.parameters = new ScaleAndShift(parameters, n);
    this.mean = buffers.get(0).value();
    this.variance = buffers.get(1).value();
    this.normalised = Matrix.zeros(n, input.size());
    this.deviation = new double[norm.channels()];
    this.Y = Matrix.zeros(n, input.size());
    this.tangents = new Scratch(n, input.size());
  }

  @Override
  public List<BlockPass> blocks() {
    return List.of();
  }

  @Override
  public Matrix forward(Matrix X, Mode mode) {
    training = mode == Mode.TRAIN;
    Entries.columns(X, normalised, normalise);
    return parameters.forward(normalised, Y);
  }

  private void normalise(double[] x, double[] h, int rows) {
    for (int c = 0; c < deviation.length; c++) {
      int from = c * m;
      int to = from + m;
      double mu = mean.get(c, 0);
      double var = variance.get(c, 0);
      if (training) {
        mu = mean(x, from, to);
        var = variance(x, from, to, mu);
        follow(c, mu, var);
      }
      deviation[c] = Math.sqrt(var + epsilon);
      double inverse = 1 / deviation[c];
      for (int i = from; i < to; i++) {
        h[i] = (x[i] - mu) * inverse;
      }
    }
  }

  private static double mean(double[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += x[i];
    }
    return sum / (to - from);
  }

  private static double variance(double[] x, int from, int to, double mu) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (x[i] - mu) * (x[i] - mu);
    }
    return sum / (to - from);
  }

  private void follow(int c, double mu, double var) {
    double unbiased = m > 1 ? var * m / (m - 1) : var;
    mean.set(c, 0, decay * mean.get(c, 0) + (1 - decay) * mu);
    variance.set(c, 0, decay * variance.get(c, 0) + (1 - decay) * unbiased);
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
    for (int c = 0; c < deviation.length; c++) {
      int from = c * m;
      int to = from + m;
      double product = 0;
      double sum = 0;
      for (int i = from; training && i < to; i++) {
        product += d[i] * h[i];
        sum += d[i];
      }
      product /= m;
      sum /= m;
      double inverse = 1 / deviation[c];
      for (int i = from; i < to; i++) {
        d[i] = (d[i] - sum - h[i] * product) * inverse;
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
