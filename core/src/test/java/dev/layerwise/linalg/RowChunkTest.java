package dev.layerwise.linalg;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of a batch in chunks, against whole matrices. */
class RowChunkTest {
  /** Sums of fewer than 100 products of numbers below 10. */
  private static final double ROUNDING = 1e-12;

  private static final int N = 11;

  private final Matrix A = Rng.of(1).gaussian(N, 4);
  private final Matrix B = Rng.of(2).gaussian(N, 3);
  private final Matrix U = Rng.of(3).gaussian(4, 4);
  private final Matrix V = Rng.of(4).gaussian(4, 4);
  private final RowChunk X = new RowChunk();
  private final RowChunk Y = RowChunk.passing();

  private static Matrix withOnes(Matrix A) {
    return Rows.withOnes(A, Matrix.zeros(A.rows(), A.cols() + 1));
  }

  private interface Chunk {
    void add(int first, int n);
  }

  private static void eachChunk(int most, Chunk chunk) {
    for (int first = 0; first < N; first += most) {
      chunk.add(first, Math.min(most, N - first));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 11})
  void chunksAddUpToTheProductOfTurnedBatches(int most) {
    Matrix C = Matrix.zeros(4, 4).fill(Double.NaN);

    eachChunk(
        most,
        (first, n) -> {
          X.setToProduct(A, first, n, U);
          Y.setToProductWithOnes(B, first, n, V);
          RowChunk.blendProduct(first == 0 ? 0 : 1, 0.5, X, Y, C);
        });

    assertClose(C, A.times(U).T().times(withOnes(B).times(V)).times(0.5), ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 11})
  void chunksAddUpToTheProductOfSquares(int most) {
    Matrix C = Matrix.zeros(4, 4);

    eachChunk(
        most,
        (first, n) -> {
          X.setTo(A, first, n).square();
          Y.setToWithOnes(B, first, n).square();
          RowChunk.blendProduct(1, 1, X, Y, C);
        });

    assertClose(C, A.hadamard(A).T().times(withOnes(B).hadamard(withOnes(B))), ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({"1, true", "4, true", "4, false", "11, false"})
  void chunksAddUpToWeightedSecondMoments(int most, boolean ones) {
    Matrix C = Matrix.zeros(4, 4);
    Matrix full = ones ? withOnes(B) : B;
    Matrix weighted =
        Matrix.generate(
            N, 4, (i, j) -> A.get(i, j) * full.slice(i, i + 1, 0, full.cols()).frobeniusNorm());

    eachChunk(
        most,
        (first, n) ->
            X.setTo(A, first, n).scaleByNorms(B, ones, first).blendGram(first == 0 ? 0 : 1, 2, C));

    assertClose(Symmetric.mirrorLower(C), weighted.T().times(weighted).times(2), ROUNDING);
  }

  @Test
  void squaresGoToTheRowsThatTheyBelongTo() {
    Matrix S = Matrix.zeros(N, 4).fill(1);

    eachChunk(4, (first, n) -> X.setTo(A, first, n).addSquaresTo(3, S, first));

    assertClose(S, A.hadamard(A).times(3).plus(Matrix.zeros(N, 4).fill(1)), ROUNDING);
  }

  /** 10 rows and 10 columns, and 1 row or column where a product with a vector takes over. */
  @ParameterizedTest
  @CsvSource({"10, 10", "200, 1", "1, 200"})
  void oneChunkGivesWhatWholeMatricesGiveToTheLastBit(int n, int width) {
    Matrix G = Rng.of(5).gaussian(n, width);
    Matrix Q = Rng.of(6).gaussian(width, width);
    Matrix a = Rng.of(7).gaussian(n, 100);
    Matrix GQ = G.times(Q);

    X.setToProduct(G, 0, n, Q);
    Y.setTo(a, 0, n);
    Matrix C = Matrix.zeros(width, 100);
    RowChunk.blendProduct(0, 1.0 / n, X, Y, C);

    assertThat(C.toRows())
        .isDeepEqualTo(Matrix.zeros(width, 100).setToProduct(1.0 / n, GQ.T(), a).toRows());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 1",
    "5, 10, 5",
    "512, 10, 512",
    "513, 10, 264",
    "1331, 8, 448",
    "2048, 1297, 512",
    "2000, 8000, 2000"
  })
  void chunksAreAboutEqualAndWiderOnesHaveMoreRows(int n, int width, int rows) {
    assertThat(RowChunk.rows(n, width)).isEqualTo(rows);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> X.setTo(A, 9, 3))
        .isInstanceOf(ShapeException.class)
        .hasMessage("setTo: no rows 9 to 11 in a 11×4 batch");
    assertThatThrownBy(() -> X.setTo(A.T(), 0, 1))
        .hasMessage("setTo: no rows 0 to 0 in a 4×11 batch that is a transposed view");
    assertThatThrownBy(() -> X.setToProductWithOnes(A, 0, 2, V))
        .hasMessage("setToProductWithOnes: [A 1] of a 11×4 batch does not fit 4×4");
    X.setTo(A, 0, 3);
    Y.setTo(B, 0, 2);
    assertThatThrownBy(() -> RowChunk.blendProduct(0, 1, X, Y, Matrix.zeros(4, 3)))
        .hasMessage("blendProduct: XᵀY of chunks 3×4 and 2×3 does not fit 4×3");
    assertThatThrownBy(() -> X.blendGram(0, 1, Matrix.zeros(3, 3)))
        .hasMessage("blendGram: XᵀX of a chunk 3×4 does not fit 3×3");
    assertThatThrownBy(() -> X.addSquaresTo(1, A, 9))
        .hasMessage("addSquaresTo: 3 rows from 9 are not in 11×4");
    assertThatThrownBy(() -> X.addSquaresTo(1, B, 0))
        .hasMessage("addSquaresTo: rows of 3×4 do not fit 11×3");
  }
}
