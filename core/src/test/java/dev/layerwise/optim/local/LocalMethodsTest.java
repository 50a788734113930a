package dev.layerwise.optim.local;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.SmallProblem;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** FOOF, LocoProp and DFW: laws, and reference numbers of the first layer. */
final class LocalMethodsTest {
  /** Reference numbers are given to 12 decimals. */
  private static final double PRINTED = 1e-10;

  private static final double ROUNDING = 1e-11;
  private final SmallProblem problem = SmallProblem.golden();

  private Matrix first(String recipe, Map<String, String> said) {
    return problem.direction(recipe, said).slice(0, 12, 0, 1).reshaped(4, 3);
  }

  private Matrix gradient() {
    return problem.gradient().slice(0, 12, 0, 1).reshaped(4, 3);
  }

  private Matrix factor() {
    return problem.X().T().times(problem.X()).times(1.0 / problem.X().rows());
  }

  @Test
  void foofIsTheGradientTimesTheInverseOfTheDampedFactor() {
    Matrix D = first("foof", Map.of("lr", "0.7", "damping", "0.3"));

    assertClose(D.times(factor().plusDiagonal(0.3)), gradient(), ROUNDING);
    // golden/theory/kronecker.json, foof_eta0_7_lam0_3: η G (Q + λ I)⁻¹, first row
    assertClose(
        D.times(0.7).slice(0, 1, 0, 3),
        Matrix.of(new double[][] {{-0.028045631634, -0.01159349886, 0.01035532989}}),
        PRINTED);
  }

  @Test
  void halfConventionIsThePenaltyOfHalfLambda() {
    Matrix half = first("foof", Map.of("lr", "0.7", "damping", "0.6", "convention", "half"));

    assertClose(half, first("foof", Map.of("lr", "0.7", "damping", "0.3")), ROUNDING);
  }

  @Test
  void undampedFoofDoesNotSeeTheCoordinatesOfTheInputs() {
    Matrix T = Rng.of(4).gaussian(3, 3).plusDiagonal(2);
    SmallProblem moved = problem.copy().on(problem.X().times(T.T()));
    Matrix W = moved.values().getFirst();
    W.setTo(T.T().solve(W.T()).T()); // W T⁻¹
    SmallProblem plain = problem.copy();
    for (SmallProblem one : new SmallProblem[] {moved, plain}) {
      Recipes.named("foof")
          .start(one.network(), Map.of("lr", "0.5", "damping", "0"))
          .step(one.objective());
    }

    assertClose(moved.values().getFirst().times(T), plain.values().getFirst(), 1e-10);
  }

  @Test
  void locoPropAtGammaOneIsThePrintedUpdate() {
    Map<String, String> said = Map.of("lr", "1", "gamma", "1", "proximal", "0.7");
    Matrix D = first("locoprop", said);

    // W₊ = W − η G (I + η Q)⁻¹
    assertClose(D.times(factor().times(0.7).plusDiagonal(1)), gradient().times(0.7), ROUNDING);
    // golden/theory/kronecker.json, locoprop_eta0_7: W₊ − W, first row
    assertClose(
        D.times(-1).slice(0, 1, 0, 3),
        Matrix.of(new double[][] {{0.017820989951, 0.003928087859, -0.001226126098}}),
        PRINTED);
  }

  @Test
  void locoPropsExactSolutionMinimisesItsObjective() {
    double gamma = 0.4;
    double eta = 1.7;
    SmallProblem copy = problem.copy();
    var objective = copy.objective();
    objective.gradient();
    var block = copy.network().blocks().getFirst();
    Matrix a = objective.pass().input(block).copy();
    Matrix g = objective.pass().outputGradient(block).copy();
    Matrix W = copy.values().getFirst().copy();
    Matrix targets = a.times(W.T()).minus(g.times(gamma));
    Matrix best = W.minus(first("locoprop", Map.of("lr", "1", "gamma", "0.4", "proximal", "1.7")));
    double least = value(best, a, targets, W, eta);
    for (int k = 0; k < 20; k++) {
      Matrix other = best.plus(Rng.of(8).stream("M", k).gaussian(4, 3).times(1e-3));
      assertThat(value(other, a, targets, W, eta)).isGreaterThan(least);
    }
    assertThat(value(W, a, targets, W, eta)).isGreaterThan(least);
  }

  private static double value(Matrix V, Matrix a, Matrix targets, Matrix W, double eta) {
    double fit = a.times(V.T()).minus(targets).frobeniusNorm();
    double move = V.minus(W).frobeniusNorm();
    return 0.5 * fit * fit / a.rows() + move * move / (2 * eta);
  }

  @Test
  void manyInnerStepsReachTheExactSolution() {
    Matrix exact = first("locoprop", Map.of("lr", "1", "gamma", "1", "proximal", "2"));
    Matrix walked =
        first(
            "locoprop",
            Map.of(
                "lr",
                "1",
                "gamma",
                "1",
                "proximal",
                "2",
                "solver",
                "gradient",
                "inner-lr",
                "0.3",
                "inner-steps",
                "200"));

    // Each step shrinks the distance by 1 − 0.3 (σ + 1/2) at least, and 0.85²⁰⁰ is below 1e-13.
    assertClose(walked, exact, ROUNDING);
  }

  @Test
  void oneInnerRmsPropStepIsTheSign() {
    Matrix D =
        first(
            "locoprop",
            Map.of(
                "lr",
                "1",
                "gamma",
                "1",
                "proximal",
                "2",
                "solver",
                "rmsprop",
                "inner-lr",
                "0.3",
                "inner-steps",
                "1"));

    // r / √(0.01 r²) = 10 sign r, up to the guard of 1e-8 in the divisor.
    assertClose(D, gradient().map(g -> 3 * Math.signum(g)), 1e-4);
  }

  @Test
  void dfwWithoutItsGuardIsUndampedFoof() {
    Matrix dfw = first("dfw", Map.of("lr", "0.7", "guard", "0"));

    assertClose(dfw, first("foof", Map.of("lr", "0.7", "damping", "0")), 0);
  }
}
