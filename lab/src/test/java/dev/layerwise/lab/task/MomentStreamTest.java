package dev.layerwise.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.task.LinearTask.InputLaw;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Moments;
import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class MomentStreamTest {
  /** Products of order 10 of matrices with entries of order 10, relative to the largest. */
  private static final double ROUNDING = 1e-12;

  private static final int D_X = 7;
  private static final int D_Y = 3;

  private final Rng rng = Rng.of(23);
  private final Matrix M = rng.stream("M").gaussian(D_Y, D_X);
  private final Covariance covariance = Covariance.logSpaced(D_X, 2, rng.stream("covariance"));

  private LinearTask task(InputLaw law, double sigma) {
    return new LinearTask(M, covariance, sigma, law);
  }

  /** Sizes below, at and between whole words and whole chunks. */
  @ParameterizedTest
  @CsvSource({
    "UNIFORM,11",
    "UNIFORM,64",
    "UNIFORM,200",
    "UNIFORM,256",
    "UNIFORM,601",
    "GAUSSIAN,11",
    "GAUSSIAN,601"
  })
  void secondMomentIsThatOfTheInputsHandedOut(InputLaw law, int n) {
    WhiteInputs inputs = WhiteInputs.of(law, n, D_X);
    for (int batch = 0; batch < 2; batch++) {
      Matrix sum = Matrix.zeros(D_X, D_X);
      int examples = 0;
      for (int chunk = 0; chunk < inputs.chunks(); chunk++) {
        Matrix Ut = inputs.draw(chunk, rng);
        examples += Ut.cols();
        sum.plusProductInPlace(1.0 / n, Ut, Ut.copy().T());
        if (law == InputLaw.UNIFORM) {
          assertThat(Ut.map(Math::abs).minus(Matrix.zeros(D_X, Ut.cols()).fill(1)).maxAbs())
              .isZero();
        }
      }
      assertThat(examples).isEqualTo(n);
      assertThat(inputs.secondMoment().minus(sum).maxAbs()).isLessThan(ROUNDING);
    }
  }

  @ParameterizedTest
  @EnumSource(InputLaw.class)
  void withoutNoiseTargetsAreTheMapOfTheInputs(InputLaw law) {
    Moments batch = task(law, 0).batches(300, rng.stream("data")).next();
    Matrix xx = batch.xx().dense();
    assertThat(batch.xy().minus(xx.times(M.T())).maxAbs())
        .isLessThan(ROUNDING * batch.xy().maxAbs());
    assertThat(batch.yy().minus(M.times(xx).times(M.T())).maxAbs())
        .isLessThan(ROUNDING * batch.yy().maxAbs());
    assertThat(batch.meanY().minus(M.times(batch.meanX())).maxAbs())
        .isLessThan(ROUNDING * batch.yy().maxAbs());
  }

  /**
   * The mean over many batches against the population. An entry of a mean of N examples has a
   * standard error of at most √(3/N) times the larger diagonal entries (the fourth moment of a
   * normal is 3); six of them are never exceeded by chance, and the seed is fixed.
   */
  @ParameterizedTest
  @EnumSource(InputLaw.class)
  void batchesHaveTheMomentsOfThePopulation(InputLaw law) {
    LinearTask task = task(law, 0.7);
    MomentStream stream = task.batches(500, rng.stream("data"));
    int batches = 200;
    Matrix xx = Matrix.zeros(D_X, D_X);
    Matrix xy = Matrix.zeros(D_X, D_Y);
    Matrix yy = Matrix.zeros(D_Y, D_Y);
    Matrix meanX = Matrix.zeros(D_X, 1);
    for (int i = 0; i < batches; i++) {
      Moments batch = stream.next();
      xx.plusInPlace(1.0 / batches, batch.xx().dense());
      xy.plusInPlace(1.0 / batches, batch.xy());
      yy.plusInPlace(1.0 / batches, batch.yy());
      meanX.plusInPlace(1.0 / batches, batch.meanX());
    }
    Moments population = task.population();
    double sigmas = 6 * Math.sqrt(3.0 / (500 * batches));
    double scaleX = population.xx().dense().maxAbs();
    double scaleY = population.yy().maxAbs();
    assertThat(xx.minus(population.xx().dense()).maxAbs()).isLessThan(sigmas * scaleX);
    assertThat(xy.minus(population.xy()).maxAbs()).isLessThan(sigmas * Math.sqrt(scaleX * scaleY));
    assertThat(yy.minus(population.yy()).maxAbs()).isLessThan(sigmas * scaleY);
    assertThat(meanX.maxAbs()).isLessThan(sigmas * Math.sqrt(scaleX));
  }

  /** What is left of the targets when the map is taken away is the noise. */
  @Test
  void theNoiseHasItsVariance() {
    double sigma = 0.7;
    Moments batch = task(InputLaw.UNIFORM, sigma).batches(4000, rng.stream("data")).next();
    Matrix MXy = M.times(batch.xy());
    Matrix residual =
        batch.yy().minus(MXy).minus(MXy.T()).plus(M.times(batch.xx().dense()).times(M.T()));
    // A variance estimated from 4000 normals: standard error √(2/4000) σ² = 0.022 σ², six of them.
    for (int i = 0; i < D_Y; i++) {
      assertThat(residual.get(i, i)).isCloseTo(sigma * sigma, within(0.135 * sigma * sigma));
    }
    assertThat(residual.minus(residual.T()).maxAbs()).isLessThan(1e-9);
  }

  @ParameterizedTest
  @EnumSource(InputLaw.class)
  void theSameStreamDrawsTheSameBatches(InputLaw law) {
    MomentStream first = task(law, 0.1).batches(130, rng.stream("again"));
    MomentStream second = task(law, 0.1).batches(130, rng.stream("again"));
    first.next();
    second.next();
    Moments a = first.next();
    Moments b = second.next();
    assertThat(a.xy().minus(b.xy()).maxAbs()).isZero();
    assertThat(a.xx().dense().minus(b.xx().dense()).maxAbs()).isZero();
  }
}
