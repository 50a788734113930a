package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.KnownSet;
import dev.layerwise.lab.data.NeedsData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RealDataTest {
  private static final KnownSet SET = KnownSet.FASHION_MNIST;

  @TempDir Path dir;

  private Data tiny(int training) {
    return KnownSet.FASHION_MNIST.read(TinyRealData.idx(dir.resolve("tiny"), training, 40));
  }

  private Experiment bound() {
    return TinyRealData.anisotropy().on(Map.of(SET, tiny(90)));
  }

  /** Accuracies at p = 0, 1, 2, seeds 0 and 1 half a point around them. */
  private static List<Point> made(String series, double... accuracies) {
    List<Point> points = new ArrayList<>();
    for (int p = 0; p < accuracies.length; p++) {
      for (int seed = 0; seed < 2; seed++) {
        double y = accuracies[p] + (seed == 0 ? 0.5 : -0.5);
        points.add(
            new Point(RealPoints.panel(RealPoints.ACCURACY_AT_POWER, SET), series, seed, p, y));
        points.add(new Point(RealPoints.panel(RealPoints.ON_EDGE, SET), series, seed, p, 0));
        points.add(new Point(RealPoints.panel(RealPoints.LOSS_AT_POWER, SET), series, seed, p, 1));
      }
    }
    return points;
  }

  private static Judgement judge(String id, List<Point> points) {
    Claim claim =
        RealDataClaims.all().stream()
            .filter(c -> c.id().equals(id + "-fashion-mnist"))
            .findFirst()
            .orElseThrow();
    return claim.test().apply(new Results(points));
  }

  private static List<Point> both(List<Point> one, List<Point> other) {
    List<Point> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  @Test
  void sgdFallsIfItLosesTwoPointsFromAsTheyAreToSquared() {
    assertThat(judge("sgd-falls", made("SGD", 80, 84, 81)).verdict()).isEqualTo(Verdict.HOLDS);
    Judgement fails = judge("sgd-falls", made("SGD", 80, 84, 83));
    assertThat(fails.verdict()).isEqualTo(Verdict.FAILS);
    assertThat(fails.measured()).isEqualTo(1);
    assertThat(fails.evidence())
        .isEqualTo(
            "SGD, test accuracy (training loss): 80.00% (loss 1.000) at p = 0.0, 84.00% (loss"
                + " 1.000) at p = 1.0, 83.00% (loss 1.000) at p = 2.0.");
  }

  @Test
  void kFacIsSteadyIfNoTwoPowersDifferByMoreThanTwoPoints() {
    assertThat(judge("kfac-steady", made("K-FAC", 80, 81.5, 80.5)).verdict())
        .isEqualTo(Verdict.HOLDS);
    assertThat(judge("kfac-steady", made("K-FAC", 80, 82.5, 81)).verdict())
        .isEqualTo(Verdict.FAILS);
  }

  @Test
  void theLeadOfKFacIsComparedAtItsEnds() {
    List<Point> sgd = made("SGD", 80, 80, 75);
    assertThat(judge("kfac-advantage-grows", both(sgd, made("K-FAC", 81, 81, 80))).verdict())
        .isEqualTo(Verdict.HOLDS);
    assertThat(judge("kfac-advantage-grows", both(sgd, made("K-FAC", 86, 81, 80))).verdict())
        .isEqualTo(Verdict.FAILS);
  }

  @Test
  void kFacAndAdamAreComparedOnInputsAsTheyAre() {
    List<Point> adam = made("Adam", 90, 80, 90);
    assertThat(judge("kfac-as-good-as-adam", both(adam, made("K-FAC", 0, 80, 0))).verdict())
        .isEqualTo(Verdict.HOLDS);
    assertThat(judge("kfac-as-good-as-adam", both(adam, made("K-FAC", 95, 79, 95))).verdict())
        .isEqualTo(Verdict.FAILS);
  }

  @Test
  void whatWasTunedToTheEdgeOrDivergedOrIsMissingIsUndecided() {
    List<Point> edge = new ArrayList<>(made("SGD", 80, 84, 60));
    edge.add(new Point(RealPoints.panel(RealPoints.ON_EDGE, SET), "SGD", 0, 2, 1));
    Judgement judged = judge("sgd-falls", edge);
    assertThat(judged.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(judged.reading()).isEqualTo("SGD at power 2.0 was tuned to the edge of its grid");
    assertThat(judge("sgd-falls", made("SGD", 80, Double.NaN, 60)).reading())
        .isEqualTo("SGD diverged at power 1.0");
    assertThat(judge("adam-falls", made("SGD", 80, 84, 60)).reading())
        .isEqualTo("there are no results of Adam on Fashion-MNIST");
    for (Claim claim : RealDataClaims.all()) {
      assertThat(claim.test().apply(new Results(List.of())).verdict())
          .as(claim.id())
          .isEqualTo(Verdict.UNDECIDED);
    }
  }

  @Test
  void everyCellOfTheGivenSetRunsAndIsMeasured() {
    Experiment experiment = bound();
    List<Cell> cells = experiment.cells(Scale.QUICK, 1);
    assertThat(cells).hasSize(6);
    List<Point> points = new ArrayList<>();
    cells.forEach(cell -> points.addAll(experiment.run(cell).points()));
    Results results = new Results(points);
    for (String series : List.of("SGD", "K-FAC")) {
      for (double power : new double[] {0, 1, 2}) {
        assertThat(
                results.value(
                    RealPoints.panel(RealPoints.ACCURACY_AT_POWER, SET), series, power, 0))
            .isBetween(0.0, 100.0);
      }
      assertThat(results.xs(RealPoints.panel(RealPoints.ACCURACY, SET), series)).hasSize(3);
    }
    assertThat(experiment.figures(results)).hasSize(2);
    for (Figure figure : experiment.figures(results)) {
      assertThat(figure.panels()).isNotEmpty();
    }
  }

  @Test
  void aCellIsAFunctionOfItselfAndTheData() {
    Cell cell = bound().cells(Scale.QUICK, 2).getLast();
    Experiment warm = bound();
    warm.run(bound().cells(Scale.QUICK, 1).getLast()); // Leaves its tuning behind.
    assertThat(warm.run(cell).points()).isEqualTo(bound().run(cell).points());
  }

  @Test
  void settingsTellDataApart() {
    assertThat(bound().settings(Scale.QUICK))
        .hasEntrySatisfying(
            "fashion-mnist hash",
            hash -> assertThat(hash.toString()).matches("training crc32 .*, test crc32 .*"));
    assertThat(TinyRealData.anisotropy().settings(Scale.QUICK))
        .doesNotContainKey("fashion-mnist hash");
    Object first = bound().settings(Scale.QUICK).get("fashion-mnist hash");
    Object other =
        TinyRealData.anisotropy()
            .on(Map.of(SET, tiny(95)))
            .settings(Scale.QUICK)
            .get("fashion-mnist hash");
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void dataThatDoNotSufficeAreRefused() {
    assertThatThrownBy(() -> TinyRealData.anisotropy().on(Map.of(SET, tiny(70))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Fashion-MNIST: 70 training examples; want 60 to train on and 20 to validate");
    Data read = tiny(90);
    Data without = new Data(read.name(), read.training(), Optional.empty());
    assertThatThrownBy(() -> TinyRealData.anisotropy().on(Map.of(SET, without)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Fashion-MNIST: there is no test set; want one to measure accuracy on");
  }

  @Test
  void withoutDataCellsCanBeListedAndNotRun() {
    NeedsData without = TinyRealData.anisotropy();
    List<Cell> cells = without.cells(Scale.QUICK, 1);
    assertThat(cells)
        .extracting(cell -> cell.coordinate("data"))
        .contains("fashion-mnist", "cifar-10");
    assertThatThrownBy(() -> without.run(cells.getFirst()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Fashion-MNIST is not there; pass --data");
  }

  @Test
  void tuningSeedsAreNotThoseOfTheEvaluation() {
    RealData real = new RealData();
    for (Scale scale : Scale.values()) {
      Set<Object> tuning = Set.copyOf((List<?>) real.settings(scale).get("tuning seeds"));
      assertThat(real.cells(scale, 100)).noneMatch(cell -> tuning.contains(cell.seed()));
    }
  }
}
