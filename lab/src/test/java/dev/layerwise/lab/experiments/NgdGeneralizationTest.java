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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NgdGeneralizationTest {
  private static final NgdGeneralization EXPERIMENT = new NgdGeneralization();
  private static Results results;

  @BeforeAll
  static void runTwoSeedsOfFewerExamplesAndNarrowerNetworks() {
    results = Reduced.run(EXPERIMENT, 2, id -> !id.contains("n=800") && !id.contains("m=16384"));
  }

  /**
   * Setup ngd, section 3, n = 200: means over ten draws; two draws of ours are within a quarter.
   */
  @ParameterizedTest
  @CsvSource({
    "linear, 0.198, 0.0062",
    "quadratic, 0.699, 0.0527",
    "abs, 0.432, 0.0587",
    "sign, 2.59, 0.522",
    "cubic, 2.22, 0.369",
    "random, 4.42, 0.790"
  })
  void boundAndTestLossAreAboutTheReferences(String target, double bound, double test) {
    assertThat(results.mean(NgdGeneralization.BOUND, target, 200))
        .isCloseTo(bound, within(0.25 * bound));
    assertThat(results.mean(NgdGeneralization.TEST, target, 200))
        .isCloseTo(test, within(0.3 * test));
  }

  @Test
  void theLinearPartOfTheCubicIsThreeDOverDPlusTwo() {
    // E t⁴ = 3/(d (d + 2)) on the sphere; predicting 0 is better than predicting that part.
    assertThat(results.mean(NgdGeneralization.LINEAR_PART, "cubic", 200))
        .isGreaterThan(results.mean(NgdGeneralization.NULL, "cubic", 200));
  }

  @Test
  void theVerdictsSayWhichSentencesStand() {
    Map<String, Verdict> verdicts =
        EXPERIMENT.claims().stream()
            .collect(Collectors.toMap(Claim::id, claim -> claim.test().apply(results).verdict()));
    assertThat(verdicts)
        .containsEntry("bound", Verdict.HOLDS)
        .containsEntry("bound-without-slack", Verdict.HOLDS)
        .containsEntry("informative", Verdict.HOLDS)
        .containsEntry("odd-targets", Verdict.HOLDS)
        .containsEntry("travel-as-printed", Verdict.FAILS)
        .containsEntry("finite-networks", Verdict.HOLDS);
  }
}
