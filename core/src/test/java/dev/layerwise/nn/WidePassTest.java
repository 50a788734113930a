package dev.layerwise.nn;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.random.Rng;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One trained layer under a fixed readout, against the same network with a trained last layer. */
final class WidePassTest {
  /** More than a word of bits, and neither is a multiple of 64. */
  private static final int N = 70;

  /** Two tiles of 448 units and a rest. */
  private static final int M = 1003;

  private static final int D = 5;

  /** Sums of a thousand products of order 1/√m, added up in another order. */
  private static final double ROUNDING = 1e-12;

  private final Rng rng = Rng.of(17);
  private final Matrix X = rng.stream("X").gaussian(N, D);

  static Stream<Arguments> cases() {
    return Stream.of(Nonlinearity.RELU, Nonlinearity.TANH, new Nonlinearity.LeakyRelu(0.3))
        .flatMap(function ->
            Stream.of(1, 3)
                .flatMap(outputs ->
                    Stream.of("signs", "any").map(kind -> Arguments.of(function, outputs, kind))));
  }

  /** The wide network and its twin, in which the readout is a linear layer like any other. */
  private record Twins(Network wide, Network plain) {
    Block block() {
      return wide.blocks().get(0);
    }

    Block plainBlock() {
      return plain.blocks().get(0);
    }
  }

  private Twins twins(Nonlinearity function, int outputs, String kind) {
    Layer first = new Layer.Linear(D, M, false);
    Layer second = new Layer.Activation(function);
    Network wide = Network.of(Shape.of(D), first, second, new Layer.Readout(M, outputs));
    Network plain = Network.of(Shape.of(D), first, second, new Layer.Linear(M, outputs, false));
    Matrix A = rng.stream("A").gaussian(outputs, M);
    if (kind.equals("signs")) {
      A.mapInPlace(Math::signum);
    }
    A.timesInPlace(1 / Math.sqrt(M));
    Matrix W = rng.stream("W").gaussian(M, D);
    wide.parameters().get(0).value().setTo(W);
    wide.buffers().get(0).value().setTo(A);
    plain.parameters().get(0).value().setTo(W);
    plain.parameters().get(1).value().setTo(A);
    return new Twins(wide, plain);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesWhatItsThreeLayersCompute(Nonlinearity function, int outputs, String kind) {
    Twins twins = twins(function, outputs, kind);
    Pass wide = twins.wide().pass(N);
    Pass plain = twins.plain().pass(N);
    Matrix dF = rng.stream("dF").gaussian(N, outputs);
    Matrix dW = rng.stream("dW").gaussian(M, D);
    Matrix dA = Matrix.zeros(outputs, M);

    assertClose(wide.forward(X, Mode.TRAIN), plain.forward(X, Mode.TRAIN), ROUNDING);
    assertClose(
        wide.tangent(p -> dW),
        plain.tangent(p -> p == twins.plain().parameters().get(0) ? dW : dA),
        ROUNDING);
    wide.backward(dF.copy());
    plain.backward(dF.copy());
    assertClose(
        twins.wide().parameters().get(0).gradient(),
        twins.plain().parameters().get(0).gradient(),
        ROUNDING);
    assertThat(wide.input(twins.block())).isSameAs(X);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void productsWithItsOutputGradientsAreThoseOfTheMatrix(
      Nonlinearity function, int outputs, String kind) {
    Twins twins = twins(function, outputs, kind);
    Pass wide = twins.wide().pass(N);
    Pass plain = twins.plain().pass(N);
    wide.forward(X, Mode.TRAIN);
    plain.forward(X, Mode.TRAIN);
    for (int columns : new int[] {4, 6, 7}) {
      Matrix dF = rng.stream("dF", columns).gaussian(N, outputs);
      wide.propagate(dF.copy());
      plain.propagate(dF.copy());
      Matrix g = plain.outputGradient(twins.plainBlock());
      Matrix Y = rng.stream("Y").gaussian(N, columns);
      Matrix U = rng.stream("U").gaussian(M, D);

      Matrix K = Matrix.zeros(N, N);
      wide.outputGram(twins.block(), K);
      assertClose(K, g.times(g.T()), ROUNDING);
      Matrix back = Matrix.zeros(M, columns);
      wide.pullBack(twins.block(), Y, back);
      assertClose(back, g.T().times(Y), ROUNDING);
      Matrix forth = Matrix.zeros(N, D);
      wide.pushForward(twins.block(), U, forth);
      assertClose(forth, g.times(U), ROUNDING);
      assertClose(wide.outputGradient(twins.block()), g, ROUNDING);
    }
  }

  @Test
  void productsOfAnyLayerAreThoseOfTheMatrix() {
    Twins twins = twins(Nonlinearity.RELU, 3, "any");
    Pass plain = twins.plain().pass(N);
    plain.forward(X, Mode.TRAIN);
    plain.propagate(rng.stream("dF").gaussian(N, 3));
    Matrix g = plain.outputGradient(twins.plainBlock());
    Matrix K = Matrix.zeros(N, N);
    plain.outputGram(twins.plainBlock(), K);
    assertClose(K, g.times(g.T()), 0);
    Matrix back = Matrix.zeros(M, D);
    plain.pullBack(twins.plainBlock(), X, back);
    assertClose(back, g.T().times(X), 0);
    Matrix forth = Matrix.zeros(N, D);
    plain.pushForward(twins.plainBlock(), back, forth);
    assertClose(forth, g.times(back), 0);
  }

  @Test
  void aReadoutIsKeptAndNotTrained() {
    Twins twins = twins(Nonlinearity.RELU, 2, "any");
    Network wide = twins.wide();
    assertThat(wide.parameters()).extracting(Parameter::name).containsExactly("0.weight");
    assertThat(wide.buffers()).extracting(Buffer::name).containsExactly("2.weight");
    assertThat(wide.size()).isEqualTo((long) M * D);
    assertClose(wide.copy().outputs(X), wide.outputs(X), 0);
    assertThatThrownBy(
            () -> Network.of(Shape.of(3), new Layer.Linear(3, 4), new Layer.Readout(5, 1)))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("readout of 5 inputs on top of")
        .hasMessageEndingWith("want 5 features");
  }
}
