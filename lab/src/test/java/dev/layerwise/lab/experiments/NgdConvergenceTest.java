package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.experiments.NgdConvergence.Bounds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class NgdConvergenceTest {
  private static Results results;

  @BeforeAll
  static void runSomeCells() {
    results =
        Reduced.run(
            new NgdConvergence(),
            1,
            id ->
                id.contains("m=256,")
                    || id.contains("m=1024,")
                    || id.contains("m=4096,part=squared"));
  }

  @Test
  void theErrorFollowsTheRateTheMoreTheWiderTheNetwork() {
    double before = Double.POSITIVE_INFINITY;
    for (int m : new int[] {256, 1024, 4096}) {
      double deviation = results.mean(NgdConvergence.deviation(0.1), NgdConvergence.SERIES, m);
      // Measured elsewhere for other data: 0.025, 0.011, 0.006.
      assertThat(deviation).isBetween(0.002, 0.06).isLessThan(before);
      before = deviation;
    }
    double first = results.mean(NgdConvergence.error(0.5), NgdConvergence.width(4096), 1);
    assertThat(first).isCloseTo(0.5, within(0.02));
  }

  @Test
  void aStepOfOneLeavesLittleAndTheNextLess() {
    double one = results.mean(NgdConvergence.ONE_STEP, "after 1", 4096);
    double two = results.mean(NgdConvergence.ONE_STEP, "after 2", 4096);
    // Measured elsewhere for other data: 0.045, 4e-4.
    assertThat(one).isBetween(0.02, 0.1);
    assertThat(two).isLessThan(one / 20);
  }

  @Test
  void theRateOfALossLiesBetweenThoseOfItsBounds() {
    Bounds bounds = new Bounds(1, 4);
    double eta = bounds.eta(0.5);
    assertThat(eta).isEqualTo(0.2);
    assertThat(bounds.factor(eta)).isCloseTo(1 - 2 * 0.2 * 4 / 5, within(1e-15));
    assertThat(bounds.factor(bounds.eta(1)))
        .as("at 2/(μ + L) the factor is ((L − μ)/(L + μ))²")
        .isCloseTo(0.36, within(1e-15));
  }

  @Test
  void theoremsAreJudgedByTheirWorstRun() {
    Claim theorem = claim("theorem-1");
    assertThat(theorem.test().apply(results).verdict()).isEqualTo(Judgement.Verdict.HOLDS);
    assertThat(claim("condition-2").test().apply(results).verdict())
        .isEqualTo(Judgement.Verdict.FAILS);
    assertThat(claim("theorem-2").test().apply(results).verdict())
        .as("no cell of the other losses was run")
        .isEqualTo(Judgement.Verdict.UNDECIDED);
  }

  private static Claim claim(String id) {
    return new NgdConvergence()
        .claims().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
  }
}
