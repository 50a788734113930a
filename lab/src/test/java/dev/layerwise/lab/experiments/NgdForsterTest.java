package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Results;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class NgdForsterTest {
  private static final NgdForster EXPERIMENT = new NgdForster();
  private static Results results;

  @BeforeAll
  static void runOneSeedOfTheFasterCells() {
    Predicate<String> slow = id -> id.contains("n=4000") || id.contains("amount=0.001");
    results = Reduced.run(EXPERIMENT, 1, slow.negate());
  }

  @Test
  void gaussianRowsTakeAsManyIterationsAsTheReferencesWhateverMapIsPutBeforeThem() {
    // Setup ngd, section 3: 18 iterations each for five seeds of 200×20.
    for (double condition : NgdForster.CONDITIONS) {
      assertThat(results.median(NgdForster.OVER_CONDITION, NgdForster.TRANSFORM, condition))
          .isCloseTo(18, within(1.0));
    }
  }

  @Test
  void aSubspaceAsFullAsItsRoomIsSlowest() {
    String series = NgdForster.distance(0.01);
    double full = results.median(NgdForster.OVER_PART, series, NgdForster.ROOM);
    for (double part : List.of(0.2, 0.24, 0.26, 0.3)) {
      assertThat(results.median(NgdForster.OVER_PART, series, part)).isLessThan(full);
    }
  }

  @Test
  void asManyRowsAsDimensionsTakeOneIteration() {
    assertThat(results.median(NgdForster.OVER_ROWS, NgdForster.dimensions(20), 20)).isEqualTo(1);
  }

  @Test
  void theVerdictsSayWhichSentencesStand() {
    Map<String, Verdict> verdicts =
        EXPERIMENT.claims().stream()
            .collect(Collectors.toMap(Claim::id, claim -> claim.test().apply(results).verdict()));
    assertThat(verdicts)
        .containsEntry("exists", Verdict.HOLDS)
        .containsEntry("linear-rate", Verdict.HOLDS)
        .containsEntry("conditioning-as-printed", Verdict.FAILS)
        .containsEntry("conditioning-as-corrected", Verdict.HOLDS)
        .containsEntry("stop-is-no-proof", Verdict.HOLDS)
        .containsEntry("refusal", Verdict.HOLDS)
        .containsEntry("weaker-hypothesis", Verdict.HOLDS);
  }
}
