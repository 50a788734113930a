package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The experiments on single-index learning, on some of their quick cells. */
final class SingleIndexExperimentsTest {
  static Stream<Experiment> experiments() {
    return Stream.of(new Alignment(), new RankOne(), new OneStepFeatures(), new SteepestNorms());
  }

  static Stream<Arguments> cheapCells() {
    return Stream.of(
        Arguments.of(new Alignment(), "quick,part=left,seed=0"),
        Arguments.of(new Alignment(), "quick,part=right,seed=0"),
        Arguments.of(new Alignment(), "quick,part=network-left,seed=0"),
        Arguments.of(new Alignment(), "quick,part=network-right,seed=0"),
        Arguments.of(new RankOne(), "quick,dX=36,part=error,seed=0"),
        Arguments.of(new RankOne(), "quick,dX=180,part=layer,seed=0"),
        Arguments.of(new OneStepFeatures(), "quick,epsilon=0.9,part=anisotropy,seed=0"),
        Arguments.of(new SteepestNorms(), "quick,rows=8,seed=0"));
  }

  private static Judgement judge(Experiment experiment, String claim, Results results) {
    return experiment.claims().stream()
        .filter(c -> c.id().equals(claim))
        .findFirst()
        .orElseThrow()
        .test()
        .apply(results);
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
            "concurrence-fig3",
            "concurrence-thm39",
            "concurrence-features",
            "concurrence-steepest");
  }

  /** Thirty small trials decide as many large ones do. */
  @Test
  void figure3HoldsButForTheRidgelessEnd() {
    Experiment experiment = new Alignment();
    Results results =
        Reduced.run(experiment, 30, id -> id.contains("part=left") || id.contains("part=right"));
    for (String holds :
        List.of(
            "theory-over-lambda",
            "theory-over-anisotropy",
            "kfac-larger-correlation",
            "sgd-deteriorates",
            "kfac-remains-accurate-to-0.9",
            "best-ridge-remains-accurate")) {
      assertThat(judge(experiment, holds, results).verdict()).as(holds).isEqualTo(Verdict.HOLDS);
    }
    Judgement printed = judge(experiment, "kfac-remains-accurate", results);
    assertThat(printed.verdict()).isEqualTo(Verdict.FAILS);
    assertThat(printed.reading()).contains("with the ridge λ⋆ = 2 dX/n");
  }

  /** Theory with the wrong sign of m′ agrees at λ⋆ alone; the claim must see the rest. */
  @Test
  void aWrongTheoryOverTheRidgeIsSeen() {
    Experiment experiment = new Alignment();
    Results results = Reduced.run(experiment, 30, id -> id.contains("part=left"));
    List<Point> wrong = new ArrayList<>();
    for (Point p : results.points()) {
      boolean off = p.series().equals(Alignment.KFAC) && p.x() == 0.1;
      wrong.add(off ? new Point(p.panel(), p.series(), p.seed(), p.x(), p.y() - 0.04) : p);
    }
    assertThat(judge(experiment, "theory-over-lambda", new Results(wrong)).verdict())
        .isEqualTo(Verdict.FAILS);
  }

  @Test
  void theoryHasTheGoldenValues() {
    AlignmentSizes left = AlignmentSizes.left(Scale.PAPER);
    // the setup's table of Figure 3 to eight decimals
    assertThat(left.theory(0.5).corrSgd()).isEqualTo(0.74743509, within8());
    assertThat(left.theory(0.5).corrKfac(0)).isEqualTo(0.79420982, within8());
    assertThat(left.theory(0.5).corrKfac(0.36)).isEqualTo(0.81719555, within8());
    AlignmentSizes right = AlignmentSizes.right(Scale.PAPER);
    assertThat(right.theory(0.99).corrKfac(0)).isEqualTo(0.47321652, within8());
    assertThat(right.theory(0.99).corrKfac(right.bestLambda())).isEqualTo(0.74005453, within8());
  }

  private static org.assertj.core.data.Offset<Double> within8() {
    return org.assertj.core.api.Assertions.within(5e-9);
  }

  @Test
  void steepestDescentDecidesOnSmallMatrices() {
    Experiment experiment = new SteepestNorms();
    Results results = Reduced.run(experiment, 1, id -> id.contains("rows=4,"));
    List<String> failing = List.of("prop-d2", "locoprop", "foof", "shampoo-per-example");
    for (Claim claim : experiment.claims()) {
      assertThat(claim.test().apply(results).verdict())
          .as(claim.id())
          .isEqualTo(failing.contains(claim.id()) ? Verdict.FAILS : Verdict.HOLDS);
    }
  }
}
