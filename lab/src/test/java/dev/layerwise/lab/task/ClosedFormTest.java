package dev.layerwise.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.optim.CurvedObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Problems in closed form, through the optimizer of the catalogue. */
final class ClosedFormTest {
  /** Twelve digits are printed; an independent order of summation moves the last ones. */
  private static final double PRINTED = 1e-9;

  /** Above this sensitivity a value is one of rounding, and its order of magnitude alone counts. */
  private static final double ROUNDING_DECIDES = 1e-4;

  /** What sums of 2048 terms of order 1 leave of a loss from which its minimum is taken. */
  private static final double CANCELLATION = 1e-14;

  private static final double DIFFERENCE_STEP = 1e-6;

  private static final double[][] HALF = {
    {
      0.03706720041810701,
      0.09496856606805684,
      -0.01834616665782176,
      0.09347816079717744,
      -0.024965432567605923
    },
    {0, 0.4783641870339129, -0.09382218988020927, 0.46313004687583853, -0.10594776942827093},
    {0, 0, 0.03147040491195742, -0.09155199659317427, 0.02341985397564878},
    {0, 0, 0, 0.47085685164790747, -0.10511355845970324},
    {0, 0, 0, 0, 0.039241355988114804}
  };

  private static final double[][] ONE = {
    {
      0.020749926735039687,
      0.06450833326792503,
      -0.0007043226273110354,
      0.0018437773978825802,
      -0.0019795135427147564
    },
    {0, 0.9907499296839767, -0.006655256678182607, -0.016757265050463478, -0.06758351079534704},
    {0, 0, 0.013398723617576934, 0.0006870880063909396, -0.0020926779873064374},
    {0, 0, 0, 0.01410782171778866, 0.002953957780053529},
    {0, 0, 0, 0, 0.017993598245618015}
  };

  /** A run of the golden file: its settings, and its values by step. */
  record Run(List<String> key, Map<Integer, String[]> values) {
    String series() {
      return key.get(0);
    }

    double power() {
      return Double.parseDouble(key.get(2));
    }

    @Override
    public String toString() {
      return String.join(" ", key);
    }
  }

  static List<Run> runs() throws IOException {
    Map<List<String>, Map<Integer, String[]>> runs = new LinkedHashMap<>();
    try (InputStream in =
        ClosedFormTest.class.getResourceAsStream("/golden/adam-or-gn-series.csv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .filter(line -> !line.startsWith("#") && !line.startsWith("series,"))
          .map(line -> line.split(",", -1))
          .forEach(cells ->
              runs.computeIfAbsent(List.of(cells).subList(0, 7), key -> new LinkedHashMap<>())
                  .put(Integer.parseInt(cells[7]), cells));
    }
    List<Run> all = new ArrayList<>();
    runs.forEach((key, values) -> all.add(new Run(key, values)));
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void seriesAreThoseOfTheIndependentImplementation(Run run) {
    CurvedObjective problem = problem(run.series());
    Optimizer optimizer = start(problem, settings(run));
    int last = run.values().keySet().stream().mapToInt(step -> step).max().orElseThrow();
    for (int t = 1; t <= last; t++) {
      optimizer.step(problem);
      if (run.values().containsKey(t)) {
        check(run.values().get(t), problem);
      }
    }
  }

  private static void check(String[] cells, CurvedObjective problem) {
    double value = Double.parseDouble(cells[8]);
    double sensitivity = Double.parseDouble(cells[10]);
    String what = "step " + cells[7];
    if (problem instanceof TiedLogistic logistic) {
      assertThat(logistic.loss() - logistic.leastLoss())
          .as("excess loss, %s", what)
          .isCloseTo(value, within(PRINTED * Math.abs(value) + CANCELLATION));
      checkSensitive("distance, " + what, logistic.distance(), cells[9], sensitivity);
    } else {
      checkSensitive("loss, " + what, problem.loss(), cells[8], sensitivity);
    }
  }

  private static void checkSensitive(
      String what, double actual, String printed, double sensitivity) {
    double value = Double.parseDouble(printed);
    if (sensitivity > ROUNDING_DECIDES) {
      assertThat(Math.abs(actual)).as(what).isLessThan(Math.max(1e-12, 30 * Math.abs(value)));
    } else {
      double bound = Math.max(PRINTED, 100 * sensitivity) * Math.abs(value);
      assertThat(actual).as(what).isCloseTo(value, within(Math.max(bound, absolute(value))));
    }
  }

  /** |θ| − θ⋆ is a difference of numbers of order 1: 1e−16 for each of 2048. */
  private static double absolute(double value) {
    return value < 1e-6 ? 1e-14 : 0;
  }

  private static Map<String, String> settings(Run run) {
    String power = run.key().get(2);
    String rate = Double.toString(rate(run));
    Map<String, String> said = new HashMap<>();
    said.put("basis", "identity");
    said.put("diagonal", run.key().get(1).equals("gn") ? "gauss-newton" : "squared-gradients");
    said.put("power", power);
    said.put("damping", run.key().get(3));
    said.put("beta2", run.key().get(4).isEmpty() ? "0" : run.key().get(4));
    String halve = run.key().get(6);
    said.put("lr", halve.isEmpty() ? rate : "step(%s, %s, 0.5)".formatted(rate, halve));
    return said;
  }

  private static double rate(Run run) {
    String text = run.key().get(5);
    if (!text.contains("l")) {
      int slash = text.indexOf('/');
      return slash < 0
          ? Double.parseDouble(text)
          : Double.parseDouble(text.substring(0, slash))
              / Double.parseDouble(text.substring(slash + 1));
    }
    Matrix S = sigma(run.series());
    Matrix A =
        Matrix.generate(
            5,
            5,
            (i, j) ->
                Math.pow(S.get(i, i), run.power() / 2)
                    * S.get(i, j)
                    * Math.pow(S.get(j, j), run.power() / 2));
    double[] l = SymmetricEigen.valuesOf(A);
    return text.equals("1/l5") ? 1 / l[4] : 2 / (l[0] + l[4]);
  }

  private static Matrix sigma(String series) {
    if (series.equals("fig1_left")) {
      return Matrix.generate(100, 100, (i, j) -> (i < 50 && j < 50) || i == j ? 1 : 0);
    }
    double[][] upper = series.equals("fig2_half") ? HALF : ONE;
    return Matrix.generate(5, 5, (i, j) -> upper[Math.min(i, j)][Math.max(i, j)]);
  }

  private static CurvedObjective problem(String series) {
    return switch (series) {
      case "fig1_right" -> TiedLogistic.powerLaw(2048, 0.6, 0.75);
      case "fig1_left" ->
          new Quadratic(sigma(series), Matrix.generate(100, 1, (i, j) -> 0.5 + 0.01 * (i + 1)));
      default -> {
        Quadratic problem = new Quadratic(sigma(series), Matrix.zeros(5, 1));
        problem.theta().fill(-1); // θ⋆ = 0: no digits are lost in θ − θ⋆
        yield problem;
      }
    };
  }

  private static Optimizer start(CurvedObjective problem, Map<String, String> said) {
    Recipe recipe = Recipes.named("adam-or-gn");
    return recipe.start(
        new Recipe.Target(problem.parameters(), List.of()), Settings.of(recipe.settings(), said));
  }

  @Test
  void inTheEigenbasisGaussNewtonSolvesTheQuadraticInOneStep() {
    Quadratic problem = new Quadratic(sigma("fig2_half"), Matrix.zeros(5, 1).fill(1));
    Optimizer optimizer =
        start(problem, Map.of("basis", "full", "lr", "1", "damping", "0", "power", "-1"));
    optimizer.step(problem);
    assertThat(problem.delta().maxAbs()).isLessThan(1e-12); // κ(Σ) = 100 times rounding
  }

  @Test
  void gradientsAndCurvatureOfTheLogisticModelAreDerivatives() {
    TiedLogistic problem = TiedLogistic.powerLaw(7, 0.6, 0.8);
    problem.theta().fillInPlace(Rng.of(2)::fillGaussian);
    problem.gradient();
    Matrix g = problem.parameters().getFirst().gradient();
    Matrix differences =
        Matrix.generate(
            7,
            1,
            (i, j) -> {
              double kept = problem.theta().get(i, 0);
              problem.theta().set(i, 0, kept + DIFFERENCE_STEP);
              double above = problem.loss();
              problem.theta().set(i, 0, kept - DIFFERENCE_STEP);
              double below = problem.loss();
              problem.theta().set(i, 0, kept);
              return (above - below) / (2 * DIFFERENCE_STEP);
            });
    assertClose(g, differences, 1e-8); // rounding 1e−16 over the step
    Matrix H = problem.gaussNewton(Matrix.zeros(7, 7));
    assertClose(
        Matrix.column(H.diagonal()), problem.gaussNewtonDiagonal(Matrix.zeros(7, 1)), 1e-15);
  }

  @Test
  void samplesGiveTheirOwnGradientAndTheExpectedLossStays() {
    Rng rng = Rng.of(4);
    Matrix X = rng.gaussian(11, 5);
    Quadratic problem = new Quadratic(sigma("fig2_one"), Matrix.zeros(5, 1).fill(1)).on(X);
    double loss = problem.gradient();
    Matrix delta = Matrix.zeros(5, 1).fill(-1);
    Matrix expected = X.T().times(X).times(delta).times(1.0 / 11);
    assertClose(problem.parameters().getFirst().gradient(), expected, 1e-14);
    assertThat(loss).isCloseTo(0.5 * delta.dot(expected), within(1e-13));
    assertThat(problem.loss()).isEqualTo(loss);
    assertThat(problem.expectedLoss())
        .isCloseTo(0.5 * sigma("fig2_one").times(delta).dot(delta), within(1e-15));
    assertThat(problem.withCurvature(X.T().times(X)).gaussNewtonDiagonal(Matrix.zeros(5, 1)).sum())
        .isCloseTo(X.dot(X), within(1e-12));
  }

  private static void assertClose(Matrix actual, Matrix expected, double tolerance) {
    assertThat(actual.minus(expected).maxAbs()).isLessThanOrEqualTo(tolerance * expected.maxAbs());
  }

  @Test
  void wrongNumbersAreRefused() {
    assertThatThrownBy(() -> new Quadratic(Matrix.identity(3), Matrix.zeros(2, 1)))
        .hasMessage("quadratic of 3×3 around 2×1; want Σ (d, d) and θ⋆ (d, 1)");
    assertThatThrownBy(() -> TiedLogistic.powerLaw(3, 1, 0.5))
        .hasMessage("tied logistic regression with P = 0.5; want above 0.5 and below 1");
  }
}
