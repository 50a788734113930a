package dev.layerwise.optim.shampoo;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.SavedState;
import dev.layerwise.optim.SmallProblem;
import dev.layerwise.optim.recipe.Recipes;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The two Shampoos of Concurrence: App. D.2 prints moments of single examples, and the remark on
 * the spectral norm is about those of the batch. Values from golden/theory/kronecker.json.
 */
class ShampooOfExamplesTest {
  /** Half a unit in the last place that is printed, and what the fourth root makes of it. */
  private static final double PRINTED = 2e-12;

  private static final Matrix P =
      Matrix.of(
          new double[][] {
            {0.155043598254, -0.021921263444, 0.087082706619, 0.036437347769},
            {-0.021921263444, 0.509286411006, 0.003796692584, 0.22384497038},
            {0.087082706619, 0.003796692584, 0.388121485375, 0.00969004928},
            {0.036437347769, 0.22384497038, 0.00969004928, 1.339488017257}
          });

  private static final Matrix Q =
      Matrix.of(
          new double[][] {
            {0.970323229335, -0.130590005357, 0.249225205666},
            {-0.130590005357, 0.71146044698, 0.272081759646},
            {0.249225205666, 0.272081759646, 1.060421974487}
          });

  private static final Matrix OF_BATCH =
      Matrix.of(
          new double[][] {
            {-0.238106327098, -0.067988971068, 0.173871272289},
            {0.371835253176, -0.790219426244, -0.471464554049},
            {-0.5228326348, -0.606624464185, 0.533909684654},
            {-0.729170732737, 0.05419887131, -0.680022355207}
          });

  private final SmallProblem problem = SmallProblem.golden();

  private Matrix first(String recipe, Map<String, String> said) {
    return problem.direction(recipe, said).slice(0, 12, 0, 1).copy().reshaped(4, 3);
  }

  private Matrix gradient() {
    return problem.gradient().slice(0, 12, 0, 1).copy().reshaped(4, 3);
  }

  @Test
  void fourthRootsOfTheMomentsAreThePrintedPreconditioners() {
    SmallProblem copy = problem.copy();
    Optimizer optimizer =
        Recipes.named("shampoo-examples").start(copy.network(), Map.of("damping", "0"));
    optimizer.step(copy.objective());
    Map<String, Matrix> state = SavedState.of(optimizer::state).matrices();

    assertThat(root(state, "0/U").minus(P).maxAbs()).isLessThan(PRINTED);
    assertThat(root(state, "0/V").minus(Q).maxAbs()).isLessThan(PRINTED);
  }

  /** {@code U diag(σ)^¼ Uᵀ}. */
  private static Matrix root(Map<String, Matrix> state, String name) {
    Matrix U = state.get(name);
    Matrix sigma = state.get(name + " values").map(v -> Math.pow(v, 0.25));
    return U.times(Matrix.diagonal(sigma.toColumnMajor())).times(U.T());
  }

  @Test
  void firstStepSolvesWithThem() {
    Matrix D = first("shampoo-examples", Map.of("lr", "0.5", "damping", "0"));

    // P D Q = G; the printed digits of P and Q leave an error of 1e-12 on entries up to 10
    assertThat(P.times(D).times(Q).minus(gradient()).maxAbs()).isLessThan(1e-10);
  }

  @Test
  void itIsThePresetOfExampleGradientsEigenvaluesAndTheFourthRoot() {
    Map<String, String> said = new HashMap<>(Map.of("lr", "0.5", "damping", "0.01"));
    Matrix preset = first("shampoo-examples", said);
    said.put("basis", "example-gradients");
    said.put("spectrum", "eigenvalues");
    said.put("power", "-0.25");
    said.put("fisher", "empirical");

    assertThat(first("gauss-newton", said).toRows()).isDeepEqualTo(preset.toRows());
  }

  @Test
  void momentsOfTheBatchMakeItsPolarFactor() {
    Map<String, String> said =
        Map.of(
            "lr", "0.5",
            "beta1", "0",
            "beta2", "1",
            "epsilon", "1e-12",
            "stability", "pseudo-inverse",
            "graft", "none",
            "start", "1");
    Matrix D = first("shampoo", said);

    assertClose(D, OF_BATCH, 1e-9);
    assertThat(D.minus(first("steepest", Map.of("lr", "0.5"))).maxAbs()).isLessThan(1e-9);
  }
}
