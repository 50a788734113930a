package dev.layerwise.curvature;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.KroneckerProduct;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.Spd;
import dev.layerwise.linalg.Vec;
import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreconditionerTest {
  /** Solves with condition numbers of order 100. */
  private static final double ROUNDING = 1e-12;

  private final Rng rng = Rng.of(3);
  private final Matrix G = rng.stream("G").gaussian(5, 7);
  private final Spd P = spd("P", 5);
  private final Spd Q = spd("Q", 7);

  private Spd spd(String name, int n) {
    Matrix A = rng.stream(name).gaussian(2 * n, n);
    return Spd.of(A.T().times(A).times(1.0 / n)).named(name);
  }

  @Test
  void kroneckerStepEqualsDenseSolveOfVec() {
    Matrix step = new Preconditioner.Kronecker(P, Q).applyInverse(G);
    Matrix dense = new KroneckerProduct(Q.dense(), P.dense()).dense();
    assertClose(Vec.of(step), dense.solve(Vec.of(G)), ROUNDING);
  }

  @Test
  void preconditioningUndoesMultiplication() {
    Matrix step = new Preconditioner.Kronecker(P, Q).applyInverse(G);
    assertClose(P.times(step).times(Q), G, ROUNDING);
  }

  @Test
  void rightFactorAloneIsKroneckerWithTheIdentity() {
    Matrix right = new Preconditioner.Right(Q).applyInverse(G);
    Matrix kronecker = new Preconditioner.Kronecker(Spd.identity(5), Q).applyInverse(G);
    assertClose(right, kronecker, ROUNDING);
  }

  @Test
  void identityChangesNothing() {
    assertThat(new Preconditioner.Identity().applyInverse(G)).isSameAs(G);
  }

  @Test
  void entrywiseDividesAndChecksTheShape() {
    Matrix D = G.map(g -> 1 + Math.abs(g));
    Matrix expected = Matrix.generate(5, 7, (i, j) -> G.get(i, j) / D.get(i, j));
    assertClose(new Preconditioner.Entrywise(D).applyInverse(G), expected, 0);
    assertThatThrownBy(() -> new Preconditioner.Entrywise(D.T()).applyInverse(G))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Entrywise preconditioner: gradient is 5×7, D is 7×5; want the same shape");
  }

  @Test
  void dampingAddsARidgeToTheInputFactorAlone() {
    Matrix damped = Damping.ofInputs(0.25).dampInputs(Q).dense();
    assertClose(damped, Q.dense().plusDiagonal(0.25), ROUNDING);
    assertThat(Damping.ofInputs(0)).isEqualTo(Damping.NONE);
    assertThat(Damping.NONE.dampInputs(Q)).isSameAs(Q);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-3, Double.NaN, Double.POSITIVE_INFINITY})
  void aRidgeThatIsNotPositiveAndFiniteIsRefused(double lambda) {
    assertThatThrownBy(() -> Damping.ofInputs(lambda))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("damping λ = " + lambda + "; want a finite number greater than 0");
  }

  @Test
  void aSingularFactorIsNamedAndDampingIsTheRemedy() {
    Matrix thin = rng.stream("thin").gaussian(3, 7);
    Spd singular = Spd.of(thin.T().times(thin)).named("Σ̂x");
    assertThatThrownBy(() -> new Preconditioner.Right(singular).applyInverse(G))
        .isInstanceOf(NumericalException.class)
        .hasMessageStartingWith("Cholesky of Σ̂x (7×7): pivot ")
        .hasMessageContaining("not positive definite")
        .hasMessageEndingWith("increase damping");
    Spd damped = Damping.ofInputs(1e-3).dampInputs(singular);
    assertThat(new Preconditioner.Right(damped).applyInverse(G).isFinite()).isTrue();
  }
}
