package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Results;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LowerBoundTest {
  private static final LowerBound EXPERIMENT = new LowerBound();
  private static Results results;

  @BeforeAll
  static void runTwoOfTheInstances() {
    results =
        Reduced.run(EXPERIMENT, 1, id -> id.contains("lambda=0.1,") || id.contains("lambda=0.3,"));
  }

  @Test
  void theBestFixedLearningRateContractsAsTheTwoEigenvaluesAllow() {
    // κ = 9; the start distance 1e-3 bends the rate by its square.
    assertThat(results.median(LowerBound.RATE, LowerBound.SGD, kappa(0.1)))
        .isCloseTo(0.8, within(1e-5));
  }

  @Test
  void kFacHalvesTheDistanceWhateverTheConditioning() {
    assertThat(results.median(LowerBound.RATE, LowerBound.KFAC, kappa(0.1)))
        .isLessThanOrEqualTo(0.5 * (1 + 1e-9))
        .isGreaterThan(0.49);
  }

  @Test
  void theBoundHoldsWhereItsBaseIsPositiveAndFailsWhereItIsNegative() {
    assertThat(results.median(LowerBound.VIOLATIONS, LowerBound.SGD, kappa(0.1))).isZero();
    assertThat(results.median(LowerBound.CASES, LowerBound.SGD, kappa(0.1))).isZero();
    assertThat(results.median(LowerBound.EVEN_POWER, LowerBound.SGD, kappa(0.3))).isPositive();
  }

  @Test
  void theVerdictsSayWhichSentencesStand() {
    Map<String, Verdict> verdicts =
        EXPERIMENT.claims().stream()
            .collect(Collectors.toMap(Claim::id, claim -> judge(claim).verdict()));
    assertThat(verdicts)
        .containsEntry("lower-bound", Verdict.HOLDS)
        .containsEntry("two-cases", Verdict.HOLDS)
        .containsEntry("every-large-learning-rate", Verdict.FAILS)
        .containsEntry("any-conditioning", Verdict.FAILS)
        .containsEntry("dependence-on-conditioning", Verdict.HOLDS)
        .containsEntry("kfac-condition-free", Verdict.HOLDS);
  }

  @Test
  void theRepairedTiltStaysAwayAtTheExceptionalLearningRate() {
    String proof = LowerBound.EXCEPTIONAL + ":" + LowerBound.PROOF;
    String repaired = LowerBound.EXCEPTIONAL + ":" + LowerBound.REPAIRED;
    assertThat(results.median(proof, "distance 0.99", kappa(0.1))).isLessThan(1e-14);
    assertThat(results.median(repaired, "distance 0.99", kappa(0.1))).isGreaterThan(0.5);
  }

  private static Judgement judge(Claim claim) {
    return claim.test().apply(results);
  }

  private static double kappa(double lambda) {
    return new LowerBoundInstance(lambda).kappa();
  }
}
