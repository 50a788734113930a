package dev.layerwise.linalg;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of every form, and what is said when a matrix is not what its type promises. */
class SpdTest {
  /** Condition numbers here are below 10⁴, so solves keep 1e-16 · 1e4 · n of the answer. */
  private static final double SOLVED = 1e-10;

  private static final double ROUNDING = 1e-13;

  static Stream<Named<Spd>> forms() {
    Spd dense = Spd.of(Draws.spd(6, 1));
    Map<String, Spd> forms = new LinkedHashMap<>();
    forms.put("dense", dense);
    forms.put("damped", dense.plusDamping(0.3));
    forms.put("inverse", dense.inv());
    forms.put("identity", Spd.identity(6));
    forms.put("diagonal", Spd.diagonal(3, 0.5, 2, 2, 7, 1));
    forms.put("trusted", Spd.trusting(Draws.spd(6, 18)));
    forms.put("spectral", Spd.ofEigen(Draws.orthogonal(6, 19), 3, 0.5, 2, 2, 7, 1));
    forms.put("congruent", Spd.congruence(Spd.of(Draws.spd(6, 2)), dense));
    forms.put("kronecker", Spd.kronecker(Spd.of(Draws.spd(2, 3)), Spd.of(Draws.spd(3, 4))));
    forms.put(
        "kronecker of inverses", Spd.kronecker(Spd.diagonal(2, 3), Spd.of(Draws.spd(3, 4)).inv()));
    forms.put(
        "kronecker basis",
        Spd.inKroneckerBasis(
            Draws.orthogonal(3, 5),
            Draws.orthogonal(2, 6),
            Draws.gaussian(3, 2, 7).map(x -> 0.5 + x * x)));
    return forms.entrySet().stream().map(e -> Named.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void theInverseUndoesTheProductOnBothSides(Spd S) {
    for (Matrix B : new Matrix[] {Draws.gaussian(6, 5, 8), Draws.gaussianView(6, 5, 8)}) {
      assertClose(S.inv().times(S.times(B)), B, SOLVED);
      assertClose(S.times(S.inv().times(B)), B, SOLVED);
      assertClose(B.T().times(S).times(S.inv()), B.T(), SOLVED);
    }
    assertClose(S.inv().inv().dense(), S.dense(), SOLVED);
    assertClose(S.inv().dense().times(S.dense()), Matrix.identity(6), SOLVED);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void productsAreThoseOfTheDenseMatrix(Spd S) {
    Matrix dense = S.dense();
    assertThat(dense.minus(dense.T()).maxAbs()).isZero();
    for (Matrix B : new Matrix[] {Draws.gaussian(6, 5, 9), Draws.gaussianView(6, 5, 9)}) {
      assertClose(S.times(B), dense.times(B), SOLVED);
      assertClose(B.T().times(S), B.T().times(dense), SOLVED);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void dampingAddsToTheDiagonal(Spd S) {
    assertThat(S.plusDamping(0)).isSameAs(S);
    Spd damped = S.plusDamping(0.7);
    assertClose(damped.dense(), S.dense().plusDiagonal(0.7), SOLVED);
    Matrix B = Draws.gaussian(6, 5, 10);
    assertClose(damped.inv().times(damped.times(B)), B, SOLVED);
    assertThatThrownBy(() -> S.plusDamping(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("plusDamping: λ is −1.0; it must be finite and ≥ 0");
    assertThatThrownBy(() -> S.plusDamping(Double.NaN))
        .hasMessage("plusDamping: λ is NaN; it must be finite and ≥ 0");
  }

  @ParameterizedTest
  @MethodSource("forms")
  void theSpectrumIsThatOfTheDenseMatrix(Spd S) {
    double[] values = S.eigen().values();
    double[] expected = SymmetricEigen.valuesOf(S.dense());
    assertThat(values).isSorted();
    double log = 0;
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isCloseTo(expected[i], offset(SOLVED * expected[5]));
      log += Math.log(expected[i]);
    }
    assertClose(S.eigen().apply(x -> x), S.dense(), SOLVED);
    assertThat(S.logDeterminant()).isCloseTo(log, offset(SOLVED));
    assertThat(S.conditionNumber())
        .isCloseTo(expected[5] / expected[0], offset(SOLVED * expected[5] / expected[0]));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void rootsRaiseBackToTheMatrix(Spd S) {
    assertClose(S.sqrt().dense().times(S.sqrt().dense()), S.dense(), SOLVED);
    for (int p : new int[] {1, 2, 3, 4}) {
      Matrix root = S.inverseRoot(p).dense();
      Matrix power = Matrix.identity(6);
      for (int i = 0; i < p; i++) {
        power = power.times(root);
      }
      assertClose(power.times(S.dense()), Matrix.identity(6), SOLVED);
    }
    assertThatThrownBy(() -> S.inverseRoot(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("inverseRoot: p is 0; it must be ≥ 1");
  }

  @ParameterizedTest
  @MethodSource("forms")
  void otherShapesAreRejected(Spd S) {
    assertThat(S.dim()).isEqualTo(6);
    assertThatThrownBy(() -> S.times(Matrix.zeros(5, 6)))
        .isInstanceOf(ShapeException.class)
        .hasMessageEndingWith("a 6×6 operator does not act on 5×6");
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aNameChangesNothingElse(Spd S) {
    assertThat(S.named("Σ").dense().toRows()).isDeepEqualTo(S.dense().toRows());
    assertThat(S.named("Σ").name()).isIn("Σ", "the inverse of Σ", "I");
  }

  @Test
  void congruenceActsThroughItsFactors() {
    Spd R = Spd.of(Draws.spd(7, 11));
    Spd W = Spd.of(Draws.spd(7, 12));
    Matrix B = Draws.gaussian(7, 3, 13);
    Matrix dense = R.dense().times(W.dense()).times(R.dense());
    assertClose(Spd.congruence(R, W).times(B), dense.times(B), ROUNDING);
    assertClose(Spd.congruence(R, W).inv().times(B), dense.solve(B), SOLVED);
    assertThatThrownBy(() -> Spd.congruence(R, Spd.identity(3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("congruence: R is 7×7, W is 3×3");
  }

  @Test
  void aMatrixIsKeptAsItWas() {
    Matrix S = Draws.spd(5, 14);
    Spd kept = Spd.of(S);
    Matrix before = S.copy();
    S.fill(0);
    kept.dense().fill(0);
    assertThat(kept.dense().toRows()).isDeepEqualTo(before.symmetrized().toRows());
  }

  @Test
  void anIndefiniteMatrixNamesItsPivot() {
    Matrix S = Matrix.identity(8);
    S.set(3, 3, -3.1e-9);
    assertThatThrownBy(() -> Spd.of(S).named("FᵀF").inv())
        .isInstanceOf(NumericalException.class)
        .hasMessage(
            "Cholesky of FᵀF (8×8): pivot 3 is −3.1e−9 ≤ 0; not positive definite; increase"
                + " damping");
    assertThatThrownBy(() -> Spd.of(S).logDeterminant())
        .isInstanceOf(NumericalException.class)
        .hasMessage(
            "Cholesky (8×8): pivot 3 is −3.1e−9 ≤ 0; not positive definite; increase damping");
    assertThatThrownBy(() -> Spd.of(S).plusDamping(1e-12).inv())
        .hasMessage(
            "Cholesky (8×8): pivot 3 is −3.1e−9 ≤ 0; not positive definite; increase damping from"
                + " λ = 1.0e−12");
    assertThatThrownBy(() -> Spd.of(S).inverseRoot(2))
        .isInstanceOf(NumericalException.class)
        .hasMessage(
            "inverseRoot of a matrix (8×8): eigenvalue 0 is −3.1e−9 ≤ 0; not positive definite;"
                + " increase damping");
    assertThatThrownBy(() -> Spd.of(S).sqrt())
        .hasMessage(
            "sqrt of a matrix (8×8): eigenvalue 0 is −3.1e−9 < 0; not positive semidefinite;"
                + " increase damping");
    assertThatThrownBy(() -> Spd.diagonal(1, 0).named("D").inv())
        .isInstanceOf(NumericalException.class)
        .hasMessage(
            "inv of D (2×2): eigenvalue 1 is 0 ≤ 0; not positive definite; increase damping");
  }

  @Test
  void aSingularGramMatrixBecomesInvertibleByDamping() {
    Matrix F = Draws.gaussian(3, 7, 15);
    Spd S = Spd.of(F.T().times(F));
    Spd damped = S.plusDamping(0.1);
    Matrix B = Draws.gaussian(7, 2, 16);
    assertClose(damped.inv().times(damped.times(B)), B, SOLVED);
    assertThat(S.conditionNumber()).isGreaterThan(1e14);
  }

  @Test
  void whatIsNotSymmetricOrNotFiniteIsRejected() {
    assertThatThrownBy(() -> Spd.of(Matrix.zeros(2, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Spd.of: the matrix is 2×3, not square");
    Matrix S = Matrix.identity(4).times(2);
    S.set(3, 1, 1e-3);
    assertThatThrownBy(() -> Spd.of(S))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Spd.of (4×4): entries (3, 1) and (1, 3) differ by 1.0e−3 > 2.0e−10; not symmetric;"
                + " pass symmetrized() if the difference is rounding");
    S.set(3, 1, Double.NaN);
    assertThatThrownBy(() -> Spd.of(S))
        .isInstanceOf(NumericalException.class)
        .hasMessage("Spd.of (4×4): an entry is not finite; check what it was computed from");
    assertThatThrownBy(() -> Spd.diagonal(1, Double.POSITIVE_INFINITY))
        .isInstanceOf(NumericalException.class)
        .hasMessage("Spd.diagonal: entry 1 is ∞, not finite; check what it was computed from");
  }

  @Test
  void factorisationsAreKept() {
    Spd S = Spd.of(Draws.spd(5, 17));
    assertThat(S.eigen()).isSameAs(S.eigen());
    assertThat(((DenseSpd) S).cholesky()).isSameAs(((DenseSpd) S).cholesky());
    Spd damped = S.plusDamping(0.5);
    assertThat(damped.eigen().vectors()).isSameAs(S.eigen().vectors());
    assertClose(damped.eigen().apply(x -> x), damped.dense(), ROUNDING);
  }
}
