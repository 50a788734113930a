package dev.layerwise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every optimizer of the catalogue keeps to. */
class CatalogueTest {
  private static final int N = 11;

  /** Settings that switch on all parts around a method that a method's own settings leave. */
  static final Map<String, String> PARTS =
      Map.of(
          "momentum", "0.5",
          "weight-decay", "0.01",
          "clip-norm", "10",
          "clip-kl", "1",
          "graft", "adam",
          "diagnostics", "true");

  /** Sizes of a network, and eight times those; as many outputs, one pass for each. */
  private static final int[] NARROW = {40, 37, 41};

  private static final int[] WIDE = {320, 300, 41};

  /** Bytes by which steps at the two sizes may differ; 320 numbers are 2240 more than 40. */
  private static final long SMALL = 2000;

  /** Steps of which the one with the fewest bytes counts; some renew a decomposition. */
  private static final int STEPS = 14;

  /** Methods that allocate with the size of the layers in each step, with the reason. */
  private static final Map<String, String> ALLOCATING = Map.of();

  static List<Recipe> recipes() {
    return Recipes.all();
  }

  private static Network network(long seed) {
    return network(seed, 5, 7, 3);
  }

  private static Network network(long seed, int d0, int d1, int d2) {
    Network network =
        Network.of(
            Shape.of(d0),
            new Layer.Linear(d0, d1),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Linear(d1, d2));
    Rng rng = Rng.of(seed);
    network
        .parameters()
        .forEach(p ->
            p.value()
                .fillInPlace(rng::fillGaussian)
                .timesInPlace(1 / Math.sqrt(2.0 * p.value().cols())));
    return network;
  }

  private static NetworkObjective objective(Network network) {
    return new NetworkObjective(network, new SquaredError(), N, Rng.of(3));
  }

  private static NetworkObjective batch(NetworkObjective objective, int t) {
    Matrix X = Matrix.generate(N, 5, (n, j) -> Math.sin(0.9 * (n + 1) * (j + 1) + 0.5 * t));
    Matrix Y = Matrix.generate(N, 3, (n, k) -> 0.5 * Math.cos(0.4 * (n + 1) * (k + 2)));
    return objective.on(X, Y);
  }

  private static void train(Optimizer optimizer, NetworkObjective objective, int from, int to) {
    for (int t = from; t <= to; t++) {
      optimizer.step(batch(objective, t));
    }
  }

  private static void assertResumes(Recipe recipe, Map<String, String> said) {
    Network whole = network(1);
    train(recipe.start(whole, said), objective(whole), 1, 23);

    Network first = network(1);
    Optimizer stopped = recipe.start(first, said);
    train(stopped, objective(first), 1, 12);
    SavedState state = SavedState.of(stopped::state);

    Network second = first.copy();
    Optimizer resumed = recipe.start(second, said);
    state.restore(resumed::state);
    train(resumed, objective(second), 13, 23);

    for (int i = 0; i < whole.parameters().size(); i++) {
      assertThat(second.parameters().get(i).value().toColumnMajor())
          .as(recipe.name())
          .containsExactly(whole.parameters().get(i).value().toColumnMajor());
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRunThatIsResumedIsBitForBitTheUninterruptedOne(Recipe recipe) {
    assertResumes(recipe, Map.of());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRunWithAllPartsResumesToo(Recipe recipe) {
    assertResumes(recipe, parts(recipe));
  }

  private static Map<String, String> parts(Recipe recipe) {
    Map<String, String> said = new java.util.HashMap<>(PARTS);
    said.keySet().retainAll(recipe.settings().stream().map(Setting::name).toList());
    return said;
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void theLossFallsWithTheDefaults(Recipe recipe) {
    Network network = network(1);
    NetworkObjective objective = objective(network);
    Optimizer optimizer = recipe.start(network, Map.of());
    double before = batch(objective, 1).loss();
    for (int k = 0; k < 60; k++) {
      optimizer.step(batch(objective, 1));
    }
    assertThat(batch(objective, 1).loss()).isLessThan(before);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void noStorageIsAllocatedInAStepAfterTheFirst(Recipe recipe) {
    if (ALLOCATING.containsKey(recipe.name())) {
      return;
    }
    for (Map<String, String> said : List.of(Map.<String, String>of(), parts(recipe))) {
      long narrow = bytes(recipe, said, NARROW); // first: code that is not compiled yet allocates
      assertThat(bytes(recipe, said, WIDE) - narrow)
          .as(recipe.name() + " " + said)
          .isLessThanOrEqualTo(SMALL);
    }
  }

  /** The fewest bytes that a step allocates besides the gradient's. */
  private static long bytes(Recipe recipe, Map<String, String> said, int[] d) {
    Network network = network(1, d[0], d[1], d[2]);
    NetworkObjective objective =
        new NetworkObjective(network, new SquaredError(), N, Rng.of(3))
            .on(
                Matrix.generate(N, d[0], (n, j) -> Math.sin(0.9 * (n + 1) * (j + 1))),
                Matrix.zeros(N, d[2]));
    Optimizer optimizer = recipe.start(network, said);
    optimizer.step(objective);
    long least = Long.MAX_VALUE;
    for (int k = 0; k < STEPS; k++) {
      long start = allocated();
      objective.gradient();
      long between = allocated();
      optimizer.step(objective);
      least = Math.min(least, allocated() - between - (between - start));
    }
    return least;
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everySettingIsDocumentedAndItsDefaultIsValid(Recipe recipe) {
    assertThat(recipe.settings()).extracting(Setting::name).doesNotHaveDuplicates();
    for (Setting setting : recipe.settings()) {
      assertThat(setting.meaning()).as(setting.name()).isNotBlank();
      assertThat(setting.source()).as(setting.name()).isNotBlank();
      assertThat(setting.defaultValue()).as(setting.name()).isNotBlank();
    }
    assertThatCode(() -> Settings.of(recipe.settings(), Map.of())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyPageIsWritten(Recipe recipe) {
    assertThat(recipe.summary()).endsWith(".");
    assertThat(recipe.title()).isNotBlank();
    assertThat(recipe.source()).isNotBlank();
    assertThat(recipe.equations()).isNotEmpty().allSatisfy(line -> assertThat(line).isNotBlank());
    assertThat(recipe.anatomy().basis()).isNotBlank();
    assertThat(recipe.neighbours()).isNotEmpty();
    Cost cost = recipe.cost(new Cost.LayerSize(7, 6, N), Settings.of(recipe.settings(), Map.of()));
    assertThat(List.of(cost.flops(), cost.bytes(), cost.stateNumbers()))
        .allSatisfy(number -> assertThat(number).isFinite().isNotNegative());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aMistypedSettingIsToldTheNearest(Recipe recipe) {
    assertThatThrownBy(() -> Settings.of(recipe.settings(), Map.of("weight-decya", "0.1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "there is no setting 'weight-decya'; did you mean weight-decay?; there are ");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyNumberMayFollowASchedule(Recipe recipe) {
    for (Setting setting : recipe.settings()) {
      if (setting.kind() instanceof Setting.Real) {
        String value = setting.defaultValue();
        if (value.contains("(") || value.equals("Infinity")) {
          continue;
        }
        Map<String, String> said =
            Map.of(setting.name(), "linear(%s,%s,1000)".formatted(value, value));
        Network scheduled = network(1);
        Network constant = network(1);
        train(recipe.start(scheduled, said), objective(scheduled), 1, 3);
        train(recipe.start(constant, Map.of()), objective(constant), 1, 3);
        for (int i = 0; i < constant.parameters().size(); i++) {
          assertThat(scheduled.parameters().get(i).value().toColumnMajor())
              .as(recipe.name() + " " + setting.name())
              .containsExactly(constant.parameters().get(i).value().toColumnMajor());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void gradientsThatAreNotFiniteEndTheRunAsDiverged(Recipe recipe) {
    Network network = network(1);
    NetworkObjective objective = objective(network);
    Optimizer optimizer = recipe.start(network, Map.of());
    train(optimizer, objective, 1, 2);
    Matrix X = Matrix.zeros(N, 5);
    X.set(4, 2, Double.NaN);
    NetworkObjective broken = objective.on(X, Matrix.zeros(N, 3));
    assertThatThrownBy(() -> optimizer.step(broken)).isInstanceOf(DivergedException.class);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aGradientWithNaNEndsTheRunBeforeTheParametersMove(Recipe recipe) {
    if (recipe.needsNetwork()) {
      return;
    }
    Network network = network(1);
    Network before = network.copy();
    Optimizer optimizer = recipe.start(network, Map.of());
    Objective broken =
        new GivenGradients(
            network.parameters(),
            all -> {
              all.getLast().gradient().set(1, 0, Double.NaN);
              return 1;
            });
    assertThatThrownBy(() -> optimizer.step(broken))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("2.bias");
    assertThat(network.parameters().getLast().value().toColumnMajor())
        .containsExactly(before.parameters().getLast().value().toColumnMajor());
  }

  @Test
  void aMistypedMethodIsToldTheNearest() {
    assertThatThrownBy(() -> Recipes.named("adagard"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "there is no optimizer 'adagard'; did you mean adagrad?; there are");
  }
}
