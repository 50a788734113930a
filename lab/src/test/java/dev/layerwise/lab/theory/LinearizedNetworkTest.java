package dev.layerwise.lab.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Shape;
import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden values: an independent NumPy implementation, setup ngd, section 2. */
final class LinearizedNetworkTest {
  private final Matrix X;
  private final Matrix y;
  private final LinearizedNetwork tiny;
  private final Matrix r;

  LinearizedNetworkTest() {
    SplitMix rng = new SplitMix(3);
    X = rng.unitRows(6, 3);
    y = Matrix.column(rng.normals(6));
    Matrix W = rng.normal(128, 3);
    tiny = new LinearizedNetwork(WideNetwork.of(W, rng.signs(128)), X);
    r = y.minus(tiny.outputs());
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.19180466979916697, 0.34861084492679395, 0.21457905923519746, 2.3145451416333467",
    "1, 1.389813738298401, 2.3156589235051523, 1.245769576407206, 1.421926449648596",
    "10, 3.393165237513468, 3.6631521636376494, 0.6546391435583004, 0.1880856860690028",
    "100, 3.663057781172414, 3.6633184780392503, 0.0006931461632785138, 0.00019102399549238348"
  })
  void bothFlowsAreTheReferences(double t, double gd, double ngd, double apart, double left) {
    Matrix gradient = tiny.gradientFlow(r, t);
    Matrix natural = tiny.naturalFlow(r, t);
    assertThat(tiny.length(gradient)).isCloseTo(gd, within(1e-12));
    assertThat(tiny.length(natural)).isCloseTo(ngd, within(1e-12));
    // Where the paths meet, √(cᵀ G c) of their difference loses half of the digits.
    assertThat(tiny.transposedTimes(gradient.minus(natural)).frobeniusNorm())
        .isCloseTo(apart, within(1e-12));
    assertThat(r.minus(tiny.gram().times(gradient)).frobeniusNorm()).isCloseTo(left, within(1e-12));
  }

  @Test
  void theGramMatrixAndTheEndAreTheReferences() {
    assertThat(tiny.gram().get(0, 0)).isCloseTo(0.46875, within(1e-15));
    assertThat(tiny.gram().get(0, 1)).isCloseTo(0.04566759930827086, within(1e-15));
    assertThat(tiny.spectrum()[0]).isCloseTo(0.07594972433081018, within(1e-14));
    assertThat(tiny.length(tiny.minimumNorm(r))).isCloseTo(3.663318478039252, within(1e-12));
  }

  @Test
  void productsWithTheDerivativeAreAdjointAndMakeTheGramMatrix() {
    Matrix D = new SplitMix(9).normal(128, 3);
    Matrix c = new SplitMix(10).normal(6, 1);
    assertThat(tiny.times(D).dot(c)).isCloseTo(D.dot(tiny.transposedTimes(c)), within(1e-13));
    assertThat(tiny.times(tiny.transposedTimes(c)).minus(tiny.gram().times(c)).maxAbs())
        .isLessThan(1e-14);
    assertThat(tiny.length(c)).isCloseTo(tiny.transposedTimes(c).frobeniusNorm(), within(1e-14));
  }

  @Test
  void stepsOfGradientDescentAreTheClosedForm() {
    double h = 1 / tiny.spectrum()[5];
    Matrix w = Matrix.zeros(128, 3);
    for (int k = 0; k < 50; k++) {
      w.plusInPlace(h, tiny.transposedTimes(r.minus(tiny.times(w))));
    }
    Matrix expected = tiny.transposedTimes(tiny.gradientDescent(r, h, 50));
    assertThat(w.minus(expected).maxAbs()).isLessThan(1e-13);
  }

  @Test
  void manySmallStepsAreTheFlow() {
    int k = 1 << 20;
    Matrix apart =
        tiny.gradientDescent(r, 2.0 / k, k).minus(tiny.gradientFlow(r, 2)); // to first order in h
    assertThat(apart.maxAbs()).isLessThan(1e-5);
    assertThat(tiny.naturalDescent(r, 2.0 / k, k).minus(tiny.naturalFlow(r, 2)).maxAbs())
        .isLessThan(1e-4);
  }

  @Test
  void oneFullNaturalStepFits() {
    Matrix w = tiny.transposedTimes(tiny.naturalDescent(r, 1, 1));
    assertThat(tiny.times(w).minus(r).maxAbs()).isLessThan(1e-13);
  }

  @Test
  void theDerivativeStaysWhereItWasTaken() {
    Network network = WideNetwork.draw(64, 3, 1, Rng.of(1));
    LinearizedNetwork linear = new LinearizedNetwork(network, X);
    Matrix c = Matrix.column(1, 2, 3, 4, 5, 6);
    Matrix before = linear.transposedTimes(c);
    network.parameters().getFirst().value().timesInPlace(-1);
    network.outputs(X);
    assertThat(linear.transposedTimes(c).minus(before).maxAbs()).isZero();
  }

  @Test
  void refusesAnotherNetworkAndTooNarrowOne() {
    Network two = Network.of(Shape.of(3), new Layer.Linear(3, 4), new Layer.Linear(4, 1));
    assertThatThrownBy(() -> new LinearizedNetwork(two, X))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "LinearizedNetwork: 4 parameters and 1 outputs; want one layer without bias, and one"
                + " output");
    LinearizedNetwork narrow = new LinearizedNetwork(WideNetwork.draw(1, 3, 1, Rng.of(1)), X);
    assertThatThrownBy(() -> narrow.minimumNorm(r))
        .isInstanceOf(NumericalException.class)
        .hasMessageContaining("its outputs do not move independently: want a wider network");
    assertThatThrownBy(() -> WideNetwork.of(Matrix.identity(3), 1, -1))
        .hasMessage("WideNetwork: 2 signs for 3 units; want one for each");
  }
}
