package dev.layerwise.optim;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Network;
import dev.layerwise.optim.recipe.Recipes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The parts that go around methods, with every method: accepted, by their definitions, by a
 * schedule, saved.
 */
class CompositionTest {
  /** Sums of a few products of numbers near 1. */
  private static final double ROUNDING = 1e-12;

  /** Moves are differences of weights below 2, each of which is rounded a few times. */
  private static final double OF_WEIGHTS = 1e-15;

  /** A part, switched on so strongly that it must be felt. */
  record Setup(String part, Map<String, String> said) {
    @Override
    public String toString() {
      return said.toString();
    }
  }

  private static final List<Setup> PARTS =
      List.of(
          new Setup("momentum", Map.of("momentum", "0.5")),
          new Setup("nesterov", Map.of("momentum", "0.5", "nesterov", "true")),
          new Setup("weight-decay", Map.of("weight-decay", "0.1", "decay", "decoupled")),
          new Setup("weight-decay", Map.of("weight-decay", "0.1", "decay", "l2")),
          new Setup("clip-value", Map.of("clip-value", "0.003")),
          new Setup("clip-norm", Map.of("clip-norm", "0.01")),
          new Setup("clip-kl", Map.of("clip-kl", "1e-10")),
          new Setup("graft", Map.of("graft", "sgd")),
          new Setup("graft", Map.of("graft", "adagrad")),
          new Setup("graft", Map.of("graft", "rmsprop")),
          new Setup("graft", Map.of("graft", "adam")));

  /** What is off, so that one part is seen at a time, where a method has the setting. */
  private static final Map<String, String> BARE =
      Map.of(
          "lr", "0.01",
          "momentum", "0",
          "nesterov", "false",
          "weight-decay", "0",
          "clip-kl", "0",
          "graft", "none",
          "adam-lr", "0.01");

  /** Methods with momentum inside, which is tested with them. */
  private static final Set<String> OWN_MOMENTUM = Set.of("muon");

  /** Methods to which the length of the gradient is nothing, so that to clip it changes nothing. */
  private static final Map<String, Set<String>> LENGTHLESS =
      Map.of(
          "signsgd", Set.of("clip-value", "clip-norm"),
          "steepest", Set.of("clip-norm"));

  static List<Recipe> recipes() {
    return Recipes.all();
  }

  static Stream<Arguments> combinations() {
    return recipes().stream()
        .flatMap(recipe ->
            PARTS.stream()
                .filter(setup -> !recipe.leftOut().containsKey(setup.part))
                .map(setup -> Arguments.of(recipe, setup)));
  }

  /** What a method has of settings. */
  private static Map<String, String> known(Recipe recipe, Map<String, String> said) {
    Map<String, String> known = new HashMap<>(said);
    known.keySet().retainAll(recipe.settings().stream().map(Setting::name).toList());
    if (recipe.name().equals("muon") && said.containsKey("decay")) {
      known.put("adam-weight-decay", said.get("weight-decay"));
    }
    return known;
  }

  private static Map<String, String> bare(Recipe recipe, Map<String, String> said) {
    Map<String, String> all = new HashMap<>(known(recipe, BARE));
    if (OWN_MOMENTUM.contains(recipe.name())) {
      all.remove("momentum");
      all.remove("nesterov");
    }
    all.putAll(known(recipe, said));
    return all;
  }

  private static List<Matrix> move(Recipe recipe, Map<String, String> said) {
    ComposedRun run = new ComposedRun(recipe, said).toFirstMove(recipe);
    List<Matrix> before = run.values();
    return minus(run.steps(1).values(), before);
  }

  private static List<Matrix> minus(List<Matrix> a, List<Matrix> b) {
    List<Matrix> difference = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      difference.add(a.get(i).minus(b.get(i)));
    }
    return difference;
  }

  /** The gradients that the first move goes by. */
  private static List<Matrix> gradients(Recipe recipe) {
    ComposedRun run = new ComposedRun(recipe, bare(recipe, Map.of())).toFirstMove(recipe);
    run.batch().gradient();
    return run.network.parameters().stream().map(p -> p.gradient().copy()).toList();
  }

  private static void assertAllClose(List<Matrix> moves, List<Matrix> expected, double by) {
    for (int i = 0; i < expected.size(); i++) {
      Matrix off = moves.get(i).minus(expected.get(i).times(by));
      assertThat(off.maxAbs()).as("parameter " + i).isLessThan(OF_WEIGHTS);
    }
  }

  private static boolean has(Recipe recipe, String part) {
    return !recipe.leftOut().containsKey(part);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyPartIsASettingOrIsLeftOutWithAReason(Recipe recipe) {
    List<String> names = recipe.settings().stream().map(Setting::name).toList();
    for (Setup setup : PARTS) {
      assertThat(names.contains(setup.part) != recipe.leftOut().containsKey(setup.part))
          .as(recipe.name() + " " + setup.part)
          .isTrue();
    }
    assertThat(recipe.leftOut().values()).allSatisfy(why -> assertThat(why).isNotBlank());
    assertThat(recipe.leftOut().keySet().isEmpty()).isEqualTo(!recipe.name().equals("lbfgs"));
  }

  static Stream<Arguments> felt() {
    return combinations()
        .filter(arguments -> {
          Recipe recipe = (Recipe) arguments.get()[0];
          Setup setup = (Setup) arguments.get()[1];
          return !LENGTHLESS.getOrDefault(recipe.name(), Set.of()).contains(setup.part);
        });
  }

  /** Those with a number. */
  static Stream<Arguments> scheduled() {
    return felt().filter(arguments -> !((Setup) arguments.get()[1]).part.equals("graft"));
  }

  @ParameterizedTest
  @MethodSource("felt")
  void everyPartIsFelt(Recipe recipe, Setup setup) {
    Map<String, String> without = new HashMap<>(bare(recipe, Map.of()));
    if (OWN_MOMENTUM.contains(recipe.name())) {
      without.put("momentum", "0.7");
      without.put("nesterov", "false");
    }
    ComposedRun on = new ComposedRun(recipe, bare(recipe, setup.said)).steps(12);

    assertThat(on.all()).isNotEqualTo(new ComposedRun(recipe, without).steps(12).all());
    assertThat(on.network.isFinite()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("scheduled")
  void everyPartFollowsASchedule(Recipe recipe, Setup setup) {
    String number = setup.part.equals("nesterov") ? "momentum" : setup.part;
    Map<String, String> said = new HashMap<>(setup.said);
    String value = said.get(number);
    said.put(number, "step(%s,2,0.5)".formatted(value));

    double[] falling = new ComposedRun(recipe, bare(recipe, said)).steps(5).all();

    assertThat(falling)
        .isNotEqualTo(new ComposedRun(recipe, bare(recipe, setup.said)).steps(5).all());
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void aRunThatIsResumedIsBitForBitTheUninterruptedOne(Recipe recipe, Setup setup) {
    Map<String, String> said = known(recipe, setup.said);
    ComposedRun whole = new ComposedRun(recipe, said).steps(14);
    ComposedRun first = new ComposedRun(recipe, said).steps(8);
    SavedState state = SavedState.of(first.optimizer::state);
    ComposedRun second = new ComposedRun(first.network.copy(), recipe, said);
    state.restore(second.optimizer::state);
    second.t = first.t;

    assertThat(second.steps(6).all()).containsExactly(whole.all());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void entriesAreClippedBeforeAnythingElse(Recipe recipe) {
    if (!has(recipe, "clip-value")) {
      return;
    }
    ComposedRun clipped =
        new ComposedRun(recipe, bare(recipe, Map.of("clip-value", "0.003"))).steps(12);
    ComposedRun byHand =
        new ComposedRun(recipe, bare(recipe, Map.of()))
            .steps(
                12,
                all ->
                    all.forEach(
                        p -> p.gradient().mapInPlace(g -> Math.max(-0.003, Math.min(0.003, g)))));

    assertThat(clipped.all()).containsExactly(byHand.all());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void theNormOfAllGradientsTogetherIsAtMostTheBound(Recipe recipe) {
    if (!has(recipe, "clip-norm")) {
      return;
    }
    double bound = 0.3;
    List<Double> norms = new ArrayList<>();
    ComposedRun clipped =
        new ComposedRun(recipe, bare(recipe, Map.of("clip-norm", "" + bound))).steps(12);
    ComposedRun byHand =
        new ComposedRun(recipe, bare(recipe, Map.of()))
            .steps(
                12,
                all -> {
                  double scale = bound / Clipping.norm(all);
                  if (scale < 1) {
                    all.forEach(p -> p.gradient().timesInPlace(scale));
                  }
                  norms.add(Clipping.norm(all));
                });

    assertThat(norms).allSatisfy(norm -> assertThat(norm).isLessThanOrEqualTo(bound + ROUNDING));
    assertThat(norms).anySatisfy(norm -> assertThat(norm).isCloseTo(bound, within(ROUNDING)));
    assertThat(clipped.all()).containsExactly(byHand.all());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void coupledDecayIsAPenaltyOfTheLoss(Recipe recipe) {
    if (recipe.name().equals("lbfgs")) {
      return; // whose line search sees it; see LbfgsTest
    }
    Map<String, String> said = new HashMap<>(bare(recipe, Map.of()));
    if (recipe.name().equals("kfac") || recipe.name().equals("kfac-tridiagonal")) {
      said.put("damping", "0.13"); // the curvature sees the penalty too
    }
    ComposedRun byHand =
        new ComposedRun(recipe, said)
            .steps(12, all -> all.forEach(p -> p.gradient().plusInPlace(0.1, p.value())));
    if (said.containsKey("damping")) {
      said.put("damping", "0.03");
    }
    said.putAll(known(recipe, Map.of("weight-decay", "0.1", "decay", "l2")));

    assertClose(
        Matrix.column(new ComposedRun(recipe, said).steps(12).all()),
        Matrix.column(byHand.all()),
        ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void decoupledDecayShrinksTheWeightsBesideTheMove(Recipe recipe) {
    ComposedRun run = new ComposedRun(recipe, bare(recipe, Map.of())).toFirstMove(recipe);
    List<Matrix> W = run.values();
    Map<String, String> decays = Map.of("weight-decay", "0.1", "decay", "decoupled");

    List<Matrix> extra =
        minus(move(recipe, bare(recipe, decays)), move(recipe, bare(recipe, Map.of())));

    assertAllClose(extra, W, -0.01 * 0.1);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void klClippingScalesTheDirectionOfAllParameters(Recipe recipe) {
    if (!has(recipe, "clip-kl")) {
      return;
    }
    List<Matrix> free = move(recipe, bare(recipe, Map.of()));
    List<Matrix> G = gradients(recipe);
    double bound = 1e-7;
    List<Matrix> clipped = move(recipe, bare(recipe, Map.of("clip-kl", "" + bound)));
    boolean apart = recipe.name().equals("muon"); // matrices and vectors have rates of their own
    for (int kind = 0; kind < (apart ? 2 : 1); kind++) {
      double product = 0;
      for (int i = kind; i < G.size(); i += apart ? 2 : 1) {
        product -= 0.01 * free.get(i).dot(G.get(i)); // η² ⟨D, G⟩
      }
      double factor = Math.sqrt(bound / product);
      assertThat(factor).isLessThan(1);
      for (int i = kind; i < G.size(); i += apart ? 2 : 1) {
        assertAllClose(List.of(clipped.get(i)), List.of(free.get(i)), factor);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void graftingGivesEachDirectionTheLengthOfTheGradient(Recipe recipe) {
    if (!has(recipe, "graft")) {
      return;
    }
    List<Matrix> free = move(recipe, bare(recipe, Map.of()));
    List<Matrix> grafted = move(recipe, bare(recipe, Map.of("graft", "sgd")));
    List<Matrix> G = gradients(recipe);
    for (int i = 0; i < G.size(); i++) {
      double length = 0.01 * G.get(i).frobeniusNorm();
      assertThat(grafted.get(i).frobeniusNorm()).isCloseTo(length, within(ROUNDING));
      double cosine = grafted.get(i).dot(free.get(i)) / (length * free.get(i).frobeniusNorm());
      assertThat(cosine).isCloseTo(1, within(ROUNDING));
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void momentumAddsItsShareOfTheLastMove(Recipe recipe) {
    if (!has(recipe, "momentum") || OWN_MOMENTUM.contains(recipe.name())) {
      return;
    }
    Map<String, String> uncorrected = known(recipe, Map.of("bias-correction", "false"));
    Map<String, String> said = new HashMap<>(uncorrected);
    said.put("momentum", "0.5");
    List<Matrix> first = move(recipe, bare(recipe, uncorrected));
    ComposedRun plain =
        new ComposedRun(recipe, bare(recipe, uncorrected)).toFirstMove(recipe).steps(2);
    ComposedRun heavy = new ComposedRun(recipe, bare(recipe, said)).toFirstMove(recipe).steps(2);

    assertAllClose(minus(heavy.values(), plain.values()), first, 0.5);

    said.put("nesterov", "true");
    assertAllClose(move(recipe, bare(recipe, said)), first, 1.5);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyMethodTrainsAGroup(Recipe recipe) {
    if (recipe.name().equals("lbfgs")) {
      return; // asks for more gradients than one a step
    }
    for (String groups : List.of("0.*:%s;*:adam", "weight:%s;*:adam", "*.bias:adam;*:%s")) {
      Network network = ComposedRun.network();
      List<Matrix> before = new ComposedRun(recipe, Map.of()).values();
      Optimizer optimizer =
          Groups.parse(groups.formatted(recipe.name()), Recipes.all())
              .start(Recipe.Target.of(network));
      ComposedRun run = new ComposedRun(network, recipe, Map.of());
      for (int t = 0; t < 3; t++) {
        optimizer.step(run.batch());
      }
      assertThat(network.isFinite()).as(groups).isTrue();
      minus(run.values(), before)
          .forEach(moved -> assertThat(moved.maxAbs()).as(groups).isPositive());
    }
  }
}
