package dev.layerwise.curvature;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;

class RunningFactorTest {
  /** A few sums of a few terms. */
  private static final double TOLERANCE = 1e-13;

  private final Rng rng = Rng.of(5);
  private final Matrix a = rng.gaussian(13, 4);
  private final Matrix b = rng.gaussian(13, 4);
  private final Matrix c = rng.gaussian(13, 4);

  @Test
  void aMeanThatKnowsItsWeightIsTheWeightedMeanOfWhatItSaw() {
    RunningFactor factor = RunningFactor.ofKnownWeight(4);
    for (Matrix one : new Matrix[] {a, b, c}) {
      factor.begin(0.9);
      factor.addGram(1.0 / 13, one);
    }
    double weight = 1 + 0.9 + 0.81;
    Matrix expected = gram(a).times(0.81).plus(gram(b).times(0.9)).plus(gram(c)).times(1 / weight);
    assertClose(factor.symmetric(), expected, TOLERANCE);
    assertThat(factor.weight()).isCloseTo(weight, within(TOLERANCE));
    assertThat(factor.trace()).isCloseTo(expected.trace(), within(TOLERANCE * expected.trace()));
  }

  @Test
  void aMeanWithWeightOneOfThePastIsThePlainMean() {
    RunningFactor factor = RunningFactor.ofKnownWeight(4);
    for (Matrix one : new Matrix[] {a, b, c}) {
      factor.begin(1);
      factor.addGram(1.0 / 13, one);
    }
    Matrix expected = gram(a).plus(gram(b)).plus(gram(c)).times(1.0 / 3);
    assertClose(factor.copyTo(Matrix.zeros(4, 4)), expected, TOLERANCE);
  }

  @Test
  void aMeanThatForgetsEverythingIsTheLastBatch() {
    RunningFactor factor = RunningFactor.ofKnownWeight(4);
    for (Matrix one : new Matrix[] {a, b}) {
      factor.begin(0);
      factor.addGram(1.0 / 13, one);
    }
    assertClose(factor.symmetric(), gram(b), TOLERANCE);
  }

  @Test
  void aMeanFromTheIdentityKeepsItsShare() {
    RunningFactor factor = RunningFactor.startingAt(4, 2);
    factor.begin(0.9);
    factor.addGram(1.0 / 13, a);
    assertClose(factor.symmetric(), gram(a).times(0.1).plusDiagonal(1.8), TOLERANCE);
  }

  @Test
  void partsOfAnUpdateAddUp() {
    RunningFactor factor = RunningFactor.ofKnownWeight(4);
    factor.begin(0.9);
    factor.addGram(1.0 / 13, c);
    factor.begin(0.9);
    factor.addGram(0.5 / 13, a);
    factor.add(0.5, gram(b));
    Matrix fresh = gram(a).plus(gram(b)).times(0.5);
    assertClose(factor.symmetric(), gram(c).times(0.9).plus(fresh).times(1 / 1.9), TOLERANCE);
  }

  private static Matrix gram(Matrix a) {
    return a.T().times(a).times(1.0 / a.rows());
  }
}
