package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One seed of Figure 1 against bands that an independent implementation, with another generator,
 * measured over 30 seeds: each band is its smallest to largest value, widened by about a third.
 */
final class HeadToHeadTest {
  private static final HeadToHead FIGURE = HeadToHead.figure1();
  private static final Cell CELL = FIGURE.cells(Scale.QUICK, 1).getFirst();

  private static RunRecord run;
  private static Results results;

  @BeforeAll
  static void runOneSeed() {
    run = FIGURE.run(CELL);
    results = new Results(run.points());
  }

  private static double loss(String series, int iteration) {
    return results.value(Contest.TRAIN_LOSS, series, iteration, 0);
  }

  private static double distance(String series, int iteration) {
    return results.value(Contest.DISTANCE, series, iteration, 0);
  }

  private static double transfer(String series, int iteration) {
    return results.value(Contest.TRANSFER_LOSS, series, iteration, 0);
  }

  /** (loss(t) − floor) / loss(0) / (1 − η)^{2t}: 1 where the error contracts by 1 − η. */
  private static double relativeToContraction(String series, int t) {
    double floor = 15 * 0.01 / 2;
    return (loss(series, t) - floor) / loss(series, 0) / Math.pow(1 - 1e-2, 2 * t);
  }

  @Test
  void kFacFindsTheRepresentation() {
    assertThat(distance("KFAC", 100)).isBetween(0.45, 0.82);
    assertThat(distance("KFAC", 300)).isBetween(0.06, 0.15);
    assertThat(distance("KFAC", 500)).isBetween(0.008, 0.02);
    assertThat(distance("KFAC", 1000)).isLessThan(0.004);
    assertThat(loss("KFAC", 1000)).isBetween(0.072, 0.081);
    assertThat(transfer("KFAC", 300)).isBetween(400.0, 2500.0);
    assertThat(transfer("KFAC", 1000)).isBetween(7.0, 8.0);
  }

  @Test
  void kFacContractsWithoutRegardToConditioning() {
    for (int t : new int[] {100, 300, 500}) {
      assertThat(relativeToContraction("KFAC", t)).isBetween(0.75, 1.15);
    }
  }

  @Test
  void naturalGradientContractsByItsLearningRateAlone() {
    assertThat(relativeToContraction("NGD@1e-2", 100)).isCloseTo(1, within(0.02));
    assertThat(relativeToContraction("NGD@1e-2", 300)).isCloseTo(1, within(0.02));
    assertThat(loss("NGD", 1000) / loss("NGD", 0)).isCloseTo(0.819, within(0.01));
    assertThat(distance("NGD@1e-2", 1000) / distance("KFAC", 1000)).isCloseTo(1, within(0.1));
    assertThat(distance("NGD", 1000)).isGreaterThan(0.95);
  }

  @Test
  void minMinIsAtItsHigherFloorAtOnce() {
    for (int t : new int[] {10, 100, 1000}) {
      assertThat(distance("MinMin", t)).isBetween(0.003, 0.045);
      assertThat(loss("MinMin", t)).isBetween(0.0755, 0.084);
      assertThat(transfer("MinMin", t)).isBetween(8.2, 13.0);
    }
  }

  @Test
  void gradientDescentMissesTheRepresentation() {
    assertThat(distance("AMGD", 1000)).isGreaterThan(0.95);
    assertThat(loss("AMGD", 1000)).isGreaterThan(8e4);
    assertThat(distance("AMGD-noO", 1000)).isGreaterThan(0.97);
    assertThat(loss("AMGD-noO", 1000)).isBetween(8e3, 8e4);
    assertThat(distance("AMGD-BN-noO", 1000)).isGreaterThan(0.55);
    assertThat(loss("AMGD-BN-noO", 1000)).isBetween(400.0, 2.5e4);
    assertThat(distance("AMGD-W-noO", 1000)).isBetween(0.85, 1.0);
  }

  @Test
  void adamFitsWithoutFindingTheRepresentation() {
    assertThat(loss("Adam", 100)).isBetween(2e3, 1.5e4);
    assertThat(loss("Adam", 1000)).isBetween(30.0, 350.0);
    assertThat(distance("Adam", 1000)).isBetween(0.6, 0.97);
    assertThat(transfer("Adam", 1000)).isBetween(2.5e4, 1.5e5);
  }

  @Test
  void gradientDescentOnBothLayersDivergesAndSaysWhen() {
    assertThat(loss("SGD", 100)).isNaN();
    assertThat(run.events())
        .singleElement()
        .isInstanceOfSatisfying(
            RunEvent.Diverged.class,
            event -> {
              assertThat(event.series()).isEqualTo("SGD");
              assertThat(event.iteration()).isBetween(1L, 100L);
              assertThat(event.message())
                  .endsWith(
                      "became infinite or not a number at iteration %d; its later points are NaN"
                          .formatted(event.iteration()));
            });
  }

  @Test
  void everyMethodIsMeasuredAtTheIterationsOfTheContract() {
    for (String series :
        List.of(
            "KFAC",
            "DFW",
            "AMGD",
            "SGD",
            "Adam",
            "NGD",
            "NGD@1e-2",
            "MinMin",
            "AMGD-noO",
            "AMGD-BN",
            "AMGD-BN-noO",
            "AMGD-W-noO")) {
      for (String panel : List.of(Contest.TRAIN_LOSS, Contest.DISTANCE, Contest.TRANSFER_LOSS)) {
        assertThat(results.xs(panel, series)).contains(0.0, 10.0, 100.0, 300.0, 500.0, 1000.0);
      }
      assertThat(run.seconds()).containsKey(series);
    }
  }

  @Test
  void claimsAreJudgedByTheMeasurements() {
    for (Claim claim : FIGURE.claims()) {
      Verdict expected =
          claim.id().equals("full-second-order-suboptimal") ? Verdict.FAILS : Verdict.HOLDS;
      assertThat(claim.test().apply(results).verdict()).as(claim.id()).isEqualTo(expected);
    }
  }

  @Test
  void withoutResultsEveryClaimIsUndecided() {
    Results nothing = new Results(List.of());
    for (HeadToHead figure :
        List.of(
            HeadToHead.figure1(),
            HeadToHead.figure6(),
            HeadToHead.figure7(),
            HeadToHead.figure8())) {
      for (Claim claim : figure.claims()) {
        assertThat(claim.test().apply(nothing).verdict())
            .as(figure.info().id() + " " + claim.id())
            .isEqualTo(Verdict.UNDECIDED);
      }
    }
    for (var experiment :
        List.of(BatchNormEffect.figure2(), BatchNormEffect.figure4(), new LearningRateSweep())) {
      for (Claim claim : experiment.claims()) {
        assertThat(claim.test().apply(nothing).verdict())
            .as(claim.id())
            .isEqualTo(Verdict.UNDECIDED);
      }
    }
  }

  @Test
  void anAdamThatDoesNotFitTheTrainingTaskFailsItsClaim() {
    assertThat(adamsVerdict(1.0, 0.9)).isEqualTo(Verdict.FAILS);
    assertThat(adamsVerdict(1e-3, 0.9)).isEqualTo(Verdict.HOLDS);
    assertThat(adamsVerdict(1e-3, 0.1)).isEqualTo(Verdict.FAILS);
    assertThat(adamsVerdict(Double.NaN, Double.NaN)).isEqualTo(Verdict.UNDECIDED);
  }

  private static Verdict adamsVerdict(double loss, double distance) {
    Results made =
        new Results(
            List.of(
                new Point(Contest.TRAIN_LOSS, "Adam", 0, 0, 1),
                new Point(Contest.TRAIN_LOSS, "Adam", 0, 1000, loss),
                new Point(Contest.DISTANCE, "Adam", 0, 1000, distance)));
    return HeadToHeadClaims.adamMarginal().test().apply(made).verdict();
  }

  @Test
  void aCellRunTwiceGivesTheSamePoints() {
    var short1 = new Contest(CELL, Setting.GAUSSIAN_LOW, Entrant.ofThePaper());
    var short2 = new Contest(CELL, Setting.GAUSSIAN_LOW, Entrant.ofThePaper());
    TreeSet<Integer> iterations = new TreeSet<>(List.of(0, 3, 7));
    assertThat(short1.run(iterations, Contest.threePanels("")).points())
        .isEqualTo(short2.run(iterations, Contest.threePanels("")).points());
  }
}
