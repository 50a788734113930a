package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Results;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class NgdTrajectoriesTest {
  private static final NgdTrajectories EXPERIMENT = new NgdTrajectories();
  private static Results results;

  @BeforeAll
  static void runOneSeedWithoutTheWidestNetwork() {
    results = Reduced.run(EXPERIMENT, 1, id -> !id.contains("m=16384"));
  }

  @Test
  void naturalFlowFallsLikeTheExponentialAndGradientFlowLater() {
    for (double t : results.xs(NgdTrajectories.RESIDUAL, NgdTrajectories.NGD)) {
      double ngd = results.median(NgdTrajectories.RESIDUAL, NgdTrajectories.NGD, t);
      assertThat(ngd).isCloseTo(Math.exp(-t), within(1e-14));
      if (t > 5) {
        assertThat(results.median(NgdTrajectories.RESIDUAL, NgdTrajectories.GD, t))
            .isGreaterThan(ngd);
      }
    }
  }

  @Test
  void theTrueNetworksFit() {
    for (double m : results.xs(NgdTrajectories.LEFT, NgdTrajectories.NGD)) {
      assertThat(results.median(NgdTrajectories.LEFT, NgdTrajectories.NGD, m)).isLessThan(1e-9);
      // GD stops after 12 λmax/λmin(0) steps; λmin of narrow networks falls on the way.
      assertThat(results.median(NgdTrajectories.LEFT, NgdTrajectories.GD, m)).isLessThan(1e-2);
    }
  }

  @Test
  void theFirstStepOfTheTrueNetworkIsThatOfTheLinearisedOne() {
    assertThat(results.median(NgdTrajectories.PATH_DISTANCE, "m = 1024", 1)).isLessThan(1e-12);
    assertThat(results.median(NgdTrajectories.PATH_DISTANCE, "m = 1024", 20)).isGreaterThan(0.05);
  }

  @Test
  void theVerdictsSayWhichSentencesStand() {
    Map<String, Verdict> verdicts =
        EXPERIMENT.claims().stream()
            .collect(Collectors.toMap(Claim::id, claim -> claim.test().apply(results).verdict()));
    assertThat(verdicts)
        .containsEntry("closed-forms", Verdict.HOLDS)
        .containsEntry("geometric-steps", Verdict.HOLDS)
        .containsEntry("one-step", Verdict.HOLDS)
        .containsEntry("common-end", Verdict.HOLDS)
        .containsEntry("least-norm", Verdict.HOLDS)
        .containsEntry("paths-differ", Verdict.HOLDS)
        .containsEntry("true-network-as-printed", Verdict.FAILS);
  }
}
