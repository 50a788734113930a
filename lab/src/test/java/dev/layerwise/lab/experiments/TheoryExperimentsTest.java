package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.Scale;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the experiments on the theorems have in common. */
final class TheoryExperimentsTest {
  static Stream<Experiment> experiments() {
    return Stream.of(new LowerBound(), new LocalConvergence(), new Transfer(), new MultiTask());
  }

  static Stream<Arguments> cheapCells() {
    return Stream.of(
        Arguments.of(new LowerBound(), "quick,lambda=0.3,seed=0"),
        Arguments.of(new LocalConvergence(), "quick,kappaF=1e1,kappaX=1e2,part=contraction,seed=0"),
        Arguments.of(new LocalConvergence(), "quick,part=noise,varied=eta,seed=0"),
        Arguments.of(new Transfer(), "quick,covariance=high,n=128,seed=0"),
        Arguments.of(new MultiTask(), "quick,part=contraction,seed=0"),
        Arguments.of(new MultiTask(), "quick,heads=independent,part=noise,tasks=4,seed=0"));
  }

  @ParameterizedTest
  @MethodSource("cheapCells")
  void aCellRunTwiceGivesIdenticalPoints(Experiment experiment, String id) {
    Cell cell = Reduced.cells(experiment, 1, id::equals).getFirst();
    var once = experiment.run(cell);
    assertThat(once.points()).isNotEmpty().isEqualTo(experiment.run(cell).points());
    assertThat(once.events()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void withoutResultsEveryClaimIsUndecided(Experiment experiment) {
    Results none = new Results(List.of());
    for (Claim claim : experiment.claims()) {
      assertThat(claim.test().apply(none).verdict()).as(claim.id()).isEqualTo(Verdict.UNDECIDED);
    }
    assertThat(experiment.figures(none)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void idsOfClaimsAndCellsAreDistinct(Experiment experiment) {
    assertThat(experiment.claims()).extracting(Claim::id).doesNotHaveDuplicates();
    for (Scale scale : Scale.values()) {
      assertThat(experiment.cells(scale, 2)).extracting(Cell::id).doesNotHaveDuplicates();
      assertThat(experiment.settings(scale)).isNotEmpty();
    }
  }

  @Test
  void theCatalogueListsThem() {
    assertThat(Catalogue.all())
        .extracting(experiment -> experiment.info().id())
        .contains(
            "concurrence-prop35",
            "concurrence-thm36",
            "concurrence-transfer",
            "concurrence-multitask",
            "concurrence-realdata",
            "concurrence-robustness");
  }
}
