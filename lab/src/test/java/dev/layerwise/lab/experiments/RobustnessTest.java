package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.data.KnownSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RobustnessTest {
  private static final KnownSet SET = KnownSet.FASHION_MNIST;

  @TempDir Path dir;

  private static List<Point> row(String optimizer, double... accuracies) {
    List<Point> points = new ArrayList<>();
    RealContender contender = RealContender.named(optimizer);
    for (int i = 0; i < accuracies.length; i++) {
      points.add(
          new Point(
              Robustness.panel(SET, contender.label()), "damping=1", 0, i + 1, accuracies[i]));
    }
    points.add(
        new Point(
            Robustness.SHARE + ":" + SET.label(),
            Robustness.WITHIN,
            0,
            Robustness.place(contender),
            Robustness.share(points)));
    return points;
  }

  private static Judgement kFacAgainstAdam(List<Point> kFac, List<Point> adam) {
    List<Point> all = new ArrayList<>(kFac);
    all.addAll(adam);
    Claim claim =
        RobustnessClaims.all().stream()
            .filter(c -> c.id().equals("kfac-as-robust-as-adam-fashion-mnist"))
            .findFirst()
            .orElseThrow();
    return claim.test().apply(new Results(all));
  }

  @Test
  void theShareCountsWhatIsWithinTwoPointsAndNothingThatDiverged() {
    List<Point> points = row("kfac", 80, 82, 79.99, Double.NaN);
    assertThat(points.getLast().y()).isEqualTo(50);
    assertThat(Robustness.share(row("kfac", Double.NaN, Double.NaN).subList(0, 2))).isZero();
  }

  @Test
  void theGreaterShareIsTheMoreRobust() {
    Judgement holds = kFacAgainstAdam(row("kfac", 80, 82, 81), row("adam", 70, 82, 81));
    assertThat(holds.verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(holds.measured()).isEqualTo(100);
    assertThat(holds.evidence())
        .isEqualTo(
            "K-FAC: 100% of the grid; best 82.00% at learning rate 2.0, damping=1. Adam: 67% of"
                + " the grid; best 82.00% at learning rate 2.0, damping=1.");
    assertThat(kFacAgainstAdam(row("kfac", 70, 82, 70), row("adam", 70, 82, 81)).verdict())
        .isEqualTo(Verdict.FAILS);
  }

  @Test
  void aBestAtTheEdgeOrNothingDecidesNothing() {
    Judgement edge = kFacAgainstAdam(row("kfac", 80, 81, 82), row("adam", 70, 82, 81));
    assertThat(edge.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(edge.reading())
        .isEqualTo("the best of K-FAC's grid is at its edge, learning rate 3.0");
    assertThat(kFacAgainstAdam(row("kfac", 80, 82, 81), List.of()).reading())
        .isEqualTo("there are no results of Adam on Fashion-MNIST");
    double nan = Double.NaN;
    assertThat(kFacAgainstAdam(row("kfac", nan, nan, nan), row("adam", 70, 82, 81)).verdict())
        .isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void aCellMeasuresTheWholeGridAndItsShare() {
    Experiment experiment =
        TinyRealData.robustness()
            .on(Map.of(SET, SET.read(TinyRealData.idx(dir.resolve("tiny"), 90, 40))));
    List<Cell> cells = experiment.cells(Scale.QUICK, 1);
    assertThat(cells).hasSize(2);
    RunRecord sgd = experiment.run(cells.getFirst());
    assertThat(sgd.points()).hasSize(5 * 3 + 1);
    assertThat(sgd.points()).isEqualTo(experiment.run(cells.getFirst()).points());
    Results results = new Results(sgd.points());
    assertThat(results.series("accuracy:fashion-mnist:SGD"))
        .containsExactly("momentum=0", "momentum=0.9", "momentum=0.99");
    List<Figure> figures = experiment.figures(results);
    assertThat(figures.getLast().panels())
        .singleElement()
        .isInstanceOfSatisfying(
            Figure.HeatMapPanel.class,
            map ->
                assertThat(map.rows())
                    .extracting(Figure.Row::label)
                    .containsExactly("0", "0.9", "0.99"));
  }

  @Test
  void gridsStandAroundTheDefaultsByOneRule() {
    assertThat(RealContender.named("adam").learningRates(Scale.QUICK))
        .containsExactly(1e-5, 1e-4, 1e-3, 1e-2, 1e-1);
    assertThat(RealContender.named("foof").seconds(Scale.PAPER))
        .containsExactly("1e-4", "0.001", "0.01", "0.1", "1");
    assertThat(RealContender.named("adam").seconds(Scale.QUICK))
        .containsExactly("1e-12", "1e-8", "1e-4");
    for (RealContender contender : RealContender.all()) {
      assertThat(contender.learningRates(Scale.PAPER)).hasSize(9).isSorted();
      assertThat(contender.seconds(Scale.PAPER)).hasSize(5);
    }
  }
}
