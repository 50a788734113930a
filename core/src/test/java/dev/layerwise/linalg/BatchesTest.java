package dev.layerwise.linalg;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;

class BatchesTest {
  /** Sums of at most 11 products of numbers of size 1: some ten roundings. */
  private static final double ROUNDING = 1e-14;

  private final Rng rng = Rng.of(5);

  @Test
  void sumsOverRowsDoNotDependOnHowManyThereAre() {
    for (int n = 1; n <= 11; n++) {
      Matrix A = rng.gaussian(n, 3);
      Matrix sums = Matrix.zeros(3, 1);
      Batches.sumRows(0.5, A, sums);
      assertClose(sums, A.T().times(Matrix.zeros(n, 1).fill(0.5)), ROUNDING);
    }
  }

  @Test
  void sumsOverRowsOfLargeBatchesAreExactForWholeNumbers() {
    for (int n :
        new int[] {2000, 5000, 3000}) { // beyond what products with a vector take over from
      Matrix A = Matrix.generate(n, 7, (i, j) -> i + j);
      Matrix sums = Matrix.zeros(7, 1).fill(Double.NaN);
      Batches.sumRows(2, A, sums);
      assertClose(sums, Matrix.generate(7, 1, (j, _) -> (double) n * (n - 1 + 2 * j)), 0);
    }
  }

  @Test
  void aCrossProductWithOnesEqualsTheProductWithThemInPlace() {
    Matrix A = rng.gaussian(11, 5);
    Matrix B = rng.gaussian(11, 7);
    Matrix C = Matrix.zeros(5, 8).fill(Double.NaN);
    Batches.crossWithOnes(0.5, A, B, C);
    Matrix ones = Matrix.zeros(11, 1).fill(1);
    assertClose(C, A.T().times(Matrix.blocks(new Matrix[][] {{B, ones}})).times(0.5), ROUNDING);
  }

  @Test
  void aCrossProductWithOnesSaysWhatDoesNotFit() {
    Matrix A = Matrix.zeros(11, 5);
    Matrix B = Matrix.zeros(11, 7);
    assertThatThrownBy(() -> Batches.crossWithOnes(1, A, B, Matrix.zeros(5, 7)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("crossWithOnes: Aᵀ[B 1] of 11×5 and 11×7 matrices does not fit 5×7");
  }

  @Test
  void rowsScaledByRootsHaveTheWeightedGramMatrix() {
    for (int d = 0; d <= 3; d++) {
      Matrix A = rng.gaussian(11, d);
      Matrix s = rng.gaussian(11, 1).mapInPlace(x -> x * x);
      Matrix C = Rows.scaledByRoots(A, s, Matrix.zeros(11, d));
      assertClose(C, Matrix.diagonal(s.toColumnMajor()).map(Math::sqrt).times(A), ROUNDING);
    }
  }

  @Test
  void anOuterProductIsScaledOnce() {
    Matrix x = rng.gaussian(11, 1);
    Matrix y = rng.gaussian(7, 1);
    Matrix expected = Matrix.generate(11, 7, (i, j) -> 0.3 * (x.get(i, 0) * y.get(j, 0)));
    Matrix into = Matrix.zeros(11, 7).fill(Double.NaN);
    assertClose(into.setToProduct(0.3, x, y.T()), expected, 0);
    assertClose(into.fill(Double.NaN).T().setToProduct(0.3, y, x.T()), expected.T(), 0);
    assertClose(into.fill(1).plusProductInPlace(0.3, x, y.T()), expected.map(z -> 1 + z), ROUNDING);
  }
}
