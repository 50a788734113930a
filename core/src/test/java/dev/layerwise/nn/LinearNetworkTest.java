package dev.layerwise.nn;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.Vec;
import dev.layerwise.random.Rng;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LinearNetworkTest {
  /** Sums of a few hundred products of numbers of order 1. */
  private static final double ROUNDING = 1e-12;

  private final Rng rng = Rng.of(11);
  private final Matrix X = rng.stream("X").gaussian(11, 5);
  private final Matrix Y = rng.stream("Y").gaussian(11, 3);
  private final Moments batch = Moments.of(X, Y);
  private final LinearNetwork network =
      new LinearNetwork(
          List.of(
              rng.stream("W1").gaussian(4, 5),
              rng.stream("W2").gaussian(6, 4),
              rng.stream("W3").gaussian(3, 6)));

  @Test
  void lossOfMomentsIsTheMeanOverExamples() {
    double sum = 0;
    Matrix predictions = X.times(network.product().T());
    for (int i = 0; i < X.rows(); i++) {
      for (int j = 0; j < Y.cols(); j++) {
        sum += 0.5 * Math.pow(Y.get(i, j) - predictions.get(i, j), 2);
      }
    }
    assertThat(network.loss(batch)).isCloseTo(sum / X.rows(), within(ROUNDING * sum));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void gradientsAreCentralDifferences(int layer) {
    Matrix W = network.weight(layer);
    double h = 1e-4; // the loss is quadratic in one matrix: only rounding, about 1e-12 / h, is left
    Matrix differences =
        Matrix.generate(
            W.rows(),
            W.cols(),
            (i, j) -> {
              Matrix up = W.copy();
              up.set(i, j, W.get(i, j) + h);
              Matrix down = W.copy();
              down.set(i, j, W.get(i, j) - h);
              return (network.with(layer, up).loss(batch) - network.with(layer, down).loss(batch))
                  / (2 * h);
            });
    assertClose(network.on(batch).layer(layer).G(), differences, 1e-8);
  }

  /** The definition of the Gauss-Newton matrix: the mean over examples of JᵀJ. */
  @Test
  void gaussNewtonIsTheMeanOfJacobianProducts() {
    int weights = network.weights().stream().mapToInt(W -> W.rows() * W.cols()).sum();
    Matrix sum = Matrix.zeros(weights, weights);
    for (int i = 0; i < X.rows(); i++) {
      Matrix J = jacobian(X.slice(i, i + 1, 0, X.cols()).T());
      sum.plusProductInPlace(1.0 / X.rows(), J.T(), J.copy());
    }
    assertClose(network.on(batch).gaussNewton(), sum, ROUNDING);
  }

  /** Column by column: the derivative of W3 W2 W1 x by one weight. */
  private Matrix jacobian(Matrix x) {
    Matrix[][] columns = new Matrix[1][network.depth()];
    for (int layer = 0; layer < network.depth(); layer++) {
      Matrix W = network.weight(layer);
      Matrix J = Matrix.zeros(Y.cols(), W.rows() * W.cols());
      for (int j = 0; j < W.cols(); j++) {
        for (int i = 0; i < W.rows(); i++) {
          Matrix unit = Matrix.zeros(W.rows(), W.cols());
          unit.set(i, j, 1);
          Matrix column = network.with(layer, unit).product().times(x);
          for (int row = 0; row < Y.cols(); row++) {
            J.set(row, i + j * W.rows(), column.get(row, 0));
          }
        }
      }
      columns[0][layer] = J;
    }
    return Matrix.blocks(columns);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aLayersBlockOfGaussNewtonIsTheKroneckerProductOfItsFactors(int layer) {
    LinearStatistics statistics = network.on(batch);
    LayerStatistics factors = statistics.layer(layer);
    Matrix V = rng.stream("V").gaussian(factors.W().rows(), factors.W().cols());
    Matrix product = factors.ggT().times(V).times(factors.aaT());
    int from = 0;
    for (int l = 0; l < layer; l++) {
      from += network.weight(l).rows() * network.weight(l).cols();
    }
    int to = from + V.rows() * V.cols();
    Matrix block = statistics.gaussNewton().slice(from, to, from, to);
    assertClose(block.times(Vec.of(V)), Vec.of(product), ROUNDING);
  }

  @Test
  void theFactorsOfTwoLayersAreThePreconditionersOfThePaper() {
    Matrix G = rng.stream("G").gaussian(2, 5);
    Matrix F = rng.stream("F").gaussian(3, 2);
    LinearStatistics statistics = LinearNetwork.of(F, G).on(batch);
    Matrix Sxx = X.T().times(X).times(1.0 / X.rows());
    assertClose(statistics.layer(0).ggT().dense(), F.T().times(F), ROUNDING);
    assertClose(statistics.layer(0).aaT().dense(), Sxx, ROUNDING);
    assertClose(statistics.layer(1).aaT().dense(), G.times(Sxx).times(G.T()), ROUNDING);
    assertClose(statistics.layer(1).ggT().dense(), Matrix.identity(3), ROUNDING);
  }

  @Test
  void layersThatDoNotFitAreNamed() {
    Matrix G = Matrix.zeros(4, 5);
    Matrix F = Matrix.zeros(3, 6);
    assertThatThrownBy(() -> LinearNetwork.of(F, G))
        .isInstanceOf(ShapeException.class)
        .hasMessage("LinearNetwork: layer 1 is 3×6 on top of 4×5; want 4 columns");
    assertThatThrownBy(() -> new LinearNetwork(List.of()))
        .isInstanceOf(ShapeException.class)
        .hasMessage("LinearNetwork: no layers; want at least one weight matrix");
  }

  @Test
  void aBatchThatDoesNotFitIsNamed() {
    Moments narrow = Moments.of(X.slice(0, 11, 0, 4), Y);
    assertThatThrownBy(() -> network.on(narrow))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "LinearNetwork: maps 5 inputs to 3 outputs; the batch has 4 inputs and 3 outputs");
    assertThatThrownBy(() -> Moments.of(X, Y.slice(0, 7, 0, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Moments: X has 11 rows, Y has 7; want one row for each example");
  }

  @Test
  void aWeightThatIsNotANumberIsFound() {
    Matrix W = network.weight(1).copy();
    W.set(2, 1, Double.NaN);
    assertThat(network.isFinite()).isTrue();
    assertThat(network.with(1, W).isFinite()).isFalse();
  }
}
