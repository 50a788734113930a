package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Results;
import dev.layerwise.lab.experiments.NoiseFloor.Quantity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LocalConvergenceTest {
  private static Results results;

  @BeforeAll
  static void runSomeCells() {
    results =
        Reduced.run(
            new LocalConvergence(),
            1,
            id ->
                id.contains("kappaF=1e1,kappaX=1e2")
                    || id.contains("kappaF=1e3,kappaX=1e5")
                    || id.contains("varied=n,")
                    || id.contains("varied=sigmaMin,")
                    || id.contains("eta=1.0"));
  }

  @Test
  void aStepContractsByOneMinusEtaWhateverTheConditioning() {
    for (double eta : new double[] {0.01, 0.1, 0.5, 0.9}) {
      double ratio =
          results.median(LocalConvergence.contraction(1, 100), LocalConvergence.series(eta), 10);
      // The start distance 1e-5 times κ(Σ) κ(F⋆) = 1e3 bends the ratio by 1 % at most.
      assertThat(ratio).isCloseTo(1 - eta, within(0.01 * (1 - eta)));
    }
  }

  @Test
  void startsThatRoundingHidesAreLeftOut() {
    String series = LocalConvergence.series(0.5);
    assertThat(results.xs(LocalConvergence.contraction(1, 1e5), series)).isEmpty();
    assertThat(results.median(LocalConvergence.roundOff(1, 1e5), series, 1e3))
        .isGreaterThan(LocalConvergence.RESOLVED);
  }

  @Test
  void theNoiseFallsWithTheRootOfTheExamples() {
    // ± the finite-size part of the exponent, 0.05, and scatter of 4 steps a point.
    assertThat(Quantity.N.fit(results).slope()).isCloseTo(-0.5, within(0.09));
  }

  @Test
  void theNoiseIsInverseToTheWeakestFeature() {
    // 4 steps a point, 3 % each, over a factor of 30: about 0.01.
    assertThat(Quantity.SIGMA_MIN.fit(results).slope()).isCloseTo(-1, within(0.04));
  }

  @Test
  void minMinSettlesAtTheEdgeOfTheNoisesSpectrum() {
    double unit = Math.sqrt(50 / 1024.0);
    double edge = NoiseFloor.edge(50, 1024) / unit;
    double floor = results.median(LocalConvergence.STATIONARY, LocalConvergence.SERIES, 1);
    // The largest singular value of a 42 × 8 matrix is below its edge by about 50^(-2/3) = 7 %.
    assertThat(floor).isBetween(0.85 * edge, 1.02 * edge);
  }

  @Test
  void theEdgeTendsToThatOfAGaussianMatrix() {
    double n = 1e9;
    double gaussian = Math.sqrt(92) + Math.sqrt(8);
    // y = p/n is 1e-7.
    assertThat(NoiseFloor.edge(100, n) * Math.sqrt(n)).isCloseTo(gaussian, within(1e-5));
    assertThat(NoiseFloor.edgeOfManyTasks(100, n) * Math.sqrt(n)).isCloseTo(gaussian, within(1e-5));
  }

  @Test
  void theTheoremsUnitFollowsEveryQuantity() {
    double base = NoiseFloor.BASE.unit();
    assertThat(NoiseFloor.BASE.with(Quantity.N, 8192).unit()).isCloseTo(base / 2, within(1e-12));
    assertThat(NoiseFloor.BASE.with(Quantity.DX, 256).unit()).isCloseTo(base * 2, within(1e-12));
    assertThat(NoiseFloor.BASE.with(Quantity.SIGMA, 0.03).unit())
        .isCloseTo(base * 3, within(1e-12));
    assertThat(NoiseFloor.BASE.with(Quantity.SIGMA_MIN, 10).unit())
        .isCloseTo(base / 10, within(1e-12));
    assertThat(NoiseFloor.BASE.with(Quantity.LAMBDA_MIN, 100).unit())
        .isCloseTo(base / 10, within(1e-12));
    assertThat(NoiseFloor.BASE.with(Quantity.ETA, 1).unit()).isCloseTo(base * 10, within(1e-12));
    assertThat(NoiseFloor.BASE.with(Quantity.KAPPA_X, 1e5).unit()).isEqualTo(base);
    assertThat(NoiseFloor.BASE.with(Quantity.KAPPA_F, 1e3).unit()).isEqualTo(base);
  }
}
