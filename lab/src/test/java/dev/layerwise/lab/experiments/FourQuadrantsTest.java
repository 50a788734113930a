package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.HeatMapPanel;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Adam-or-GN Table 1: what is said of hand-made results, and one quadrant in small. */
final class FourQuadrantsTest {
  /** log₁₀ of two, rounded up: the bound of "≈". */
  private static final double TWICE = 0.302;

  private final List<Point> points = new ArrayList<>();

  /** What powers −1 and −½ leave over Adam, as log₁₀. */
  private void measured(String quadrant, String task, double minusOne, double minusHalf) {
    points.add(new Point(quadrant, task, 0, FourQuadrants.GN, minusOne));
    points.add(new Point(quadrant, task, 0, FourQuadrants.GN_HALF, minusHalf));
  }

  private Map<String, Verdict> verdicts() {
    Results results = new Results(points);
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (Claim claim : new FourQuadrants().claims()) {
      verdicts.put(claim.id(), claim.test().apply(results).verdict());
    }
    return verdicts;
  }

  @Test
  void everyEntryHoldsWhereTheResultsAreThePapers() {
    measured(Quadrants.A, FourQuadrants.QUADRATIC, 15, 15);
    measured(Quadrants.B, FourQuadrants.LOGISTIC, 13, 11);
    measured(Quadrants.C, "teacher", 0.1, -0.3);
    measured(Quadrants.C, "staircase", 0.9, 0.3);
    measured(Quadrants.D, "teacher", -2, 0.3);
    measured(Quadrants.D, "staircase", 0.3, 0);
    assertThat(verdicts())
        .hasSize(5)
        .containsValue(Verdict.HOLDS)
        .doesNotContainValue(Verdict.FAILS)
        .doesNotContainValue(Verdict.UNDECIDED);
  }

  @Test
  void anEntryFailsByTheWorstOfItsTasks() {
    measured(Quadrants.A, FourQuadrants.QUADRATIC, -0.01, 3);
    measured(Quadrants.B, FourQuadrants.LOGISTIC, -0.01, 3);
    measured(Quadrants.C, "teacher", 0, -TWICE);
    measured(Quadrants.C, "staircase", 0, 0);
    measured(Quadrants.D, "teacher", TWICE, 0);
    measured(Quadrants.D, "staircase", -3, TWICE);
    assertThat(verdicts())
        .hasSize(5)
        .containsValue(Verdict.FAILS)
        .doesNotContainValue(Verdict.HOLDS)
        .doesNotContainValue(Verdict.UNDECIDED);
  }

  @Test
  void otherTasksDoNotSpeakForTheExamplesOfFullBatches() {
    measured(Quadrants.A, "teacher", 1, 1);
    measured(Quadrants.B, "teacher", 1, 1);
    assertThat(verdicts()).doesNotContainValue(Verdict.HOLDS).doesNotContainValue(Verdict.FAILS);
  }

  @Test
  void aDivergedRunLeavesItsEntryUndecidedOrFailed() {
    measured(Quadrants.C, "teacher", 0, Double.POSITIVE_INFINITY);
    measured(Quadrants.D, "teacher", Double.NaN, Double.NaN);
    assertThat(verdicts())
        .containsEntry("small-identity", Verdict.FAILS)
        .containsEntry("small-eigen-tracks", Verdict.UNDECIDED)
        .containsEntry("small-eigen-order", Verdict.UNDECIDED);
  }

  /** Closed form: at diag(Σ) = 1 both powers are gradient descent. */
  @Test
  void aCellHoldsTheScoresOfItsMethodsAndTheirDifferences() {
    Results results = Reduced.run(new FourQuadrants(), 1, id -> id.contains("task=quadratic"));
    String scores = FourQuadrants.scores(Quadrants.A);
    double adam = results.mean(scores, FourQuadrants.QUADRATIC, 0);
    double gaussNewton = results.mean(scores, FourQuadrants.QUADRATIC, 1);
    assertThat(results.mean(scores, FourQuadrants.QUADRATIC, 2)).isEqualTo(gaussNewton);
    assertThat(results.median(Quadrants.A, FourQuadrants.QUADRATIC, FourQuadrants.GN))
        .isEqualTo(gaussNewton - adam)
        .isGreaterThan(3);
  }

  @Test
  void thePictureIsThePapersTableWithAColumnForEachMethod() {
    points.add(new Point(FourQuadrants.scores(Quadrants.C), "teacher", 0, 0, -2));
    Figure figure = new FourQuadrants().figures(new Results(points)).getFirst();
    assertThat(figure.panels())
        .extracting(Figure.Panel::title)
        .containsExactly(
            "Eigenbasis, full batch. Paper: ∃ Adam > GN⁻¹",
            "Eigenbasis, small batch. Paper: GN⁻¹ ≥ Adam ≈ GN⁻½",
            "Identity, full batch. Paper: ∃ Adam > GN⁻¹",
            "Identity, small batch. Paper: Adam ≈ GN⁻½");
    HeatMapPanel last = (HeatMapPanel) figure.panels().getLast();
    assertThat(last.columns()).containsExactly("Adam", "GN⁻¹", "GN⁻½");
    assertThat(last.rows()).extracting(Figure.Row::label).containsExactly("teacher");
  }
}
