package dev.layerwise.nn;

import static dev.layerwise.testing.MatrixAssert.assertClose;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;
import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;

final class InputNormalizationTest {
  /** Moments of normalised data against normalised moments: sums of 23 products, twice. */
  private static final double ROUNDING = 1e-11;

  private final Rng rng = Rng.of(5);
  private final Matrix X =
      rng.stream("X").gaussian(23, 4).times(rng.stream("mix").gaussian(4, 4)).map(x -> x + 2);
  private final Matrix Y = rng.stream("Y").gaussian(23, 3);

  private Matrix centred() {
    Matrix mean = Moments.of(X, Y).meanX();
    return Matrix.generate(X.rows(), X.cols(), (i, j) -> X.get(i, j) - mean.get(j, 0));
  }

  @Test
  void batchNormGivesTheMomentsOfTheNormalisedBatch() {
    double epsilon = 1e-2;
    Matrix C = centred();
    double[] variance = C.T().times(C).times(1.0 / C.rows()).diagonal();
    Matrix V =
        Matrix.generate(
            C.rows(), C.cols(), (i, j) -> C.get(i, j) / Math.sqrt(variance[j] + epsilon));
    assertMoments(new InputNormalization.BatchNorm(epsilon).apply(Moments.of(X, Y)), V);
  }

  @Test
  void whiteningGivesTheMomentsOfTheWhitenedBatch() {
    Matrix C = centred();
    Spd covariance = Spd.of(C.T().times(C).times(1.0 / C.rows()));
    Matrix V = C.times(covariance.inverseRoot(2));
    Moments whitened = new InputNormalization.Whitening().apply(Moments.of(X, Y));
    assertMoments(whitened, V);
    assertClose(whitened.xx().dense(), Matrix.identity(4), ROUNDING);
  }

  private void assertMoments(Moments actual, Matrix V) {
    Moments expected = Moments.of(V, Y);
    assertClose(actual.xx().dense(), expected.xx().dense(), ROUNDING);
    assertClose(actual.xy(), expected.xy(), ROUNDING);
    assertClose(actual.yy(), expected.yy(), ROUNDING);
    assertClose(actual.meanX(), Matrix.zeros(4, 1), ROUNDING);
    assertClose(actual.meanY(), expected.meanY(), ROUNDING);
  }
}
