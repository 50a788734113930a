package dev.layerwise.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every curvature-based method keeps to, with settings that make it remember the most. */
final class CurvatureMethodsTest {
  private static final int STEPS = 9;
  private static final int SAVED_AFTER = 4;

  private static Map<String, String> settings(String text) {
    return Arrays.stream(text.split(" ", -1))
        .skip(1)
        .map(part -> part.split("=", -1))
        .collect(Collectors.toMap(part -> part[0], part -> part[1]));
  }

  private static Optimizer start(String text, SmallProblem problem) {
    return Recipes.named(text.split(" ", -1)[0]).start(problem.network(), settings(text));
  }

  /** Step after step on other inputs; labels of sampled statistics depend on the step alone. */
  private static void train(Optimizer optimizer, SmallProblem problem, int from, int to) {
    for (int t = from; t < to; t++) {
      Matrix X = problem.X().plus(Rng.of(12).stream("x", t).gaussian(11, 3).times(0.1));
      optimizer.step(problem.on(X).objective());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ekfac momentum=0.9 refresh-every=3",
        "ekfac refresh-every=3 update-every=2 fisher=curvature-propagation forget=true",
        "gauss-newton power=-0.5 fisher=exact",
        "gauss-newton basis=kronecker spectrum=eigenvalues refresh-every=3",
        "gauss-newton basis=gradients spectrum=squared-gradients power=-0.5 refresh-every=3",
        "gauss-newton basis=example-gradients fisher=empirical",
        "gauss-newton basis=full spectrum=ones",
        "gauss-newton basis=full-network spectrum=eigenvalues power=-0.5 fisher-samples=2",
        "adam-or-gn",
        "adam-or-gn basis=full gamma=0.5 diagonal=squared-gradients power=-0.5",
        "adam-or-gn refresh-every=3 refresh-lag=2",
        "adam-or-gn refresh-every=3 refresh-lag=1 diagonal=squared-gradients power=-0.5",
        "foof refresh-every=3 update-every=2",
        "dfw",
        "locoprop",
        "locoprop solver=rmsprop",
        "ngd",
        "ngd solver=cg",
        "ngd fisher=sampled fisher-samples=2",
        "sophia update-every=3",
        "steepest",
        "steepest norm=sign",
        "steepest norm=kronecker refresh-every=3",
        "lbfgs memory=3",
        "lbfgs line-search=backtracking weight-decay=0.1"
      })
  void resumedRunIsBitwiseTheUninterruptedOne(String text) {
    SmallProblem whole = SmallProblem.classification();
    train(start(text, whole), whole, 0, STEPS);

    SmallProblem cut = SmallProblem.classification();
    Optimizer before = start(text, cut);
    train(before, cut, 0, SAVED_AFTER);
    SavedState saved = SavedState.of(before::state);
    SmallProblem resumed = cut.copy();
    Optimizer after = start(text, resumed);
    saved.restore(after::state);
    train(after, resumed, SAVED_AFTER, STEPS);

    assertThat(resumed.theta().toRows()).isDeepEqualTo(whole.theta().toRows());
    assertThat(whole.network().isFinite()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ekfac",
        "gauss-newton",
        "gauss-newton power=-0.5",
        "gauss-newton basis=kronecker spectrum=squared-gradients power=-0.5",
        "foof",
        "dfw",
        "locoprop",
        "ngd",
        "sophia",
        "steepest",
        "steepest norm=kronecker",
        "lbfgs"
      })
  void defaultsLowerTheLoss(String text) {
    SmallProblem problem = SmallProblem.classification();
    Optimizer optimizer = start(text, problem);
    double first = optimizer.step(problem.objective());
    for (int t = 0; t < 60; t++) {
      optimizer.step(problem.objective());
    }

    assertThat(problem.objective().loss()).isLessThan(0.95 * first);
  }
}
