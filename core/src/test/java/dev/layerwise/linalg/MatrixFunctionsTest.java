package dev.layerwise.linalg;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;

class MatrixFunctionsTest {
  /** Products of matrices of order below 20 with entries near 1. */
  private static final double ROUNDING = 1e-13;

  /** Rotations by these angles in the planes (0, 1), (2, 3), …, seen in another basis. */
  private static Matrix rotation(Matrix basis, double... angles) {
    int n = basis.rows();
    Matrix R = Matrix.identity(n);
    for (int k = 0; k < angles.length; k++) {
      double c = Math.cos(angles[k]);
      double s = Math.sin(angles[k]);
      R.set(2 * k, 2 * k, c);
      R.set(2 * k + 1, 2 * k + 1, c);
      R.set(2 * k + 1, 2 * k, s);
      R.set(2 * k, 2 * k + 1, -s);
    }
    return basis.times(R).times(basis.T());
  }

  private static Matrix generator(Matrix basis, double... angles) {
    int n = basis.rows();
    Matrix K = Matrix.zeros(n, n);
    for (int k = 0; k < angles.length; k++) {
      K.set(2 * k + 1, 2 * k, angles[k]);
      K.set(2 * k, 2 * k + 1, -angles[k]);
    }
    return basis.times(K).times(basis.T());
  }

  @Test
  void expOfAGeneratorIsTheRotation() {
    Matrix basis = Draws.orthogonal(7, 1);
    for (double scale : new double[] {1e-9, 0.001, 0.1, 0.5, 1, 3, 40}) {
      double[] angles = {0.3 * scale, scale, 0.7 * scale};
      assertClose(
          MatrixFunctions.exp(generator(basis, angles)), rotation(basis, angles), ROUNDING * 10);
    }
  }

  @Test
  void expEqualsItsSeriesAtEveryDegree() {
    for (double norm : new double[] {0.01, 0.2, 0.9, 2, 5, 11}) {
      Matrix A = Draws.gaussian(5, 5, 2);
      A.timesInPlace(norm / A.operatorNorm() / 2);
      Matrix sum = Matrix.identity(5);
      Matrix term = Matrix.identity(5);
      for (int k = 1; k < 90; k++) {
        term = term.times(A).times(1.0 / k);
        sum.plusInPlace(term);
      }
      // The series itself cancels up to e^11 for the largest norm.
      assertClose(MatrixFunctions.exp(A), sum, 1e-11);
    }
  }

  @Test
  void expOfANilpotentMatrixAndOfADiagonalOneIsExactlyKnown() {
    Matrix N = Matrix.of(new double[][] {{0, 2, 3}, {0, 0, 5}, {0, 0, 0}});
    assertClose(
        MatrixFunctions.exp(N), Matrix.of(new double[][] {{1, 2, 8}, {0, 1, 5}, {0, 0, 1}}), 1e-15);
    assertClose(
        MatrixFunctions.exp(Matrix.diagonal(-30, 0, 2)),
        Matrix.diagonal(Math.exp(-30), 1, Math.exp(2)),
        ROUNDING);
  }

  @Test
  void expSaysWhenItOverflowsOrHasNothingToWorkOn() {
    assertThatThrownBy(() -> MatrixFunctions.exp(Matrix.diagonal(800, 1)))
        .isInstanceOf(NumericalException.class)
        .hasMessage("exp (2×2): overflow; the 1-norm is 8.0e2");
    assertThatThrownBy(() -> MatrixFunctions.exp(Matrix.diagonal(Double.NaN, 1)))
        .isInstanceOf(NumericalException.class)
        .hasMessage("exp (2×2): an entry is not finite; check what it was computed from");
    assertThatThrownBy(() -> MatrixFunctions.exp(Matrix.zeros(2, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("exp: the matrix is 2×3, not square");
  }

  @Test
  void logUndoesExp() {
    for (int n : new int[] {2, 3, 7, 8}) {
      Matrix K = Draws.skew(n, 3);
      for (double norm : new double[] {1e-12, 1e-6, 0.01, 1, 2, 2.5, 3.1}) {
        Matrix scaled = K.times(norm / K.operatorNorm());
        // Near π a logarithm changes by π/(π − angle) times a change of Q: here 75.
        assertClose(MatrixFunctions.log(MatrixFunctions.exp(scaled)), scaled, 1e-11 + 1e-15 / norm);
      }
    }
  }

  @Test
  void expUndoesLogForRandomRotations() {
    for (int n : new int[] {1, 2, 5, 12, 31}) {
      Matrix Q = Draws.rotation(n, 4 + n);
      Matrix K = MatrixFunctions.log(Q);
      assertThat(K.plus(K.T()).maxAbs()).isZero();
      assertThat(K.operatorNorm()).isLessThanOrEqualTo(Math.PI + 1e-12);
      assertClose(MatrixFunctions.exp(K), Q, 1e-12);
    }
  }

  /** Half turns, angles around them, equal angles, and angles at the border of the two methods. */
  @Test
  void expUndoesLogInTheDegenerateCases() {
    Matrix basis = Draws.orthogonal(9, 5);
    double pi = Math.PI;
    double[][] cases = {
      {0, 0, 0, 0},
      {pi, pi, pi, pi},
      {pi, pi, 1, 1},
      {pi, pi - 1e-15, pi - 1e-12, pi - 1e-8},
      {pi - 1e-4, pi - 1e-4, pi - 1e-9, 0.1},
      {2 * pi / 3, 2 * pi / 3, 2 * pi / 3, 2 * pi / 3},
      {Math.acos(-0.3), Math.acos(-0.95), Math.acos(-0.5), Math.acos(-0.7)},
      {1e-9, 1e-16, 0.5, pi / 2},
      {-0.5, -pi, 2, -2.9}
    };
    for (double[] angles : cases) {
      Matrix Q = rotation(basis, angles);
      Matrix K = MatrixFunctions.log(Q);
      assertClose(MatrixFunctions.exp(K), Q, 1e-12);
      assertThat(K.operatorNorm()).isLessThanOrEqualTo(pi + 1e-12);
    }
    assertClose(MatrixFunctions.log(Matrix.identity(5)), Matrix.zeros(5, 5), 1e-15);
  }

  @Test
  void logSaysWhereThereIsNone() {
    assertThatThrownBy(() -> MatrixFunctions.log(Matrix.diagonal(1, -1, 1)))
        .isInstanceOf(NumericalException.class)
        .hasMessage(
            "log (3×3): the determinant is −1; no real logarithm exists; change the sign of a"
                + " column");
    assertThatThrownBy(() -> MatrixFunctions.log(Matrix.diagonal(1, 1.001)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "log (2×2): an entry of QᵀQ − I is 2.0e−3 > 1.0e−10; not orthogonal; take its polar"
                + " factor");
  }

  @Test
  void thePolarFactorIsOrthogonalAndLeavesASemidefiniteRest() {
    Matrix A = Draws.gaussian(9, 5, 6);
    Matrix Q = MatrixFunctions.polar(A);
    assertClose(Q.T().times(Q), Matrix.identity(5), ROUNDING);
    Matrix H = Q.T().times(A);
    assertClose(H, H.T(), ROUNDING);
    assertThat(SymmetricEigen.valuesOf(H.symmetrized())[0]).isPositive();
    assertClose(MatrixFunctions.polar(A.T()), Q.T(), ROUNDING);
  }

  @Test
  void sylvesterSolvesItsEquation() {
    Matrix A = Draws.spd(7, 7);
    Matrix B = Draws.spd(3, 8);
    Matrix X = Draws.gaussian(7, 3, 9);
    Matrix C = A.times(X).plus(X.times(B));
    assertClose(MatrixFunctions.sylvester(A, B, C), X, 1e-12);
    assertThatThrownBy(() -> MatrixFunctions.sylvester(A, A.times(-1), Matrix.zeros(7, 7)))
        .isInstanceOf(NumericalException.class)
        .hasMessageStartingWith("sylvester (7×7, 7×7): eigenvalues ")
        .hasMessageEndingWith(" of B add up to 0; singular; add a multiple of I to one of them");
    assertThatThrownBy(() -> MatrixFunctions.sylvester(A, B, B))
        .isInstanceOf(ShapeException.class)
        .hasMessage("sylvester: A is 7×7 and B is 3×3, so C must be 7×3, not 3×3");
  }

  @Test
  void pointsOfAGeodesicAddUp() {
    for (int n : new int[] {1, 2, 5, 8}) {
      Matrix U = Rng.of(n).haarOrthogonal(n);
      Geodesic geodesic = Geodesic.to(U);

      assertClose(geodesic.at(0), Matrix.identity(n), 1e-14);
      assertClose(geodesic.at(1), geodesic.end(), 0);
      assertClose(geodesic.at(0.3).times(geodesic.at(0.7)), geodesic.end(), 1e-13 * n);
      assertClose(geodesic.end().map(Math::abs), U.map(Math::abs), 0);
    }
  }

  @Test
  void geodesicReversesTheColumnsThatItMust() {
    Matrix reflection = Matrix.of(new double[][] {{0.6, 0.8}, {0.8, -0.6}});
    assertClose(
        Geodesic.to(reflection).end(), Matrix.of(new double[][] {{0.6, -0.8}, {0.8, 0.6}}), 0);
    // The diagonal of an exchange is 0: of equal magnitudes the first column is reversed.
    Matrix exchange = Matrix.of(new double[][] {{0, 1}, {1, 0}});
    assertClose(Geodesic.to(exchange).end(), Matrix.of(new double[][] {{0, 1}, {-1, 0}}), 0);
    double half = Math.sqrt(0.5);
    assertClose(
        Geodesic.to(exchange).at(0.5),
        Matrix.of(new double[][] {{half, half}, {-half, half}}),
        1e-15);
  }
}
