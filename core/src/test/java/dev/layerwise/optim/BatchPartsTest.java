package dev.layerwise.optim;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Initialization;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.random.Rng;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BatchPartsTest {
  /** Means of a few thousand numbers of size 1, summed in another order. */
  private static final double ROUNDING = 1e-12;

  private final Rng rng = Rng.of(23);

  private static Network network(Shape input, Layer... layers) {
    return Network.of(input, layers).initialized(Initialization.HE_NORMAL, Rng.of(7));
  }

  private NetworkObjective objective(Network network, int n) {
    return new NetworkObjective(network, new SquaredError(), n, Rng.of(3))
        .on(
            rng.stream("X").gaussian(n, network.input().size()),
            rng.stream("Y").gaussian(n, network.output().size()));
  }

  private static List<Matrix> gradients(Network network) {
    return network.parameters().stream().map(Parameter::gradient).map(Matrix::copy).toList();
  }

  private static Layer[] perceptron() {
    return new Layer[] {
      new Layer.Linear(50, 60),
      new Layer.Activation(Nonlinearity.TANH),
      new Layer.Linear(60, 2, false)
    };
  }

  static Stream<Network> networks() {
    return Stream.of(
        network(Shape.of(50), perceptron()),
        network(new Shape(9, 5, 1), new Layer.Attention(9), new Layer.Linear(9, 1)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void partsAddUpToTheGradientOfTheBatch(Network network) {
    for (int n : new int[] {1024, 2055}) { // without and with a rest
      NetworkObjective objective = objective(network, n);
      double loss = objective.gradient();
      List<Matrix> expected = gradients(network);
      network.parameters().forEach(p -> p.gradient().fill(Double.NaN));

      double actual = objective.gradientAlone();

      assertThat(actual).isCloseTo(loss, within(ROUNDING));
      for (int i = 0; i < expected.size(); i++) {
        assertClose(gradients(network).get(i), expected.get(i), ROUNDING);
      }
    }
  }

  @Test
  void whatThePassSawStays() {
    NetworkObjective objective = objective(network(Shape.of(50), perceptron()), 1024);
    objective.gradient();
    Matrix f = objective.outputs().copy();
    objective.on(objective.inputs().times(2), objective.targets());

    objective.gradientAlone();

    assertClose(objective.outputs(), f, 0);
  }

  @Test
  void batchesWhoseExamplesDependOnEachOtherStayWhole() {
    Network network =
        network(
            Shape.of(50),
            new Layer.Linear(50, 60),
            new Layer.BatchNorm(60),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Linear(60, 2));
    NetworkObjective objective = objective(network, 1024);
    objective.gradient();
    List<Matrix> expected = gradients(network);

    objective.gradientAlone();

    for (int i = 0; i < expected.size(); i++) {
      assertClose(gradients(network).get(i), expected.get(i), 0);
    }
  }
}
