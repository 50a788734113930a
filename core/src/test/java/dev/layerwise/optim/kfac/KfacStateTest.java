package dev.layerwise.optim.kfac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SoftmaxCrossEntropy;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.nn.Window;
import dev.layerwise.optim.DivergedException;
import dev.layerwise.optim.Groups;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.SavedState;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Saving, failing, burn-in, and what is refused. */
class KfacStateTest {
  private static Network network() {
    Network network =
        Network.of(
            new Shape(2, 3, 3),
            new Layer.Conv2d(2, 3, Window.square(2), true),
            new Layer.BatchNorm(3, 0.9, 1e-5),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Flatten(),
            new Layer.Linear(12, 4, false),
            new Layer.Activation(Nonlinearity.RELU),
            new Layer.Linear(4, 3));
    Rng rng = Rng.of(1);
    for (Parameter p : network.parameters()) {
      p.value().fillInPlace(rng::fillGaussian);
    }
    return network;
  }

  private static Map<String, String> settings(String text) {
    Map<String, String> settings = new HashMap<>();
    Arrays.stream(text.split(" ", -1))
        .skip(1)
        .map(word -> word.split("=", -1))
        .forEach(pair -> settings.put(pair[0], pair[1]));
    return settings;
  }

  private static NetworkObjective objective(Network network) {
    return new NetworkObjective(network, new SoftmaxCrossEntropy(), 7, Rng.of(2));
  }

  private static NetworkObjective on(NetworkObjective objective, long t) {
    Rng rng = Rng.of(3).stream("data", t);
    return objective.on(
        rng.gaussian(7, 18), Matrix.generate(7, 3, (i, j) -> (i + t) % 3 == j ? 1 : 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kfac inverse-interval=3",
        "kfac inverse-interval=3 curvature-interval=2 damping-split=exact fisher=empirical",
        "kfac fisher=propagation samples=2 damping-split=equal dense-blocks=tnt inverse-interval=3",
        "kfac dense-blocks=tnt damping-split=exact inverse-interval=3",
        "kfac fisher=exact dense-blocks=full conv-blocks=diagonal",
        "kfac fisher=exact dense-blocks=full damping-split=exact power=-1",
        "kfac dense-blocks=diagonal conv-blocks=full l2=0.01 weight-decay=0.1",
        "kfac adaptive-lr=true adaptive-momentum=true adaptive-damping=true damping-interval=2",
        "kfac adaptive-damping=true damping-interval=3",
        "kfac-tridiagonal inverse-interval=2",
        "kfac-pytorch inverse-interval=2 momentum=0.9 sgd-weight-decay=0.01",
        "kfac-pytorch inverse-interval=2 method=inverse curvature-interval=2"
      })
  void aRestoredOptimizerTakesTheSameStepsBitForBit(String text) {
    Network network = network();
    NetworkObjective objective = objective(network);
    Optimizer optimizer = Recipes.named(text.split(" ", -1)[0]).start(network, settings(text));
    for (int t = 1; t <= 4; t++) {
      optimizer.step(on(objective, t));
    }
    SavedState saved = SavedState.of(optimizer::state);
    Network copy = network.copy();
    for (int t = 5; t <= 9; t++) {
      optimizer.step(on(objective, t));
    }
    Optimizer resumed = Recipes.named(text.split(" ", -1)[0]).start(copy, settings(text));
    saved.restore(resumed::state);
    NetworkObjective again = objective(copy);
    for (int t = 5; t <= 9; t++) {
      resumed.step(on(again, t));
    }
    for (int i = 0; i < network.parameters().size(); i++) {
      Matrix expected = network.parameters().get(i).value();
      assertThat(expected.isFinite()).isTrue();
      assertThat(copy.parameters().get(i).value().toColumnMajor())
          .isEqualTo(expected.toColumnMajor());
    }
  }

  /**
   * Factors that change after a refresh of the inverses change no step before the next refresh; nor
   * does what follows from them, such as the scale of TNT blocks.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "kfac damping-split=pi",
        "kfac damping-split=pi dense-blocks=tnt",
        "kfac damping-split=exact",
        "kfac damping-split=exact dense-blocks=tnt"
      })
  void betweenRefreshesNewStatisticsChangeNothing(String text) {
    List<Matrix> fresh = afterFiveSteps(text + " curvature-interval=1");
    List<Matrix> stale = afterFiveSteps(text + " curvature-interval=9");
    for (int i = 0; i < fresh.size(); i++) {
      assertThat(fresh.get(i).toColumnMajor()).isEqualTo(stale.get(i).toColumnMajor());
    }
  }

  private static List<Matrix> afterFiveSteps(String text) {
    Network network =
        Network.of(
            Shape.of(18),
            new Layer.Linear(18, 4),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Linear(4, 3, false));
    Rng rng = Rng.of(1);
    network.parameters().forEach(p -> p.value().fillInPlace(rng::fillGaussian));
    Map<String, String> settings = settings(text + " inverse-interval=9 fisher=exact");
    Optimizer optimizer = Recipes.named("kfac").start(network, settings);
    NetworkObjective objective = objective(network);
    for (int t = 1; t <= 5; t++) {
      optimizer.step(on(objective, t));
    }
    return network.parameters().stream().map(p -> p.value().copy()).toList();
  }

  @Test
  void aFactorThatCannotBeInvertedEndsTheRunAfterTheToleratedFailures() {
    Network network = Network.of(Shape.of(3), new Layer.Linear(3, 2, false));
    // Without momentum nothing moves: the inputs' factor is 0 but for one entry, and λ is 0.
    Optimizer optimizer =
        Recipes.named("kfac-pytorch")
            .start(
                network,
                Map.of(
                    "method", "inverse",
                    "damping", "0",
                    "ema", "0",
                    "inverse-interval", "1",
                    "tolerated-failures", "2"));
    NetworkObjective objective = new NetworkObjective(network, new SquaredError(), 1, Rng.of(1));
    objective.on(Matrix.of(new double[][] {{1, 0, 0}}), Matrix.of(new double[][] {{0.5, 0.25}}));
    optimizer.step(objective);
    optimizer.step(objective);
    assertThat(network.isFinite()).isTrue();
    assertThatThrownBy(() -> optimizer.step(objective))
        .isInstanceOf(DivergedException.class)
        .hasMessage(
            "K-FAC: 0, input factor: failed 3 times in a row, last: inverse (3×3): pivot 1 is 0 ≤"
                + " 0; not positive definite at λ = 0; increase damping");
  }

  @Test
  void burnInAveragesFurtherBatchesAndMovesNothing() {
    Network network = Network.of(Shape.of(2), new Layer.Linear(2, 2, false));
    NetworkObjective objective = new NetworkObjective(network, new SquaredError(), 5, Rng.of(1));
    Matrix[] X = new Matrix[3];
    Arrays.setAll(X, i -> Rng.of(i).gaussian(5, 2));
    Matrix Y = Matrix.zeros(5, 2);
    int[] next = {0};
    objective.on(X[2], Y).withFurther(o -> o.on(X[next[0]++], Y));
    Optimizer optimizer =
        Recipes.named("kfac").start(network, Map.of("burn-in", "2", "ema", "0.5"));
    optimizer.step(objective);
    assertThat(next[0]).isEqualTo(2);
    assertThat(objective.inputs()).isSameAs(X[2]);
    assertThat(network.parameters().get(0).value().maxAbs()).isZero();
    SavedState state = SavedState.of(optimizer::state);
    // Weights: two batches of weight 1, then halved by ρ beside the step's own.
    double expected = (0.5 * (square(X[0]) + square(X[1])) + square(X[2])) / (5 * (0.5 + 0.5 + 1));
    assertThat(state.matrices().get("0/A").get(0, 0)).isCloseTo(expected, within(1e-14));
    optimizer.step(objective);
    assertThat(next[0]).isEqualTo(2);
  }

  private static double square(Matrix X) {
    double sum = 0;
    for (int i = 0; i < X.rows(); i++) {
      sum += X.get(i, 0) * X.get(i, 0);
    }
    return sum;
  }

  @Test
  void burnInNeedsFurtherBatches() {
    Network network = network();
    Optimizer optimizer = Recipes.named("kfac").start(network, Map.of("burn-in", "3"));
    assertThatThrownBy(() -> optimizer.step(on(objective(network), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "burn-in on 3 further batches: the objective knows of none; tell it by withFurther, or"
                + " train without burn-in");
  }

  @Test
  void burnInWantsAGradientOfItsOwn() {
    Network network = network();
    Optimizer optimizer =
        Groups.parse("weight,kernel:kfac(burn-in=2);*:adam", Recipes.all())
            .start(Recipe.Target.of(network));
    assertThatThrownBy(() -> optimizer.step(on(objective(network), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "burn-in=2: parameter groups share one gradient a step, which further batches would"
                + " overwrite; want burn-in=0 in a group");
  }

  @Test
  void whatCannotBeIsRefused() {
    Network network = network();
    assertThatThrownBy(() ->
            Recipes.named("kfac").start(network, Map.of("nesterov", "true", "adaptive-lr", "true")))
        .hasMessage(
            "nesterov=true: the quadratic model chooses the whole step, and nothing is left to look"
                + " ahead to; want adaptive-lr=false and adaptive-momentum=false");
    assertThatThrownBy(() -> Recipes.named("kfac").start(network, Map.of("power", "-0.5")))
        .hasMessage(
            "power=-0.5: layer 0 would need the eigenvectors of its factors; set"
                + " damping-split=exact");
    assertThatThrownBy(() ->
            Recipes.named("kfac")
                .start(
                    network,
                    Map.of("power", "-0.5", "dense-blocks", "full", "damping-split", "exact")))
        .hasMessage("power=-0.5: full blocks are inverted with power -1");
    assertThatThrownBy(() -> Recipes.named("kfac").start(network, Map.of("conv-blocks", "tnt")))
        .hasMessage(
            "TNT factors of layer 0, which an example passes at 4 positions; use kronecker blocks");
    assertThatThrownBy(() -> Recipes.named("kfac").start(network, Map.of("curvature", "whole")))
        .hasMessage(
            "whole-network curvature: parameter 1.weight (3) belongs to no layer with a weight"
                + " matrix; use curvature by blocks");
    Objective gradientsAlone =
        new Objective() {
          @Override
          public List<Parameter> parameters() {
            return network.parameters();
          }

          @Override
          public double gradient() {
            return 0;
          }

          @Override
          public double loss() {
            return 0;
          }
        };
    Optimizer optimizer = Recipes.named("kfac").start(network, Map.of());
    assertThatThrownBy(() -> optimizer.step(gradientsAlone))
        .hasMessage(
            "K-FAC needs the statistics of a network's layers, and the objective gives gradients"
                + " alone; train a Network through NetworkObjective");
  }

  @Test
  void spectraAreThoseOfTheFactors() {
    Network network = network();
    Optimizer optimizer = Recipes.named("kfac").start(network, Map.of());
    optimizer.step(on(objective(network), 1));
    Map<String, double[]> spectra = new HashMap<>();
    optimizer.spectra(spectra::put);
    assertThat(spectra.keySet())
        .containsExactlyInAnyOrder(
            "0 inputs", "0 outputs", "4 inputs", "4 outputs", "6 inputs", "6 outputs");
    SavedState state = SavedState.of(optimizer::state);
    double trace = state.matrices().get("6/A").trace();
    assertThat(Arrays.stream(spectra.get("6 inputs")).sum())
        .isCloseTo(trace, within(1e-12 * trace));
  }
}
