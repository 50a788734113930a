package dev.layerwise.optim.form;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.curvature.ExampleGradients;
import dev.layerwise.linalg.Concatenation;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Pass;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.SavedState;
import dev.layerwise.optim.SmallProblem;
import dev.layerwise.optim.recipe.Recipes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics of weights that are shared over positions, against the gradients one by one. */
final class PositionsTest {
  /** Sums of a few hundred products in two orders. */
  private static final double ROUNDING = 1e-11;

  private final SmallProblem problem = SmallProblem.convolution();
  private final Block convolution = problem.network().blocks().getFirst();

  private Map<String, Matrix> state(String recipe, Map<String, String> settings) {
    Map<String, String> said = new HashMap<>(settings);
    said.put("damping", "0.1");
    SmallProblem copy = problem.copy();
    Optimizer optimizer = Recipes.named(recipe).start(copy.network(), said);
    optimizer.step(copy.objective());
    return SavedState.of(optimizer::state).matrices();
  }

  /** The pass of the loss's own output gradients. */
  private Pass pass() {
    NetworkObjective objective = problem.objective();
    objective.gradient();
    return objective.pass();
  }

  /** Gradients of all examples, or of all positions of all, as matrices (dOut, dIn). */
  private List<Matrix> gradients(boolean summed) {
    Pass pass = pass();
    int n = pass.size();
    int d = ExampleGradients.width(convolution);
    if (summed) {
      Matrix rows = Matrix.zeros(n, d);
      ExampleGradients.write(pass, convolution, rows, 0);
      return IntStream.range(0, n)
          .mapToObj(i ->
              Matrix.generate(
                  convolution.dOut(),
                  convolution.dIn(),
                  (o, j) -> rows.get(i, o + j * convolution.dOut())))
          .toList();
    }
    Matrix a = pass.input(convolution);
    Matrix g = pass.outputGradient(convolution);
    return IntStream.range(0, a.rows())
        .mapToObj(row ->
            Matrix.generate(
                convolution.dOut(),
                convolution.dIn(),
                (o, j) -> g.get(row, o) * (j < a.cols() ? a.get(row, j) : 1)))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "identity, summed",
    "identity, independent",
    "kronecker, summed",
    "kronecker, independent"
  })
  void diagonalIsTheMeanOfSquaredGradientsInTheBasis(String basis, String positions) {
    Map<String, Matrix> state =
        state(
            "gauss-newton", Map.of("basis", basis, "positions", positions, "fisher", "empirical"));
    boolean turns = basis.equals("kronecker");
    Matrix U = turns ? state.get("0/U") : Matrix.identity(convolution.dOut());
    Matrix V = turns ? state.get("0/V") : Matrix.identity(convolution.dIn());
    Matrix expected = Matrix.zeros(convolution.dOut(), convolution.dIn());
    for (Matrix G : gradients(positions.equals("summed"))) {
      Matrix turned = U.T().times(G).times(V);
      expected.plusInPlace(1.0 / problem.X().rows(), turned.hadamard(turned));
    }

    assertClose(state.get("0/D"), expected, ROUNDING);
  }

  @Test
  void summedDiagonalIsThatOfTheDenseGaussNewtonMatrix() {
    Map<String, Matrix> state = state("gauss-newton", Map.of("fisher", "exact"));
    Matrix D = Matrix.zeros((int) problem.network().size(), 1);
    Concatenation.gather(
        problem.network().blocks().stream().map(b -> state.get(b.name() + "/D")).toList(), D);

    assertClose(D, Matrix.column(problem.gaussNewton().diagonal()), ROUNDING);
  }

  /** Among all diagonals in a basis that of the block itself is nearest, whatever the layer is. */
  @ParameterizedTest
  @ValueSource(strings = {"sampled", "empirical", "exact"})
  void ekfacIsNearerToTheBlockThanKfacAndThanIndependentPositions(String fisher) {
    Map<String, Matrix> summed = state("ekfac", Map.of("fisher", fisher));
    Map<String, Matrix> apart =
        state("ekfac", Map.of("fisher", fisher, "positions", "independent"));
    Map<String, Matrix> kfac =
        state(
            "gauss-newton",
            Map.of("fisher", fisher, "basis", "kronecker", "spectrum", "eigenvalues"));
    Matrix block = state("gauss-newton", Map.of("fisher", fisher, "basis", "full")).get("0/C");

    assertThat(distance(block, summed)).isLessThan(distance(block, apart));
    assertThat(distance(block, summed)).isLessThan(distance(block, kfac));
  }

  private static double distance(Matrix lower, Map<String, Matrix> state) {
    Matrix block =
        Matrix.generate(
            lower.rows(), lower.cols(), (i, j) -> lower.get(Math.max(i, j), Math.min(i, j)));
    Matrix U = state.get("0/U");
    Matrix V = state.get("0/V");
    double[] D = state.get("0/D").toColumnMajor();
    int m = U.rows();
    Matrix basis =
        Matrix.generate(D.length, D.length, (i, j) -> V.get(i / m, j / m) * U.get(i % m, j % m));
    return block.minus(basis.times(Matrix.diagonal(D)).times(basis.T())).frobeniusNorm();
  }

  @ParameterizedTest
  @ValueSource(strings = {"summed", "independent"})
  void shampoosMomentsAreThoseOfTheGradients(String positions) {
    Map<String, Matrix> state = state("shampoo-examples", Map.of("positions", positions));
    Matrix L = Matrix.zeros(convolution.dOut(), convolution.dOut());
    Matrix R = Matrix.zeros(convolution.dIn(), convolution.dIn());
    for (Matrix G : gradients(positions.equals("summed"))) {
      L.plusInPlace(1.0 / problem.X().rows(), G.times(G.T()));
      R.plusInPlace(1.0 / problem.X().rows(), G.T().times(G));
    }
    Matrix left = product(state.get("0/U"), state.get("0/U values"));
    Matrix right = product(state.get("0/V"), state.get("0/V values"));

    assertClose(left, L, ROUNDING);
    assertThat(right.minus(R).maxAbs()).isLessThan(ROUNDING * R.maxAbs());
    Matrix sigma = state.get("0/U values").times(state.get("0/V values").T());
    assertThat(state.get("0/D").minus(sigma).maxAbs()).isLessThan(ROUNDING * sigma.maxAbs());
  }

  /** {@code U diag(σ) Uᵀ}. */
  private static Matrix product(Matrix U, Matrix values) {
    return U.times(Matrix.diagonal(values.toColumnMajor())).times(U.T());
  }

  @Test
  void positionsDoNotMatterWhereThereIsOne() {
    SmallProblem dense = SmallProblem.classification();
    Map<String, String> said = Map.of("lr", "0.5", "positions", "summed");
    Map<String, String> apart = Map.of("lr", "0.5", "positions", "independent");

    assertThat(dense.direction("ekfac", said).toRows())
        .isDeepEqualTo(dense.direction("ekfac", apart).toRows());
  }
}
