package dev.layerwise.nn;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.SavedState;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention against its formula, one example at a time. */
final class AttentionTest {
  private static final int N = 11;
  private static final int D = 5;
  private static final int HEAD = 3;
  private static final int TOKENS = 4;

  /** A few products of order 5. */
  private static final double ROUNDING = 1e-13;

  /** The same through eigenvectors of well parted eigenvalues. */
  private static final double EIGEN = 1e-10;

  private final Rng rng = Rng.of(19);
  private final Matrix X = rng.stream("x").gaussian(N, D * TOKENS);

  private static Network network(int outputs, Layer first) {
    Network network =
        Network.of(new Shape(D, TOKENS, 1), first, new Layer.Linear(D, outputs, false));
    Rng init = Rng.of(3);
    network
        .parameters()
        .forEach(p -> p.value().fillInPlace(init.stream(p.name())::fillGaussian).timesInPlace(0.7));
    return network;
  }

  /** h_t in rows, (T, D), of an example. */
  private Matrix tokens(int i) {
    return Matrix.generate(TOKENS, D, (t, d) -> X.get(i, d * TOKENS + t));
  }

  @Test
  void outputIsTheValueThatTheLastTokenAttendsTo() {
    Network network = network(1, new Layer.Attention(D, HEAD));
    List<Matrix> W = network.parameters().stream().map(Parameter::value).toList();
    Matrix expected =
        Matrix.generate(
            N,
            1,
            (i, j) -> {
              Matrix h = tokens(i);
              Matrix s = h.slice(TOKENS - 1, TOKENS, 0, D).T();
              Matrix q = W.get(0).times(s);
              Matrix keys = h.times(W.get(1).T()); // (T, head)
              Matrix p = keys.times(q).map(x -> Math.exp(x / Math.sqrt(HEAD)));
              Matrix values = h.times(W.get(2).T());
              Matrix v = values.T().times(p.times(1 / p.sum()));
              return W.get(4).times(W.get(3).times(v)).get(0, 0);
            });
    assertClose(network.outputs(X), expected, ROUNDING);
  }

  @Test
  void blocksAreQueryKeyValueAndOutput() {
    assertThat(network(1, new Layer.Attention(D, HEAD)).blocks())
        .extracting(Block::name)
        .containsExactly("0.query", "0.key", "0.value", "0.output", "1");
  }

  /** Gradients of single examples: batches of one, one output at a time. */
  private List<Matrix> gradients(Network network, int block, int output) {
    Pass one = network.pass(1);
    Parameter weight = network.blocks().get(block).weight();
    return java.util.stream.IntStream.range(0, N)
        .mapToObj(i -> {
          one.forward(X.slice(i, i + 1, 0, D * TOKENS), Mode.TRAIN);
          Matrix unit = Matrix.zeros(1, network.output().size());
          unit.set(0, output, 1);
          one.backward(unit);
          return weight.gradient().copy();
        })
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void statisticsOfAllMatricesAreThoseOfTheSumOverExamples(int outputs) {
    Network network = network(outputs, new Layer.Residual(new Layer.Attention(D, HEAD)));
    Optimizer optimizer =
        Recipes.named("adam-or-gn").start(network.copy(), Map.of("basis", "kronecker", "lr", "0"));
    optimizer.step(
        new NetworkObjective(network, new SquaredError(), N, Rng.of(1))
            .on(X, Matrix.zeros(N, outputs)));
    Map<String, Matrix> state = SavedState.of(optimizer::state).matrices();
    for (Block block : network.blocks()) {
      Matrix L = Matrix.zeros(block.dOut(), block.dOut());
      Matrix R = Matrix.zeros(block.dIn(), block.dIn());
      Matrix squares = Matrix.zeros(block.dOut(), block.dIn());
      Matrix U = state.get(block.name() + "/U");
      Matrix V = state.get(block.name() + "/V");
      for (int c = 0; c < outputs; c++) {
        for (Matrix G : gradients(network, block.index(), c)) {
          L.plusInPlace(1.0 / N, G.times(G.T()));
          R.plusInPlace(1.0 / N, G.T().times(G));
          Matrix rotated = U.T().times(G).times(V);
          squares.plusInPlace(1.0 / N, rotated.hadamard(rotated));
        }
      }
      Matrix diagonalL = U.T().times(L).times(U);
      Matrix diagonalR = V.T().times(R).times(V);
      assertClose(diagonalL, Matrix.diagonal(diagonalL.diagonal()), EIGEN);
      assertClose(diagonalR, Matrix.diagonal(diagonalR.diagonal()), EIGEN);
      assertClose(state.get(block.name() + "/D"), squares, EIGEN);
    }
  }

  @Test
  void tokensAreNormalisedApart() {
    Network network =
        Network.of(new Shape(D, TOKENS, 1), new Layer.TokenNorm(D), new Layer.Flatten());
    Matrix Y = network.outputs(X);
    for (int t = 0; t < TOKENS; t++) {
      double sum = 0;
      double squares = 0;
      for (int d = 0; d < D; d++) {
        sum += Y.get(2, d * TOKENS + t);
        squares += Y.get(2, d * TOKENS + t) * Y.get(2, d * TOKENS + t);
      }
      assertThat(Math.abs(sum)).isLessThan(1e-13);
      assertThat(Math.abs(squares / D - 1)).isLessThan(1e-3); // ε beside a variance of order 1
    }
  }

  @Test
  void wrongShapesAreRefused() {
    assertThatThrownBy(() -> network(1, new Layer.Attention(D + 1)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("attention of 6 channels on top of 5×4×1; want 6 channels");
    assertThatThrownBy(() -> network(1, new Layer.TokenNorm(2)))
        .hasMessage("token normalisation of 2 channels on top of 5×4×1; want 2 channels");
    assertThatThrownBy(() -> new Layer.TokenNorm(2, 0))
        .hasMessage("token normalisation with epsilon 0.0; want a number above 0");
  }
}
