package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Results;
import dev.layerwise.lab.experiments.NgdKfac.Inputs;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class NgdKfacTest {
  private static Results results;

  @BeforeAll
  static void runSomeCells() {
    results =
        Reduced.run(
            new NgdKfac(), 1, id -> id.contains("m=1024,") || id.contains("forster,m=4096"));
  }

  @Test
  void leveragesSumToTheDimensionAndLieBetweenTheirBounds() {
    for (Inputs inputs : Inputs.values()) {
      double[] h = inputs.data().leverages();
      double[] spectrum = inputs.data().spectrum();
      assertThat(Arrays.stream(h).sum()).isCloseTo(WideTraining.FEATURES, within(1e-9));
      assertThat(Arrays.stream(h).min().orElseThrow())
          .isGreaterThanOrEqualTo(1 / inputs.largestEigenvalue() - 1e-12);
      assertThat(inputs.fullStep()).isGreaterThanOrEqualTo(Math.max(1, spectrum[0]) - 1e-9);
    }
    // Forster's transform makes the rows a tight frame: all leverages are d/n.
    assertThat(Inputs.FORSTER.fullStep()).isCloseTo(4, within(1e-8));
  }

  @Test
  void theErrorStaysBelowTheBound() {
    for (String series : results.series(NgdKfac.SLACK)) {
      if (!series.startsWith("forster, 1.0")) {
        assertThat(results.mean(NgdKfac.SLACK, series, 1024)).as(series).isLessThan(1);
      }
    }
  }

  @Test
  void aFullStepOnForstersDataLeavesWhatTheWidthLeaves() {
    double narrow = results.mean(NgdKfac.ONE_STEP, "forster", 1024);
    double wide = results.mean(NgdKfac.ONE_STEP, "forster", 4096);
    // Like 1/m; one network each.
    assertThat(narrow / wide).isBetween(2.0, 8.0);
    assertThat(results.mean(NgdKfac.ONE_STEP, "gaussian", 1024)).isGreaterThan(2 * narrow);
  }

  @Test
  void theFactorNeedsTheSignsOfTheReadout() {
    assertThat(results.mean(NgdKfac.FACTOR, NgdKfac.CORRECTED, 1024)).isLessThan(1e-11);
    assertThat(results.mean(NgdKfac.FACTOR, NgdKfac.PRINTED, 1024)).isGreaterThan(0.1);
  }
}
