package dev.layerwise.linalg;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class MatrixTest {
  /** Sums of at most 307 products of numbers near 1. */
  private static final double ROUNDING = 1e-13;

  private static final Matrix A = Matrix.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
  private static final Matrix B = Matrix.of(new double[][] {{7, -1}, {0, 2}, {1, 1}});

  private static void assertEqual(Matrix actual, double[]... rows) {
    assertThat(actual.toRows()).isDeepEqualTo(rows);
  }

  @Test
  void constructionPutsEntriesWhereTheyBelong() {
    assertEqual(A, new double[] {1, 2, 3}, new double[] {4, 5, 6});
    assertEqual(A.T(), new double[] {1, 4}, new double[] {2, 5}, new double[] {3, 6});
    assertEqual(Matrix.column(3, 4), new double[] {3}, new double[] {4});
    assertEqual(Matrix.diagonal(3, 4), new double[] {3, 0}, new double[] {0, 4});
    assertEqual(Matrix.identity(2), new double[] {1, 0}, new double[] {0, 1});
    assertEqual(
        Matrix.generate(2, 3, (i, j) -> 10 * i + j),
        new double[] {0, 1, 2},
        new double[] {10, 11, 12});
    assertThat(A.toColumnMajor()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(A.T().toColumnMajor()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(A.diagonal()).containsExactly(1, 5);
    assertThat(A.T().diagonal()).containsExactly(1, 5);
  }

  @Test
  void blocksAreAssembledWhateverTheirStorage() {
    Matrix blocks =
        Matrix.blocks(new Matrix[][] {{A, Matrix.identity(2)}, {B.T(), B.T().slice(0, 2, 0, 2)}});
    assertEqual(
        blocks,
        new double[] {1, 2, 3, 1, 0},
        new double[] {4, 5, 6, 0, 1},
        new double[] {7, 0, 1, 7, 0},
        new double[] {-1, 2, 1, -1, 2});
    assertEqual(blocks.slice(1, 3, 2, 5), new double[] {6, 0, 1}, new double[] {1, 7, 0});
  }

  @Test
  void arithmeticIsThatOfTheEntries() {
    assertEqual(A.plus(B.T()), new double[] {8, 2, 4}, new double[] {3, 7, 7});
    assertEqual(A.minus(B.T()), new double[] {-6, 2, 2}, new double[] {5, 3, 5});
    assertEqual(A.times(2), new double[] {2, 4, 6}, new double[] {8, 10, 12});
    assertEqual(A.hadamard(B.T()), new double[] {7, 0, 3}, new double[] {-4, 10, 6});
    assertEqual(A.map(x -> x * x), new double[] {1, 4, 9}, new double[] {16, 25, 36});
    assertEqual(A.times(B), new double[] {10, 6}, new double[] {34, 12});
    assertEqual(A.times(B).plusDiagonal(0.5), new double[] {10.5, 6}, new double[] {34, 12.5});
    assertEqual(A.times(B).symmetrized(), new double[] {10, 20}, new double[] {20, 12});
    assertThat(A.times(B).trace()).isEqualTo(22);
    assertThat(A.dot(B.T())).isEqualTo(7 + 3 - 4 + 10 + 6);
    assertThat(A.sum()).isEqualTo(21);
    assertThat(A.times(-1).maxAbs()).isEqualTo(6);
    assertThat(A.frobeniusNorm()).isEqualTo(Math.sqrt(91));
  }

  @Test
  void resultsShareNothingWithTheirOperands() {
    Matrix original = A.copy();
    A.plus(A.T().T()).fill(9);
    A.copy().fill(9);
    A.slice(0, 2, 0, 3).fill(9);
    A.T().copy().fill(9);
    Spd.identity(2).times(A).fill(9);
    assertEqual(A, original.toRows());
    Matrix shared = A.copy();
    shared.T().set(2, 0, 9);
    assertThat(shared.get(0, 2)).isEqualTo(9);
  }

  @Test
  void gramMatricesAreExactlySymmetricAndEqualTheProduct() {
    for (Matrix F : new Matrix[] {Draws.gaussian(37, 41, 1), Draws.gaussianView(41, 37, 2)}) {
      Matrix copy = F.T().copy();
      Matrix gram = F.T().times(F);
      assertClose(gram, copy.times(F), 1e-14); // sums of 41 products, in another order
      assertThat(gram.minus(gram.T()).maxAbs()).isZero();
      Matrix outer = F.times(F.T());
      assertClose(outer, F.times(copy), 1e-14);
      assertThat(outer.minus(outer.T()).maxAbs()).isZero();
      Matrix into = Matrix.zeros(F.cols(), F.cols()).fill(Double.NaN);
      assertClose(into.setToGram(0.5, F), gram.times(0.5), 1e-15);
      assertClose(into.plusGramInPlace(0.25, F), gram.times(0.75), 1e-15);
      assertThat(into.minus(into.T()).maxAbs()).isZero();
    }
  }

  /** Sizes below and above the one from which another routine takes over. */
  @Test
  void productsWithVectorsEqualTheDefinition() {
    for (int m : new int[] {37, 307}) {
      for (Matrix F : new Matrix[] {Draws.gaussian(m, 41, 3), Draws.gaussianView(m, 41, 4)}) {
        Matrix x = Draws.gaussian(41, 1, 5);
        Matrix y = Draws.gaussian(1, m, 6);
        Matrix Fx = Matrix.generate(m, 1, (i, j) -> F.slice(i, i + 1, 0, 41).dot(x.T()));
        Matrix yF = Matrix.generate(1, 41, (i, j) -> F.slice(0, m, j, j + 1).dot(y.T()));
        assertClose(F.times(x), Fx, ROUNDING);
        assertClose(F.times(x.T().copy().T()), Fx, ROUNDING);
        assertClose(y.times(F), yF, ROUNDING);
        assertClose(y.T().copy().T().times(F), yF, ROUNDING);
        assertClose(Fx.copy().plusProductInPlace(2, F, x), Fx.times(3), ROUNDING);
        Matrix into = Matrix.zeros(41, 1).fill(Double.NaN);
        assertClose(into.T().setToProduct(y, F), yF, ROUNDING);
        assertClose(
            Fx.times(y), Matrix.generate(m, m, (i, j) -> Fx.get(i, 0) * y.get(0, j)), ROUNDING);
      }
    }
  }

  @Test
  void normsSurviveExtremeScales() {
    Matrix F = Draws.gaussian(7, 5, 7);
    double norm = F.frobeniusNorm();
    double operator = F.operatorNorm();
    for (double scale : new double[] {1e-200, 1e200, 1e-307, 1e300}) {
      assertThat(F.times(scale).frobeniusNorm() / scale).isCloseTo(norm, offset(1e-12 * norm));
      assertThat(F.times(scale).operatorNorm() / scale)
          .isCloseTo(operator, offset(1e-12 * operator));
    }
    assertThat(operator).isCloseTo(Svd.of(F).s()[0], offset(1e-14 * operator));
    assertThat(F.T().operatorNorm()).isCloseTo(operator, offset(1e-14 * operator));
    assertThat(Matrix.zeros(3, 2).operatorNorm()).isZero();
    assertThat(Matrix.column(Double.MIN_VALUE, 0).operatorNorm()).isEqualTo(Double.MIN_VALUE);
    assertThat(Matrix.zeros(3, 2).frobeniusNorm()).isZero();
  }

  @Test
  void nonFiniteEntriesShow() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Matrix F = Draws.gaussian(7, 5, 8);
      assertThat(F.isFinite()).isTrue();
      F.set(6, 4, bad);
      assertThat(F.isFinite()).isFalse();
      assertThat(F.operatorNorm()).isNaN();
      assertThat(F.maxAbs()).isEqualTo(Double.valueOf(bad));
      assertThat(F.frobeniusNorm()).isEqualTo(Double.valueOf(bad));
    }
  }

  @Test
  void emptyMatricesAreAllowed() {
    Matrix none = Matrix.zeros(3, 0).times(Matrix.zeros(0, 2));
    assertEqual(none, new double[2], new double[2], new double[2]);
    assertThat(Matrix.zeros(0, 3).T().times(Matrix.zeros(0, 3)).rows()).isEqualTo(3);
    assertThat(Matrix.zeros(0, 4).times(Matrix.zeros(4, 2)).cols()).isEqualTo(2);
    assertThat(Matrix.zeros(0, 0).operatorNorm()).isZero();
    assertEqual(
        Matrix.identity(2).setToProduct(Matrix.zeros(2, 0), Matrix.zeros(0, 2)),
        new double[2],
        new double[2]);
  }

  @Test
  void fillersSetEveryEntry() {
    Matrix F = Matrix.zeros(3, 2).fillInPlace(x -> java.util.Arrays.fill(x, 4));
    assertEqual(F, new double[] {4, 4}, new double[] {4, 4}, new double[] {4, 4});
  }

  @Test
  void columnFillersSeeColumnAfterColumn() {
    Matrix F = Matrix.zeros(2, 3).fillColumnsInPlace(x -> java.util.Arrays.setAll(x, i -> i));
    assertEqual(F, new double[] {0, 2, 4}, new double[] {1, 3, 5});
    assertThatThrownBy(() -> F.T().fillColumnsInPlace(x -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "fillColumnsInPlace: a transposed view is not stored by columns; fill the original");
  }

  @Test
  void textShowsTheShapeAndSmallMatrices() {
    assertThat(B.toString())
        .isEqualTo(
            "3×2\n      7.00000     -1.00000\n      0.00000      2.00000\n      1.00000     "
                + " 1.00000");
    assertThat(Matrix.zeros(9, 2).toString()).isEqualTo("9×2");
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    assertShape("times: 2×3 times 2×3: inner dimensions 3 and 2 differ", () -> A.times(A));
    assertShape("plusInPlace: 2×3 and 3×2 have different shapes", () -> A.plus(B));
    assertShape("minusInPlace: 2×3 and 3×2 have different shapes", () -> A.minus(B));
    assertShape("hadamard: 2×3 and 3×2 have different shapes", () -> A.hadamard(B));
    assertShape("dot: 2×3 and 3×2 have different shapes", () -> A.dot(B));
    assertShape("setTo: 2×3 and 3×2 have different shapes", () -> A.setTo(B));
    assertShape(
        "zipInPlace: 2×3 and 3×2 have different shapes", () -> A.zipInPlace(B, Double::sum));
    assertShape("trace: the matrix is 2×3, not square", A::trace);
    assertShape("symmetrized: the matrix is 2×3, not square", A::symmetrized);
    assertShape("plusDiagonal: the matrix is 2×3, not square", () -> A.plusDiagonal(1));
    assertShape("setToProduct: 2×3 times 3×2 does not fit 2×3", () -> A.copy().setToProduct(A, B));
    assertShape("setToGram: AᵀA of a 2×3 matrix does not fit 2×3", () -> A.setToGram(1, A));
    assertShape(
        "slice: rows 0 to 3 and columns 0 to 1 are not within a 2×3 matrix",
        () -> A.slice(0, 3, 0, 1));
    assertShape(
        "blocks: block (1, 0) is 3×2 where its row and column want 3×3",
        () -> Matrix.blocks(new Matrix[][] {{A}, {B}}));
    assertShape(
        "blocks: every block row needs the same number of blocks, ≥ 1",
        () -> Matrix.blocks(new Matrix[][] {{A}, {A, A}}));
    assertShape(
        "of: row 1 has 1 entries, row 0 has 2", () -> Matrix.of(new double[][] {{1, 2}, {3}}));
    assertShape("a matrix cannot be -1×2", () -> Matrix.zeros(-1, 2));
    assertShape(
        "a 65536×65536 matrix has more entries than an array holds (2³¹ − 9)",
        () -> Matrix.zeros(65536, 65536));
    assertThatThrownBy(() -> A.get(2, 0))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("no entry (2, 0) in a 2×3 matrix");
  }

  private static void assertShape(
      String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ShapeException.class).hasMessage(message);
  }

  @Test
  void aProductDoesNotGoIntoItsOwnFactor() {
    Matrix S = Matrix.identity(3);
    assertThatThrownBy(() -> S.setToProduct(S.T(), Matrix.identity(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "setToProduct: the result shares its entries with a factor; multiply into another"
                + " matrix");
    assertThatThrownBy(() -> S.plusProductInPlace(1, Matrix.identity(3), S))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("plusProductInPlace: the result shares");
    assertThatThrownBy(() -> S.setToGram(1, S))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("setToGram: the result shares its entries with the factor; use another matrix");
  }

  @Test
  void theTransposeIsOneViewThatIsKept() {
    Matrix A = Matrix.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    assertThat(A.T()).isSameAs(A.T());
    assertThat(A.T().T()).isSameAs(A);
  }
}
