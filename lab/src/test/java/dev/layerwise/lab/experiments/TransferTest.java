package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Results;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class TransferTest {
  private static Results results;

  @BeforeAll
  static void runSomeCells() {
    results = Reduced.run(new Transfer(), 1, id -> id.contains("n=64,") || id.contains("n=512,"));
  }

  @Test
  void onTheTrueRepresentationTheRiskIsThatOfGaussianLeastSquares() {
    for (String covariance : Transfer.COVARIANCES) {
      double ratio = results.median(Transfer.ratio(covariance), Transfer.series(0), 512);
      // Ten means of dY k = 120 squares: √(2/1200) = 4 %; three of that.
      assertThat(ratio).isCloseTo(TransferClaims.inflation(512), within(0.12));
    }
  }

  @Test
  void theRiskNeverExceedsTheBoundByMoreThanTheExactFactor() {
    for (String covariance : Transfer.COVARIANCES) {
      for (double nu : Transfer.DISTANCES) {
        double ratio = results.median(Transfer.ratio(covariance), Transfer.series(nu), 64);
        assertThat(ratio).isBetween(0.01, 1.2 * TransferClaims.inflation(64));
      }
    }
  }

  @Test
  void theBiasIsQuadraticInTheDistance() {
    double none = risk(0.0);
    // The two differences share the batch; what is left is the noise's covariance with the bias.
    assertThat((risk(1.0) - none) / (risk(0.1) - none)).isCloseTo(100, within(10.0));
  }

  @Test
  void regressionFromScratchPaysForEveryInput() {
    double scratch = results.median(Transfer.risk("isotropic"), Transfer.SCRATCH, 512);
    double exact = Transfer.INPUTS * (double) Transfer.OUTPUTS / (512 - Transfer.INPUTS - 1);
    // Ten means of 1500 squares, and the scatter of tr Σ̂⁻¹.
    assertThat(scratch).isCloseTo(exact, within(0.1 * exact));
    assertThat(results.xs(Transfer.risk("isotropic"), Transfer.SCRATCH)).containsExactly(512.0);
  }

  private static double risk(double nu) {
    return results.median(Transfer.risk("isotropic"), Transfer.series(nu), 512);
  }
}
