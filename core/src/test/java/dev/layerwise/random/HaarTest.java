package dev.layerwise.random;

import static dev.layerwise.random.Laws.assertMean;
import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import org.junit.jupiter.api.Test;

class HaarTest {
  private static final int N = 20_000;

  /** Householder's Q is orthogonal to a small multiple of n·2⁻⁵³ = 1.1e-16·n. */
  @Test
  void rowsAreOrthonormalToRounding() {
    Rng rng = Rng.of(31);
    for (int n : new int[] {1, 2, 7, 33, 129}) {
      Matrix Q = rng.haarOrthogonal(n);
      assertClose(Q.times(Q.T()), Matrix.identity(n), 1e-14 * n);
      assertClose(Q.T().times(Q), Matrix.identity(n), 1e-14 * n);
    }
    Matrix rows = rng.haarRows(5, 11);
    assertThat(rows.rows()).isEqualTo(5);
    assertThat(rows.cols()).isEqualTo(11);
    assertClose(rows.times(rows.T()), Matrix.identity(5), 1e-14 * 11);
  }

  /**
   * Every entry has mean 0, E q² = 1/d and E q⁴ = 3/(d(d + 2)). With R's signs left to LAPACK the
   * diagonal entries would have a mean other than 0.
   */
  @Test
  void everyEntryOfHaarRowsHasTheMomentsOfACoordinateOnTheSphere() {
    int k = 3;
    int d = 7;
    Rng rng = Rng.of(32);
    Matrix sum = Matrix.zeros(k, d);
    Matrix squares = Matrix.zeros(k, d);
    for (int i = 0; i < N; i++) {
      Matrix Q = rng.haarRows(k, d);
      sum.plusInPlace(Q);
      squares.plusInPlace(Q.hadamard(Q));
    }
    double second = 1.0 / d;
    double fourth = 3.0 / (d * (d + 2));
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < d; j++) {
        assertMean(sum.get(i, j) / N, 0, second, N);
        assertMean(squares.get(i, j) / N, second, fourth - second * second, N);
      }
    }
  }

  /** E tr Q = 0, E (tr Q)² = 1, E (tr Q)⁴ = 3 for n ≥ 4 (Diaconis, Shahshahani 1994). */
  @Test
  void traceOfHaarOrthogonalHasTheMomentsOfTheHaarMeasure() {
    Rng rng = Rng.of(33);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < N; i++) {
      double trace = rng.haarOrthogonal(5).trace();
      sum += trace;
      squares += trace * trace;
    }
    assertMean(sum / N, 0, 1, N);
    assertMean(squares / N, 1, 2, N);
  }

  @Test
  void matricesHoldTheDrawsOfTheStream() {
    double[] g = new double[35];
    Rng.of(34).fillGaussian(g);
    assertThat(Rng.of(34).gaussian(7, 5).toColumnMajor()).containsExactly(g);
    double[] s = new double[35];
    Rng.of(34).fillSigns(s);
    assertThat(Rng.of(34).rademacher(7, 5).toColumnMajor()).containsExactly(s);
    double[] u = new double[35];
    Rng.of(34).fillUniform(u);
    assertThat(Rng.of(34).uniform(7, 5).toColumnMajor()).containsExactly(u);
  }

  @Test
  void moreRowsThanColumnsAreRefused() {
    assertThatExceptionOfType(ShapeException.class)
        .isThrownBy(() -> Rng.of(35).haarRows(7, 5))
        .withMessage("Rng.haarRows: 7 rows of length 5 cannot be orthonormal; need k ≤ d");
  }
}
