package dev.layerwise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.recipe.Recipes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts around a method, against sums done by hand, and methods that must coincide. */
class DescentTest {
  /** Rounding of a few operations on numbers of order 1. */
  private static final double ROUNDING = 1e-13;

  private static final int STEPS = 9;

  /** Trains a 3×2 matrix and a vector on gradients in closed form; all numbers at the end. */
  private static double[] run(String method, Map<String, String> said) {
    Parameter W = new Parameter("W", Parameter.Kind.WEIGHT, 3, 2);
    Parameter b = new Parameter("b", Parameter.Kind.BIAS, 3);
    W.value().fill(0.7);
    b.value().fill(-0.4);
    List<Parameter> all = List.of(W, b);
    Recipe recipe = Recipes.named(method);
    Optimizer optimizer =
        recipe.start(new Recipe.Target(all, List.of()), Settings.of(recipe.settings(), said));
    for (int step = 1; step <= STEPS; step++) {
      int t = step;
      optimizer.step(
          new GivenGradients(
              all,
              ps -> {
                GoldenRun.openGradient(ps.get(0), t, 0);
                GoldenRun.openGradient(ps.get(1), t, 1);
                return 0;
              }));
    }
    double[] end = java.util.Arrays.copyOf(W.value().toColumnMajor(), 9);
    System.arraycopy(b.value().toColumnMajor(), 0, end, 6, 3);
    return end;
  }

  /** One weight w = 1 under given gradients. */
  private static double scalar(String method, Map<String, String> said, double... gradients) {
    Parameter w = new Parameter("w", Parameter.Kind.BIAS, 1);
    w.value().fill(1);
    Recipe recipe = Recipes.named(method);
    Optimizer optimizer =
        recipe.start(
            new Recipe.Target(List.of(w), List.of()), Settings.of(recipe.settings(), said));
    for (double g : gradients) {
      optimizer.step(
          new GivenGradients(
              List.of(w),
              all -> {
                all.get(0).gradient().fill(g);
                return 0;
              }));
    }
    return w.value().get(0, 0);
  }

  private static void assertScalar(double expected, Map<String, String> said, double... g) {
    Map<String, String> all = new HashMap<>(said);
    all.putIfAbsent("lr", "0.1");
    assertThat(scalar("sgd", all, g)).isCloseTo(expected, within(ROUNDING));
  }

  @Test
  void momentumStartsWithTheFirstDirectionInPyTorchsForm() {
    double m2 = 0.9 * 2 + 0.7 * 3; // dampening 0.3 from the second step on
    Map<String, String> said = Map.of("momentum", "0.9", "dampening", "0.3");
    assertScalar(1 - 0.1 * 2 - 0.1 * m2, said, 2, 3);
    Map<String, String> nesterov = new HashMap<>(said);
    nesterov.put("nesterov", "true");
    assertScalar(1 - 0.1 * (2 + 0.9 * 2) - 0.1 * (3 + 0.9 * m2), nesterov, 2, 3);
  }

  @Test
  void momentumStartsWithZeroInShampoosForm() {
    Map<String, String> said = new HashMap<>();
    said.put("momentum", "0.9");
    said.put("dampening", "0.3");
    said.put("momentum-form", "shampoo");
    double m1 = 0.7 * 2;
    double m2 = 0.9 * m1 + 0.7 * 3;
    assertScalar(1 - 0.1 * m1 - 0.1 * m2, said, 2, 3);
    said.put("nesterov", "true");
    assertScalar(1 - 0.1 * (0.7 * 2 + 0.9 * m1) - 0.1 * (0.7 * 3 + 0.9 * m2), said, 2, 3);
  }

  @Test
  void momentumOfWholeStepsRemembersTheLearningRate() {
    Map<String, String> said =
        Map.of("momentum", "0.9", "momentum-form", "step", "lr", "step(0.1,1,0.5)");
    double v1 = 0.1 * 2;
    double v2 = 0.9 * v1 + 0.05 * 3;
    assertScalar(1 - v1 - v2, said, 2, 3);
  }

  @Test
  void weightDecayStandsWhereItIsAskedFor() {
    Map<String, String> said = new HashMap<>(Map.of("weight-decay", "0.2", "momentum", "0.5"));
    said.put("decay", "decoupled");
    assertScalar((1 - 0.1 * 0.2) - 0.1 * 2, said, 2);
    said.put("decay", "after");
    assertScalar((1 - 0.1 * 2) * (1 - 0.1 * 0.2), said, 2);
    said.put("decay", "l2");
    double w1 = 1 - 0.1 * 2.2;
    double w2 = w1 - 0.1 * (0.5 * 2.2 + 3 + 0.2 * w1);
    assertScalar(w2, said, 2, 3);
    said.put("decay", "direction");
    assertScalar(w2, said, 2, 3); // the same for a direction that is the gradient
    said.put("momentum", "0");
    assertScalar(w1 - 0.1 * (3 + 0.2 * w1), said, 2, 3);
  }

  @Test
  void clippingBoundsEntriesNormAndKullbackLeiblerDivergence() {
    assertScalar(1 - 0.1 * 0.5, Map.of("clip-value", "0.5"), 2);
    assertScalar(1 + 0.1 * 0.5, Map.of("clip-norm", "0.5"), -2);
    assertScalar(1 - 0.1 * 2, Map.of("clip-norm", "5"), 2);
    // η² D G = 0.04; scaled by √(0.01/0.04)
    assertScalar(1 - 0.1 * 2 * 0.5, Map.of("clip-kl", "0.01"), 2);
    assertScalar(1 - 0.1 * 2, Map.of("clip-kl", "1"), 2);
  }

  @Test
  void maximizingTurnsTheGradientBeforeWeightDecay() {
    assertScalar(1 - 0.1 * (-2 + 0.2), Map.of("maximize", "true", "weight-decay", "0.2"), 2);
  }

  @Test
  void graftingTakesTheLengthOfTheOtherMethod() {
    // the first step of Adam has length 1, whatever the gradient
    assertScalar(1 - 0.1, Map.of("graft", "adam", "graft-eps", "0"), 7);
    assertScalar(1 - 0.1 / Math.sqrt(1 - 0.999), Map.of("graft", "rmsprop", "graft-eps", "0"), 7);
    assertScalar(1 - 0.1 - 0.1 * 24 / 25, Map.of("graft", "adagrad", "graft-eps", "0"), 7, 24);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adagrad", "rmsprop", "adam"})
  void graftingAMethodsOwnLengthChangesNothing(String method) {
    Map<String, String> own = new HashMap<>(Map.of("graft", method));
    if (!method.equals("sgd")) {
      own.put("eps", "1e-10");
    }
    if (method.equals("rmsprop")) {
      own.put("graft-beta2", "0.99");
    }
    Map<String, String> plain = new HashMap<>(own);
    plain.put("graft", "none");
    assertThat(run(method, own)).containsExactly(run(method, plain), within(ROUNDING));
  }

  @Test
  void methodsThatAreOneCoincideBitForBit() {
    assertThat(run("adamw", Map.of("weight-decay", "0"))).containsExactly(run("adam", Map.of()));
    assertThat(run("adam", Map.of("amsgrad", "true"))).containsExactly(run("amsgrad", Map.of()));
    assertThat(run("adam", Map.of("weight-decay", "0.1", "decay", "decoupled")))
        .containsExactly(run("adamw", Map.of("weight-decay", "0.1")));
    assertThat(run("lion", Map.of("beta1", "0", "lr", "0.001")))
        .containsExactly(run("signsgd", Map.of()));
    assertThat(run("sgd", Map.of("momentum", "0", "dampening", "0.5", "nesterov", "true")))
        .containsExactly(run("sgd", Map.of()));
  }

  @Test
  void methodsThatAreOneButForTheOrderOfOperationsCoincide() {
    assertThat(run("adam", Map.of("beta1", "0", "bias-correction", "false", "lr", "0.01")))
        .containsExactly(run("rmsprop", Map.of("alpha", "0.999")), within(ROUNDING));
    // at a constant learning rate it does not matter whether momentum holds it
    assertThat(run("sgd", Map.of("momentum", "0.9", "momentum-form", "step")))
        .containsExactly(run("sgd", Map.of("momentum", "0.9")), within(ROUNDING));
  }

  @Test
  void diagnosticsAreThoseOfTheStep() {
    Parameter w = new Parameter("w", Parameter.Kind.BIAS, 2);
    Recipe recipe = Recipes.named("signsgd");
    Optimizer optimizer =
        recipe.start(
            new Recipe.Target(List.of(w), List.of()),
            Settings.of(recipe.settings(), Map.of("lr", "0.5", "diagnostics", "true")));
    optimizer.step(
        new GivenGradients(
            List.of(w),
            all -> {
              all.get(0).gradient().set(0, 0, 3);
              all.get(0).gradient().set(1, 0, -4);
              return 0;
            }));
    Map<String, Double> report = new HashMap<>();
    optimizer.report(report::put);
    assertThat(report).containsEntry("learning rate", 0.5);
    assertThat(report.get("gradient norm")).isCloseTo(5, within(ROUNDING));
    assertThat(report.get("update norm")).isCloseTo(0.5 * Math.sqrt(2), within(ROUNDING));
    assertThat(report.get("effective learning rate"))
        .isCloseTo(0.1 * Math.sqrt(2), within(ROUNDING));
    assertThat(report.get("alignment")).isCloseTo(7 / (5 * Math.sqrt(2)), within(ROUNDING));
  }

  @Test
  void aLossThatIsNotFiniteIsADivergedRun() {
    Parameter w = new Parameter("w", Parameter.Kind.BIAS, 1);
    Recipe recipe = Recipes.named("sgd");
    Optimizer optimizer =
        recipe.start(
            new Recipe.Target(List.of(w), List.of()), Settings.of(recipe.settings(), Map.of()));
    assertThatThrownBy(
            () -> optimizer.step(new GivenGradients(List.of(w), all -> Double.POSITIVE_INFINITY)))
        .isInstanceOf(DivergedException.class)
        .hasMessage("step 1: the loss is Infinity; want a smaller learning rate or more damping");
  }

  @Test
  void givenGradientsHaveNoLossByThemselves() {
    assertThatThrownBy(() -> new GivenGradients(List.of(), all -> 0).loss())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "given gradients have no loss by itself, which this method needs; train through"
                + " NetworkObjective");
  }
}
