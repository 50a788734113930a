package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Results;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class MultiTaskTest {
  private static Results results;

  @BeforeAll
  static void runSomeCells() {
    results =
        Reduced.run(
            new MultiTask(),
            1,
            id ->
                id.contains("part=contraction")
                    || id.contains("outputs=1,")
                    || id.contains("tasks=1,")
                    || id.contains("tasks=16,"));
  }

  @Test
  void theTwoStageMethodContractsByOneMinusEta() {
    for (double eta : MultiTask.LEARNING_RATES) {
      assertThat(results.median(MultiTask.RATIO, MultiTask.TWO_STAGE, eta))
          .isCloseTo(1 - eta, within(MultiTask.RATIO_TOLERANCE * (1 - eta)));
    }
  }

  @Test
  void sixteenTasksWithOneHeadQuarterTheNoise() {
    double ratio =
        results.median(MultiTask.NOISE, MultiTask.COMMON, 1)
            / results.median(MultiTask.NOISE, MultiTask.COMMON, 16);
    // Each is a mean of two operator norms that scatter by up to 15 % with an ill-conditioned head.
    assertThat(ratio).isCloseTo(4, within(1.2));
  }

  @Test
  void independentHeadsGainMore() {
    assertThat(results.median(MultiTask.NOISE, MultiTask.INDEPENDENT, 16))
        .isLessThan(results.median(MultiTask.NOISE, MultiTask.COMMON, 16));
    assertThat(results.median(MultiTask.NOISE, MultiTask.INDEPENDENT, 1))
        .isEqualTo(results.median(MultiTask.NOISE, MultiTask.COMMON, 1));
  }

  @Test
  void withOneOutputTheLocalPseudoInverseFails() {
    String panel = MultiTask.comparison(1);
    double end = results.xs(panel, MultiTask.TWO_STAGE).getLast();
    assertThat(results.median(panel, MultiTask.TWO_STAGE, end)).isLessThan(0.02);
    assertThat(results.median(panel, MultiTask.LOCAL, end)).isGreaterThan(0.5);
    assertThat(results.median(panel, MultiTask.TWO_STAGE, 0))
        .isEqualTo(results.median(panel, MultiTask.LOCAL, 0));
  }
}
