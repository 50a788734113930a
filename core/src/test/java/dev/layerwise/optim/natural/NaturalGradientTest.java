package dev.layerwise.optim.natural;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.SmallProblem;
import dev.layerwise.optim.recipe.Recipes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NaturalGradientTest {
  private static Map<String, String> ngd(String solver, String damping) {
    return Map.of(
        "lr", "1", "solver", solver, "damping", damping, "tolerance", "0", "iterations", "80");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gram", "cg", "auto"})
  void equalsTheDenseSolution(String solver) {
    SmallProblem problem = SmallProblem.classification();
    Matrix expected = problem.gaussNewton().plusDiagonal(0.05).solve(problem.gradient());

    // Conditioning below 1e3 costs three digits of sixteen, conjugate gradients a few more.
    assertClose(problem.direction("ngd", ngd(solver, "0.05")), expected, 1e-10);
  }

  /** More parameters than outputs: F is singular, and λ = 0 means its pseudo-inverse. */
  @ParameterizedTest
  @ValueSource(strings = {"exact", "jacobian"})
  void withoutDampingItIsThePseudoInverse(String fisher) {
    SmallProblem problem = SmallProblem.golden();
    Matrix F = problem.gaussNewton();
    Map<String, String> none = Map.of("lr", "1", "damping", "0", "fisher", fisher);
    Map<String, String> some = Map.of("lr", "1", "damping", "0.05", "fisher", fisher);

    // Conditioning of the 10 outputs' Gram matrix is below 1e4.
    assertClose(
        problem.direction("ngd", none),
        SymmetricEigen.of(F).pseudoInverse().times(problem.gradient()),
        1e-9);
    assertClose(
        problem.direction("ngd", some), F.plusDiagonal(0.05).solve(problem.gradient()), 1e-10);
  }

  @Test
  void aPenalisedGradientIsSolvedThroughItself() {
    SmallProblem problem = SmallProblem.golden();
    Matrix expected =
        problem
            .gaussNewton()
            .plusDiagonal(0.05)
            .solve(problem.gradient().plus(problem.theta().times(0.3)));

    Matrix actual =
        problem.direction(
            "ngd", Map.of("lr", "1", "damping", "0.05", "weight-decay", "0.3", "decay", "l2"));

    assertClose(actual, expected, 1e-10);
  }

  @Test
  void theOutputMetricLeavesTheLossOutOfTheCurvature() {
    SmallProblem problem = SmallProblem.classification();
    SmallProblem squared =
        new SmallProblem(problem.network(), new SquaredError(), problem.X(), problem.Y());
    Matrix expected = squared.gaussNewton().plusDiagonal(0.05).solve(problem.gradient());

    Matrix actual =
        problem.direction("ngd", Map.of("lr", "1", "damping", "0.05", "fisher", "jacobian"));

    assertClose(actual, expected, 1e-10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gram", "cg"})
  void solvesLeastSquaresInOneStep(String solver) {
    SmallProblem problem = SmallProblem.leastSquares();
    double before = problem.gradient().frobeniusNorm();

    Recipes.named("ngd").start(problem.network(), ngd(solver, "1e-6")).step(problem.objective());

    // What is left is λ (F + λ I)⁻¹ ∇, and the least eigenvalue of F is above 0.1.
    assertThat(problem.gradient().frobeniusNorm()).isLessThan(1e-5 * before);
  }

  @Test
  void gramMatrixOfTheEmpiricalFisherEqualsTheDenseSolution() {
    SmallProblem problem = SmallProblem.classification();
    int n = problem.X().rows();
    Matrix F = Matrix.zeros((int) problem.network().size(), (int) problem.network().size());
    for (int i = 0; i < n; i++) {
      Matrix x = problem.X().slice(i, i + 1, 0, 3);
      Matrix y = problem.Y().slice(i, i + 1, 0, 3);
      Matrix g = new SmallProblem(problem.network(), problem.loss(), x, y).gradient();
      F.plusInPlace(1.0 / n, g.times(g.T()));
    }
    Matrix expected = F.plusDiagonal(0.05).solve(problem.gradient());

    Matrix actual =
        problem.direction("ngd", Map.of("lr", "1", "damping", "0.05", "fisher", "empirical"));

    assertClose(actual, expected, 1e-10);
  }

  @Test
  void productLeavesTheGradientsInTheEnd() {
    SmallProblem problem = SmallProblem.classification();
    Matrix before = problem.gradient();

    problem.direction("ngd", ngd("cg", "0.05"));

    assertThat(problem.gradient().toRows()).isDeepEqualTo(before.toRows());
  }

  @Test
  void refusesWhatItCannotDo() {
    SmallProblem problem = SmallProblem.classification();
    assertThatThrownBy(() -> problem.direction("ngd", Map.of("lr", "1", "damping", "0")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "natural gradient: damping 0.0; want a number above 0, or the Gram matrix of JᵀJ"
                + " (fisher=jacobian, or exact with the squared error) and a gradient that is"
                + " neither clipped nor penalised");
    assertThatThrownBy(() ->
            SmallProblem.golden()
                .direction("ngd", Map.of("lr", "1", "damping", "0", "clip-norm", "0.1")))
        .hasMessageStartingWith("natural gradient: damping 0.0; want a number above 0, or");
    assertThatThrownBy(() ->
            problem.direction("ngd", Map.of("lr", "1", "solver", "cg", "fisher", "empirical")))
        .hasMessage(
            "natural gradient: conjugate gradients take products with the exact Gauss-Newton"
                + " matrix; want fisher=exact, or solver=gram");
  }

  @Test
  void conjugateGradientsRefuseAnIndefiniteMatrix() {
    ConjugateGradients cg = new ConjugateGradients(2);
    assertThatThrownBy(
            () -> cg.solve((p, y) -> y.setTo(p).timesInPlace(-1), 0, Matrix.column(1, 2), 5, 1e-3))
        .isInstanceOf(NumericalException.class)
        .hasMessageStartingWith(
            "conjugate gradients: pᵀ(F + λ I) p = -5.0 in iteration 1; want a number above 0");
  }

  @Test
  void sophiaFollowsItsEquations() {
    SmallProblem problem = SmallProblem.classification();
    SmallProblem moved = problem.copy();
    NetworkObjective objective = problem.objective();
    List<Parameter> parameters = problem.network().parameters();
    objective.gradient();
    List<Matrix> m = parameters.stream().map(p -> p.gradient().times(1 - 0.9)).toList();
    Matrix f = objective.outputs();
    objective
        .pass()
        .backward(
            problem.loss().sampledGradient(f, objective.labels(1), Matrix.zeros(f.rows(), 3)));

    Recipes.named("sophia")
        .start(
            moved.network(),
            Map.of("lr", "0.5", "beta1", "0.9", "beta2", "0.6", "gamma", "20", "epsilon", "1e-3"))
        .step(moved.objective());

    boolean clipped = false;
    boolean inside = false;
    for (int k = 0; k < m.size(); k++) {
      Matrix h = parameters.get(k).gradient().map(g -> (1 - 0.6) * 11 * g * g);
      Matrix D =
          m.get(k)
              .copy()
              .zipInPlace(h, (a, b) -> Math.clamp(a / Math.max(20 * b, 1e-3), -1.0, 1.0));
      clipped |= D.maxAbs() == 1;
      inside |= D.toColumnMajor()[0] != Math.rint(D.toColumnMajor()[0]);
      Matrix expected = parameters.get(k).value().minus(D.times(0.5));
      assertClose(moved.values().get(k), expected, 1e-12);
    }
    assertThat(clipped && inside).as("some entries are clipped and some are not").isTrue();
  }
}
