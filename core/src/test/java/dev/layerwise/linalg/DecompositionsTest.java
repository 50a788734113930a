package dev.layerwise.linalg;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Factorisations multiply back to the matrix, and their factors are what they claim to be. */
class DecompositionsTest {
  /** Backward errors of order 37 are small multiples of 37 · 2⁻⁵³ ≈ 4e-15. */
  private static final double ROUNDING = 1e-13;

  private static final List<Matrix> SHAPES =
      List.of(
          Draws.gaussian(11, 7, 1),
          Draws.gaussian(7, 11, 2),
          Draws.gaussianView(11, 7, 3),
          Draws.gaussianView(37, 37, 4),
          Draws.gaussian(5, 1, 5),
          Draws.gaussian(1, 5, 6));

  private static void assertOrthonormalColumns(Matrix Q) {
    assertClose(Q.T().times(Q), Matrix.identity(Q.cols()), ROUNDING);
  }

  @Test
  void qrIsThinAndUnique() {
    for (Matrix A : SHAPES) {
      int k = Math.min(A.rows(), A.cols());
      Qr qr = Qr.of(A);
      assertThat(qr.q().cols()).isEqualTo(k);
      assertThat(qr.r().rows()).isEqualTo(k);
      assertClose(qr.q().times(qr.r()), A, ROUNDING);
      assertOrthonormalColumns(qr.q());
      for (int i = 0; i < k; i++) {
        assertThat(qr.r().get(i, i)).isPositive();
        for (int j = 0; j < i; j++) {
          assertThat(qr.r().get(i, j)).isZero();
        }
      }
    }
    Matrix Q = Draws.orthogonal(7, 7);
    assertClose(Qr.of(Q).q(), Q, ROUNDING);
  }

  @Test
  void svdIsThinAndDescending() {
    for (Matrix A : SHAPES) {
      Svd svd = Svd.of(A);
      assertClose(svd.u().times(Matrix.diagonal(svd.s())).times(svd.v().T()), A, ROUNDING);
      assertOrthonormalColumns(svd.u());
      assertOrthonormalColumns(svd.v());
      for (int i = 1; i < svd.s().length; i++) {
        assertThat(svd.s()[i]).isPositive().isLessThanOrEqualTo(svd.s()[i - 1]);
      }
      assertClose(Matrix.column(Svd.valuesOf(A)), Matrix.column(svd.s()), ROUNDING);
    }
  }

  @Test
  void symmetricEigenIsAscendingAndOrthogonal() {
    for (int n : new int[] {1, 7, 37}) {
      Matrix S = Draws.gaussian(n, n, 8).symmetrized();
      SymmetricEigen eigen = SymmetricEigen.of(S);
      assertThat(eigen.values()).isSorted();
      assertOrthonormalColumns(eigen.vectors());
      Matrix V = eigen.vectors();
      assertClose(V.times(Matrix.diagonal(eigen.values())).times(V.T()), S, ROUNDING);
      Matrix cube = eigen.apply(x -> x * x * x);
      assertClose(cube, S.times(S).times(S), ROUNDING);
      assertThat(cube.minus(cube.T()).maxAbs()).isZero();
      assertClose(
          Matrix.column(SymmetricEigen.valuesOf(S)), Matrix.column(eigen.values()), ROUNDING);
    }
  }

  @Test
  void choleskyMultipliesBack() {
    Matrix S = Draws.spd(11, 9);
    Cholesky cholesky = Cholesky.of(S);
    Matrix L = cholesky.lower();
    assertThat(cholesky.dim()).isEqualTo(11);
    assertThat(L.get(2, 5)).isZero();
    assertClose(L.times(L.T()), S, ROUNDING);
    Matrix B = Draws.gaussian(11, 3, 10);
    assertClose(S.times(cholesky.solve(B)), B, 1e-12);
    assertClose(L.times(cholesky.solveLower(B)), B, 1e-12);
    assertClose(cholesky.timesLower(B), L.times(B), ROUNDING);
    assertClose(cholesky.inverse().times(S), Matrix.identity(11), 1e-12);
    assertThat(cholesky.logDeterminant())
        .isCloseTo(Math.log(Lu.of(S).determinant()), offset(1e-12));
    Matrix X = Draws.gaussianView(11, 3, 10);
    assertThat(cholesky.solveInPlace(X)).isSameAs(X);
    assertClose(S.times(X), B, 1e-12);
  }

  private static void assertNumerical(
      String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(NumericalException.class).hasMessage(message);
  }

  @Test
  void choleskyOfWhatIsNotPositiveOrNotFiniteSaysSo() {
    Matrix S = Matrix.diagonal(1, 2, 0, 4, 5);
    assertNumerical(
        "Cholesky (5×5): pivot 2 is 0 ≤ 0; not positive definite; increase damping",
        () -> Cholesky.of(S));
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Matrix T = Matrix.identity(5);
      T.set(4, 1, bad);
      T.set(1, 4, bad);
      assertThatThrownBy(() -> Cholesky.of(T))
          .isInstanceOf(NumericalException.class)
          .hasMessageStartingWith("Cholesky (5×5): pivot 4 is ");
    }
    Matrix T = Matrix.identity(5);
    T.set(1, 1, Double.NaN);
    assertNumerical(
        "Cholesky (5×5): pivot 1 is NaN; the entries are not all finite; check what they were"
            + " computed from",
        () -> Cholesky.of(T));
    assertThatThrownBy(() -> Cholesky.of(Matrix.zeros(2, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Cholesky: the matrix is 2×3, not square");
    assertThatThrownBy(() -> Cholesky.of(Matrix.identity(2)).solve(Matrix.zeros(3, 1)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Cholesky.solve: a 2×2 operator does not act on 3×1");
  }

  @Test
  void luSolvesAndHasTheDeterminant() {
    for (Matrix A : new Matrix[] {Draws.gaussian(11, 11, 11), Draws.gaussianView(11, 11, 12)}) {
      Matrix B = Draws.gaussianView(11, 3, 13);
      // A Gaussian matrix of order 11 has a condition number of a few hundred.
      assertClose(A.times(A.solve(B)), B, 1e-11);
      double product = 1;
      for (double s : Svd.of(A).s()) {
        product *= s;
      }
      assertThat(Math.abs(Lu.of(A).determinant())).isCloseTo(product, offset(1e-11 * product));
      assertThat(Lu.of(A.T()).determinant())
          .isCloseTo(Lu.of(A).determinant(), offset(1e-11 * product));
    }
    assertThat(Lu.of(Matrix.of(new double[][] {{0, 1}, {1, 0}})).determinant()).isEqualTo(-1);
    assertThat(Lu.of(Matrix.of(new double[][] {{2, 1}, {1, 3}})).determinant()).isEqualTo(5);
  }

  @Test
  void luOfASingularMatrixSaysSo() {
    Matrix A = Matrix.of(new double[][] {{1, 2, 1}, {2, 4, 0}, {3, 6, 1}});
    assertNumerical(
        "Lu (3×3): pivot 1 is 0; singular; remove dependent rows or add a multiple of I",
        () -> A.solve(Matrix.identity(3)));
    Matrix B = Matrix.identity(3);
    B.set(2, 2, Double.NaN);
    assertNumerical(
        "Lu (3×3): pivot 2 is NaN; the entries are not all finite or too large; check what they"
            + " were computed from",
        () -> Lu.of(B));
    assertThatThrownBy(() -> Lu.of(Matrix.zeros(2, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Lu: the matrix is 2×3, not square");
  }

  @Test
  void spectralDecompositionsRejectWhatIsNotFinite() {
    Matrix A = Matrix.identity(3);
    A.set(0, 1, Double.NaN);
    assertNumerical(
        "SymmetricEigen (3×3): an entry is not finite; check what it was computed from",
        () -> SymmetricEigen.of(A));
    assertNumerical(
        "Svd (3×3): an entry is not finite; check what it was computed from", () -> Svd.of(A));
    assertThatThrownBy(() -> SymmetricEigen.of(Matrix.zeros(2, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("SymmetricEigen: the matrix is 2×3, not square");
  }

  @Test
  void emptyMatricesDecompose() {
    assertThat(Qr.of(Matrix.zeros(4, 0)).q().rows()).isEqualTo(4);
    assertThat(Svd.of(Matrix.zeros(0, 3)).s()).isEmpty();
    assertThat(SymmetricEigen.of(Matrix.zeros(0, 0)).values()).isEmpty();
    assertThat(Cholesky.of(Matrix.zeros(0, 0)).logDeterminant()).isZero();
    assertThat(Lu.of(Matrix.zeros(0, 0)).determinant()).isEqualTo(1);
  }

  @Test
  void aKeptCholeskyFactorisesAnotherMatrixInPlace() {
    Matrix first = Draws.gaussian(9, 5, 7);
    Matrix second = Draws.gaussian(9, 5, 8);
    Matrix S = second.T().times(second);
    Matrix lower = Matrix.zeros(5, 5).fill(Double.NaN).setLowerToGram(1, second);
    Cholesky kept = Cholesky.of(first.T().times(first));
    assertClose(kept.setTo(lower).lower(), Cholesky.of(S).lower(), 0);
    assertClose(kept.setTo(S.T()).lower(), Cholesky.of(S).lower(), ROUNDING);
    assertThatThrownBy(() -> kept.setTo(Matrix.identity(4)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Cholesky.setTo: the matrix is 4×4; want 5×5");
    assertThatThrownBy(() -> kept.setTo(Matrix.zeros(5, 5)))
        .isInstanceOf(NumericalException.class)
        .hasMessage("Cholesky (5×5): pivot 0 is 0 ≤ 0; not positive definite; increase damping");
    assertClose(kept.setTo(S).lower(), Cholesky.of(S).lower(), 0);
  }

  @Test
  void theLowerGramLeavesTheUpperTriangleAndNeedsAnOriginal() {
    Matrix A = Draws.gaussian(9, 3, 9);
    Matrix C = Matrix.zeros(3, 3).fill(7).setLowerToGram(2, A);
    Matrix whole = Matrix.zeros(3, 3).setToGram(2, A);
    assertThat(C.get(2, 0)).isEqualTo(whole.get(2, 0));
    assertThat(C.get(0, 2)).isEqualTo(7);
    assertThatThrownBy(() -> C.T().setLowerToGram(1, A))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "setLowerToGram: a transposed view keeps its lower triangle above; use the original");
  }
}
