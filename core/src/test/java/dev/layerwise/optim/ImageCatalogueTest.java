package dev.layerwise.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.nn.Window;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every optimizer of the catalogue keeps to on a network with convolutions, a sum of branches,
 * and parameters that belong to no layer's weight matrix.
 */
class ImageCatalogueTest {
  private static final int N = 7;
  private static final int PIXELS = 2 * 5 * 4;

  /** Small enough for plain gradients, which the default of sgd is not here. */
  private static final Map<String, String> SAID = Map.of("lr", "0.001");

  static List<Recipe> recipes() {
    return Recipes.all();
  }

  private static Network network() {
    Network network =
        Network.of(
            new Shape(2, 5, 4),
            new Layer.Conv2d(2, 3, Window.square(3).padding(1), false),
            new Layer.BatchNorm(3),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Residual(new Layer.Conv2d(3, 3, Window.square(3).padding(1))),
            new Layer.Flatten(),
            new Layer.LayerNorm(3 * 5 * 4),
            new Layer.Linear(3 * 5 * 4, 2, false));
    Rng rng = Rng.of(1);
    for (Parameter p : network.parameters()) {
      p.value()
          .fillInPlace(rng::fillGaussian)
          .timesInPlace(0.7 / Math.sqrt((double) p.value().cols()));
    }
    return network;
  }

  private static NetworkObjective objective(Network network) {
    return new NetworkObjective(network, new SquaredError(), N, Rng.of(3));
  }

  private static double train(Optimizer optimizer, NetworkObjective objective, int from, int to) {
    double loss = Double.NaN;
    for (int t = from; t <= to; t++) {
      double shift = 0.5 * (t % 3);
      Matrix X = Matrix.generate(N, PIXELS, (n, j) -> Math.sin(0.9 * (n + 1) * (j + 1) + shift));
      Matrix Y = Matrix.generate(N, 2, (n, k) -> 0.5 * Math.cos(0.4 * (n + 1) * (k + 2)));
      loss = optimizer.step(objective.on(X, Y));
    }
    return loss;
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRunThatIsResumedIsBitForBitTheUninterruptedOne(Recipe recipe) {
    Network whole = network();
    double last = train(recipe.start(whole, SAID), objective(whole), 1, 14);

    Network first = network();
    Optimizer stopped = recipe.start(first, SAID);
    train(stopped, objective(first), 1, 8);
    SavedState state = SavedState.of(stopped::state);

    Network second = first.copy();
    Optimizer resumed = recipe.start(second, SAID);
    state.restore(resumed::state);

    assertThat(train(resumed, objective(second), 9, 14)).isEqualTo(last).isFinite();
    for (int i = 0; i < whole.parameters().size(); i++) {
      Parameter p = whole.parameters().get(i);
      assertThat(second.parameters().get(i).value().toColumnMajor())
          .as(recipe.name() + " " + p.name())
          .containsExactly(p.value().toColumnMajor());
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyParameterMoves(Recipe recipe) {
    Network network = network();
    Network before = network.copy();
    train(recipe.start(network, SAID), objective(network), 1, 3);
    for (int i = 0; i < network.parameters().size(); i++) {
      Parameter p = network.parameters().get(i);
      assertThat(p.value().minus(before.parameters().get(i).value()).frobeniusNorm())
          .as(recipe.name() + " " + p.name())
          .isPositive();
    }
  }
}
