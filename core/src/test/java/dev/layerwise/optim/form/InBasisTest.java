package dev.layerwise.optim.form;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Concatenation;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.DivergedException;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.SavedState;
import dev.layerwise.optim.SmallProblem;
import dev.layerwise.optim.recipe.Recipes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Theorems of the general form. */
final class InBasisTest {
  /** A few products and solves at condition numbers below 1e3. */
  private static final double ROUNDING = 1e-11;

  private final SmallProblem problem = SmallProblem.classification();

  private static Map<String, String> form(String basis, String spectrum, String power) {
    return Map.of(
        "lr",
        "0.5",
        "basis",
        basis,
        "spectrum",
        spectrum,
        "power",
        power,
        "damping",
        "0.1",
        "fisher",
        "exact");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-0.5"})
  void identityBasisIsTheDiagonalOfTheDenseGaussNewtonMatrix(String power) {
    double[] D = problem.gaussNewton().diagonal();
    Matrix g = problem.gradient();
    Matrix expected =
        Matrix.generate(
            g.rows(), 1, (i, j) -> g.get(i, 0) * Math.pow(D[i] + 0.1, Double.parseDouble(power)));

    Matrix actual = problem.direction("gauss-newton", form("identity", "fisher", power));

    assertClose(actual, expected, ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"eigenvalues", "fisher"})
  void wholeEigenbasisSolvesWithTheDenseGaussNewtonMatrix(String spectrum) {
    Matrix expected = problem.gaussNewton().plusDiagonal(0.1).solve(problem.gradient());

    Matrix actual = problem.direction("gauss-newton", form("full-network", spectrum, "-1"));

    assertClose(actual, expected, ROUNDING);
  }

  @Test
  void eigenbasisOfALayerSolvesWithItsDiagonalBlock() {
    Matrix F = problem.gaussNewton();
    int d = 16;
    Matrix g = problem.gradient();
    Matrix first = F.slice(0, d, 0, d).plusDiagonal(0.1).solve(g.slice(0, d, 0, 1));

    Matrix actual = problem.direction("gauss-newton", form("full", "fisher", "-1"));

    assertClose(actual.slice(0, d, 0, 1), first, ROUNDING);
  }

  @Test
  void ekfacEqualsKfacWhereTheKroneckerProductIsExact() {
    SmallProblem linear = SmallProblem.deepLinear();

    Matrix corrected = linear.direction("gauss-newton", form("kronecker", "fisher", "-1"));
    Matrix product = linear.direction("gauss-newton", form("kronecker", "eigenvalues", "-1"));

    assertClose(corrected, product, ROUNDING);
  }

  @Test
  void ekfacIsThePresetOfKroneckerBasisAndFisherDiagonal() {
    Map<String, String> said = Map.of("lr", "0.5", "damping", "0.1", "fisher", "exact");

    assertThat(problem.direction("ekfac", said).toRows())
        .isDeepEqualTo(
            problem.direction("gauss-newton", form("kronecker", "fisher", "-1")).toRows());
  }

  /**
   * A bound that no gradient meets lets the method read the gradient and turn it by its two bases.
   */
  @ParameterizedTest
  @CsvSource({
    "empirical, 3, 1",
    "sampled, 3, 1",
    "curvature-propagation, 3, 1",
    "exact, 3, 1",
    "sampled, 11, 1",
    "empirical, 11, 2",
    "sampled, 11, 2"
  })
  void gradientTurnsByRowsAsByItsBases(String fisher, int n, String every) {
    SmallProblem few =
        new SmallProblem(
            problem.network(),
            problem.loss(),
            problem.X().slice(0, n, 0, 3),
            problem.Y().slice(0, n, 0, 3));
    Map<String, String> said =
        Map.of("fisher", fisher, "lr", "0.5", "refresh-every", "2", "update-every", every);
    Map<String, String> bounded = new HashMap<>(said);
    bounded.put("clip-norm", "1e9");

    Matrix byRows = after(few, said, 5);

    assertClose(byRows, after(few, bounded, 5), ROUNDING);
    assertThat(byRows.minus(few.theta()).frobeniusNorm()).isGreaterThan(0.1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"empirical", "sampled"})
  void gradientsThatNobodyReadsAreNotComputed(String fisher) {
    SmallProblem copy = problem.copy();
    Optimizer optimizer = Recipes.named("ekfac").start(copy.network(), Map.of("fisher", fisher));
    for (Parameter p : copy.network().parameters()) {
      p.gradient().fill(Double.NaN);
    }

    optimizer.step(copy.objective());

    assertThat(copy.network().isFinite()).isTrue();
    assertThat(copy.network().parameters()).noneMatch(p -> p.gradient().isFinite());
  }

  /** Hidden units at 0, which weights as large as can be do not show to the loss. */
  @Test
  void gradientThatItMakesMustBeFinite() {
    Matrix none = problem.X().times(0);
    SmallProblem copy =
        new SmallProblem(problem.network(), problem.loss(), none, problem.Y()).copy();
    Optimizer optimizer = Recipes.named("ekfac").start(copy.network(), Map.of("lr", "0.5"));
    Block first = copy.network().blocks().getFirst();
    first.bias().orElseThrow().value().fill(0);
    Matrix W = copy.network().blocks().getLast().weight().value();
    W.setTo(Matrix.generate(W.rows(), W.cols(), (i, j) -> i == 0 ? -1.7e308 : 1.7e308));

    assertThatThrownBy(() -> optimizer.step(copy.objective()))
        .isInstanceOf(DivergedException.class)
        .hasMessage(
            "step 1: the gradient of %s has an entry that is not finite; want a smaller learning"
                    .formatted(first.name())
                + " rate or more damping");
  }

  private static Matrix after(SmallProblem problem, Map<String, String> said, int steps) {
    SmallProblem copy = problem.copy();
    Optimizer optimizer = Recipes.named("ekfac").start(copy.network(), said);
    NetworkObjective objective = copy.objective();
    for (int t = 0; t < steps; t++) {
      optimizer.step(objective);
    }
    return copy.theta();
  }

  @Test
  void factorsOfEkfacAreThoseOfTheBatchesOfRenewals() {
    SmallProblem copy = problem.copy();
    Optimizer optimizer =
        Recipes.named("ekfac").start(copy.network(), Map.of("refresh-every", "2", "lr", "0.5"));
    String factor = copy.network().blocks().get(1).name() + "/right factor";
    List<Matrix> seen = new ArrayList<>();
    for (int t = 1; t <= 3; t++) {
      optimizer.step(copy.objective());
      seen.add(SavedState.of(optimizer::state).matrices().get(factor).copy());
    }

    assertThat(seen.get(1).toRows()).isDeepEqualTo(seen.get(0).toRows());
    assertThat(seen.get(2).minus(seen.get(1)).frobeniusNorm()).isGreaterThan(1e-6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kronecker", "example-gradients"})
  void itsOwnDiagonalIsNeverFurtherFromTheBlockThanTheProductOfSpectra(String basis) {
    Matrix F = problem.gaussNewton();
    Map<String, Matrix> corrected = state(form(basis, "fisher", "-1"));
    Map<String, Matrix> product = state(form(basis, "eigenvalues", "-1"));
    int from = 0;
    for (Block block : problem.network().blocks()) {
      int d = block.dOut() * block.dIn();
      Matrix exact = F.slice(from, from + d, from, from + d);
      double own = exact.minus(dense(corrected, block)).frobeniusNorm();
      double kfac = exact.minus(dense(product, block)).frobeniusNorm();
      assertThat(own).isLessThan(kfac);
      from += d;
    }
  }

  private Map<String, Matrix> state(Map<String, String> said) {
    SmallProblem copy = problem.copy();
    Optimizer optimizer = Recipes.named("gauss-newton").start(copy.network(), said);
    optimizer.step(copy.objective());
    return SavedState.of(optimizer::state).matrices();
  }

  /** {@code (V ⊗ U) diag(vec D) (V ⊗ U)ᵀ}. */
  private static Matrix dense(Map<String, Matrix> state, Block block) {
    Matrix U = state.get(block.name() + "/U");
    Matrix V = state.get(block.name() + "/V");
    double[] D = state.get(block.name() + "/D").toColumnMajor();
    int m = U.rows();
    Matrix basis =
        Matrix.generate(D.length, D.length, (i, j) -> V.get(i / m, j / m) * U.get(i % m, j % m));
    return basis.times(Matrix.diagonal(D)).times(basis.T());
  }

  @Test
  void squaredGradientsOfOneStepMakeTheSignInTheBasis() {
    Map<String, String> said =
        Map.of(
            "lr",
            "0.5",
            "basis",
            "identity",
            "spectrum",
            "squared-gradients",
            "power",
            "-0.5",
            "damping",
            "0");

    Matrix actual = problem.direction("gauss-newton", said);

    assertClose(actual, problem.gradient().map(Math::signum), ROUNDING);
  }

  @Test
  void directionInKfacsBasisTurnsWithTheInputs() {
    SmallProblem golden = SmallProblem.golden();
    Matrix R = dev.layerwise.random.Rng.of(9).haarOrthogonal(3);
    SmallProblem rotated = golden.copy().on(golden.X().times(R.T()));
    Matrix W = rotated.values().getFirst();
    W.setTo(W.times(R.T()));
    Map<String, String> said =
        Map.of(
            "lr",
            "0.5",
            "basis",
            "kronecker",
            "spectrum",
            "fisher",
            "damping",
            "0.1",
            "fisher",
            "exact");

    Matrix plain = golden.direction("gauss-newton", said).slice(0, 12, 0, 1);
    Matrix turned = rotated.direction("gauss-newton", said).slice(0, 12, 0, 1);

    assertClose(turned.reshaped(4, 3), plain.reshaped(4, 3).times(R.T()), ROUNDING);
  }

  @Test
  void meansOfTheFirstStepsAreMeansOfWhatWasSeen() {
    SmallProblem copy = problem.copy();
    Map<String, String> said =
        Map.of("lr", "0", "basis", "identity", "fisher", "exact", "spectrum-ema", "0.5");
    Optimizer optimizer = Recipes.named("gauss-newton").start(copy.network(), said);
    optimizer.step(copy.objective());
    optimizer.step(copy.objective());
    Map<String, Matrix> state = SavedState.of(optimizer::state).matrices();
    Matrix D = Matrix.zeros((int) problem.network().size(), 1);
    Concatenation.gather(
        problem.network().blocks().stream().map(b -> state.get(b.name() + "/D")).toList(), D);

    assertClose(D, Matrix.column(problem.gaussNewton().diagonal()), ROUNDING);
  }

  @Test
  void formRefusesEigenvaluesOfTheIdentity() {
    assertThatThrownBy(() -> new Form(new Basis.Identity(), new Spectrum.Eigenvalues(), -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the identity basis has no eigenvalues; want another spectrum, such as fisher, or"
                + " another basis");
    assertThatThrownBy(() -> new Form(new Basis.Identity(), new Spectrum.Ones(), -2))
        .hasMessage("power -2.0; want a number from -1 to 0");
  }

  @Test
  void formSaysWhatItIsMadeOf() {
    Form form = new Form(new Basis.KroneckerFactors(), new Spectrum.FisherDiagonal(), -0.5);

    assertThat(form.anatomy().basis()).isEqualTo("eigenvectors of E[g gᵀ], E[a aᵀ]");
    assertThat(form.anatomy().power()).isEqualTo("−½");
  }
}
