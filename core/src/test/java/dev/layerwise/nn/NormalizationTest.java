package dev.layerwise.nn;

import static dev.layerwise.testing.MatrixAssert.assertClose;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;

final class NormalizationTest {
  private static final int N = 5;
  private static final Shape IMAGE = new Shape(3, 2, 4);

  /** Sums of 40 numbers of order 1. */
  private static final double ROUNDING = 1e-13;

  private final Rng rng = Rng.of(31);
  private final Matrix X = rng.stream("X").gaussian(N, IMAGE.size()).map(x -> 3 + 2 * x);

  /** All numbers of each channel in a column. */
  private static Matrix channels(Matrix batch) {
    return batch.reshaped(N * IMAGE.positions(), IMAGE.channels());
  }

  private static Matrix mean(Matrix columns) {
    return Matrix.zeros(1, columns.rows()).fill(1.0 / columns.rows()).times(columns).T();
  }

  private static Matrix variance(Matrix columns) {
    Matrix mean = mean(columns);
    Matrix centred =
        Matrix.generate(
            columns.rows(), columns.cols(), (i, j) -> columns.get(i, j) - mean.get(j, 0));
    return mean(centred.hadamard(centred));
  }

  private static Matrix one(int size) {
    return Matrix.zeros(size, 1).fill(1);
  }

  @Test
  void inTrainingEachChannelHasMeanZeroAndVarianceOne() {
    Network network = Network.of(IMAGE, new Layer.BatchNorm(3, 0.9, 1e-14));
    Matrix columns = channels(network.pass(N).forward(X, Mode.TRAIN));
    assertClose(mean(columns), Matrix.zeros(3, 1), ROUNDING);
    assertClose(variance(columns), one(3), ROUNDING);
  }

  @Test
  void runningAveragesFollowTheBatch() {
    Network network = Network.of(IMAGE, new Layer.BatchNorm(3, 0.75, 1e-5));
    Pass pass = network.pass(N);
    pass.forward(X, Mode.TRAIN);
    pass.forward(X, Mode.TRAIN);
    double m = N * IMAGE.positions();
    double past = 0.75 * 0.75;
    Matrix unbiased = variance(channels(X)).times(m / (m - 1));
    Matrix means = network.buffers().get(0).value();
    Matrix variances = network.buffers().get(1).value();
    assertClose(means, mean(channels(X)).times(1 - past), ROUNDING);
    assertClose(variances, unbiased.times(1 - past).plus(one(3).times(past)), ROUNDING);
  }

  @Test
  void inEvaluationTheRunningAveragesAreUsedAndStay() {
    Network network = Network.of(IMAGE, new Layer.BatchNorm(3, 0.9, 0.5));
    Matrix means = network.buffers().get(0).value().setTo(Matrix.column(1, 2, 3));
    Matrix variances = network.buffers().get(1).value().setTo(Matrix.column(0.5, 1.5, 3.5));
    network.parameters().get(0).value().setTo(Matrix.column(1, 2, 3));
    network.parameters().get(1).value().setTo(Matrix.column(0, -1, 1));
    Matrix x = channels(X);
    Matrix expected =
        Matrix.generate(
            x.rows(),
            x.cols(),
            (i, c) ->
                (c + 1) * (x.get(i, c) - (c + 1)) / (c + 1 > 2 ? 2 : Math.sqrt(c + 1))
                    + (c == 0 ? 0 : c == 1 ? -1 : 1));
    assertClose(channels(network.pass(N).forward(X, Mode.EVALUATE)), expected, ROUNDING);
    assertClose(means, Matrix.column(1, 2, 3), 0);
    assertClose(variances, Matrix.column(0.5, 1.5, 3.5), 0);
  }

  @Test
  void layerNormGivesEachExampleMeanZeroAndVarianceOne() {
    Network network = Network.of(IMAGE, new Layer.LayerNorm(IMAGE.size(), 1e-14));
    Matrix rows = network.pass(N).forward(X, Mode.TRAIN).T();
    assertClose(mean(rows), Matrix.zeros(N, 1), ROUNDING);
    assertClose(variance(rows), one(N), ROUNDING);
  }
}
