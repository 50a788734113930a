package dev.layerwise.nn;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class InitializationTest {
  private static final int IN = 200;
  private static final int OUT = 300;

  private static Network network() {
    return Network.of(
        Shape.of(IN),
        new Layer.Linear(IN, OUT),
        new Layer.BatchNorm(OUT),
        new Layer.Activation(Nonlinearity.TANH),
        new Layer.Linear(OUT, IN));
  }

  /**
   * Of m = 60,000 independent numbers the sample variance errs by its standard deviation, at most
   * √(2/m) = 0.6%, times 5 but once in a million.
   */
  @ParameterizedTest
  @CsvSource({
    "LECUN_NORMAL, 0.005, 0.00333333333333",
    "LECUN_UNIFORM, 0.005, 0.00333333333333",
    "XAVIER_NORMAL, 0.004, 0.004",
    "XAVIER_UNIFORM, 0.004, 0.004",
    "HE_NORMAL, 0.0138888888888889, 0.00333333333333",
    "HE_UNIFORM, 0.0138888888888889, 0.00333333333333",
    "PYTORCH, 0.00166666666666, 0.00111111111111"
  })
  void weightsHaveTheVarianceOfTheFormula(
      Initialization initialization, double first, double last) {
    Network network = network().initialized(initialization, Rng.of(1));
    Matrix W = network.blocks().getFirst().weight().value();
    Matrix V = network.blocks().getLast().weight().value();
    double error = 5 * Math.sqrt(2.0 / (IN * OUT));
    assertThat(W.dot(W) / (IN * OUT)).isCloseTo(first, within(error * first));
    assertThat(V.dot(V) / (IN * OUT)).isCloseTo(last, within(error * last));
    double mean = 5 * Math.sqrt(first / (IN * OUT));
    assertThat(W.sum() / (IN * OUT)).isCloseTo(0, within(mean));
  }

  @ParameterizedTest
  @EnumSource
  void normalisationsStartAsTheIdentityAndBiasesAtZero(Initialization initialization) {
    Network network = network();
    network.parameters().forEach(p -> p.value().fill(7));
    network.buffers().forEach(b -> b.value().fill(7));
    network.initialized(initialization, Rng.of(1));
    for (Parameter p : network.parameters()) {
      switch (p.kind()) {
        case SCALE -> assertThat(p.value().map(x -> x - 1).maxAbs()).isZero();
        case SHIFT -> assertThat(p.value().maxAbs()).isZero();
        case BIAS -> {
          double bound = initialization == Initialization.PYTORCH ? 1 / Math.sqrt(IN) : 0;
          assertThat(p.value().maxAbs()).isLessThanOrEqualTo(bound);
        }
        case WEIGHT, KERNEL -> assertThat(p.value().maxAbs()).isNotEqualTo(7);
      }
    }
    assertThat(network.buffers().get(0).value().maxAbs()).isZero();
    assertThat(network.buffers().get(1).value().map(x -> x - 1).maxAbs()).isZero();
  }

  @Test
  void orthogonalWeightsAreOrthonormalTimesTheGain() {
    Network network = network().initialized(Initialization.ORTHOGONAL, Rng.of(1));
    Matrix W = network.blocks().getFirst().weight().value(); // 300×200, below tanh
    Matrix V = network.blocks().getLast().weight().value(); // 200×300, the last
    assertClose(W.T().times(W), Matrix.identity(IN).times(25.0 / 9), 1e-13);
    assertClose(V.times(V.T()), Matrix.identity(IN), 1e-13);
  }

  @Test
  void kernelsCountTheirPositions() {
    Network network =
        Network.of(new Shape(20, 3, 3), new Layer.Conv2d(20, 40, Window.of(3, 2), false));
    network.initialized(Initialization.XAVIER_UNIFORM, Rng.of(1));
    double bound = Math.sqrt(6.0 / (20 * 6 + 40 * 6));
    // The largest of 4800 uniform numbers is within 1% of the end but for 0.99^4800 = 1e−21.
    assertThat(network.parameters().getFirst().value().maxAbs()).isBetween(0.99 * bound, bound);
  }

  @Test
  void aParametersStreamIsItsNameAlone() {
    Network one = Models.mlp(5, 4, 3).initialized(Initialization.HE_NORMAL, Rng.of(8));
    Network two = Models.mlp(5, 4, 7).initialized(Initialization.HE_NORMAL, Rng.of(8));
    assertClose(one.parameters().getFirst().value(), two.parameters().getFirst().value(), 0);
    List<Parameter> all = one.parameters();
    assertThat(all.get(2).value().get(0, 0)).isNotEqualTo(all.get(0).value().get(0, 0));
  }
}
