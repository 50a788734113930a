package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Figure 7 of Adam-or-GN: one run, and what is said of results. */
final class SelectionTaskTest {
  private final List<Point> points = new ArrayList<>();

  private static Map<String, Verdict> verdicts(Results results) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (Claim claim : SelectionTaskClaims.all()) {
      verdicts.put(claim.id(), claim.test().apply(results).verdict());
    }
    return verdicts;
  }

  private void ends(String panel, String series, double... errors) {
    for (int seed = 0; seed < errors.length; seed++) {
      points.add(new Point("error:" + panel, series, seed, 0, 1));
      points.add(new Point("error:" + panel, series, seed, 200, errors[seed]));
    }
  }

  /** An independent implementation ends between 3.9e-6 and 4.9e-6 on eight other seeds. */
  @Test
  void gaussNewtonLearnsToSelectAsAnIndependentImplementationDoes() {
    Results results =
        Reduced.run(SelectionTask.figure7(), 1, id -> id.contains("method=gn-1,panel=selection"));
    String panel = "error:" + SelectionTask.PANEL;
    assertThat(results.mean(panel, SelectionTask.GN, 0)).isBetween(0.8, 1.4);
    assertThat(results.mean(panel, SelectionTask.GN, 20)).isBetween(4.5e-4 / 10, 4.5e-3);
    assertThat(results.mean(panel, SelectionTask.GN, 200)).isBetween(3.9e-6 / 2, 2 * 4.9e-6);
  }

  @Test
  void everyClaimHoldsWhereAdamIsAheadAndFastGaussNewtonStuck() {
    ends(SelectionTask.PANEL, SelectionTask.ADAM, 1e-6, 2e-6, 3e-3);
    ends(SelectionTask.PANEL, SelectionTask.GN, 3e-6, 1e-6, 2e-6);
    ends(SelectionTask.PANEL, SelectionTask.GN_HALF, 2e-6, 2e-6, 2e-6);
    ends(SelectionTask.RATES, SelectionTask.GN_TOO_FAST, 1e-6, 0.5, Double.NaN);
    assertThat(verdicts(new Results(points)))
        .hasSize(3)
        .doesNotContainValue(Verdict.FAILS)
        .doesNotContainValue(Verdict.UNDECIDED);
  }

  @Test
  void everyClaimFailsTheOtherWayRound() {
    ends(SelectionTask.PANEL, SelectionTask.ADAM, 3e-6, 2.1e-6, 1e-6);
    ends(SelectionTask.PANEL, SelectionTask.GN, 3e-6, 1e-6, 2e-6);
    ends(SelectionTask.PANEL, SelectionTask.GN_HALF, 1.9e-6, 1.9e-6, Double.NaN);
    ends(SelectionTask.RATES, SelectionTask.GN_TOO_FAST, 0.49, 0.1, Double.NaN);
    assertThat(verdicts(new Results(points)))
        .hasSize(3)
        .doesNotContainValue(Verdict.HOLDS)
        .doesNotContainValue(Verdict.UNDECIDED);
  }

  @Test
  void adamIsNotJudgedWhereOneOfTheTwoWasNotRun() {
    ends(SelectionTask.PANEL, SelectionTask.ADAM, 1e-6);
    assertThat(verdicts(new Results(points)))
        .doesNotContainValue(Verdict.HOLDS)
        .doesNotContainValue(Verdict.FAILS);
  }

  @Test
  void panelsHaveTheTitlesOfTheScaleThatRan() {
    for (int steps : new int[] {100, 200}) { // the large transformer's, the small one's
      Results results =
          new Results(
              List.of(
                  new Point("error:" + SelectionTask.PANEL, SelectionTask.GN, 0, steps, 1e-3),
                  new Point("error:" + SelectionTask.RATES, SelectionTask.GN_FASTER, 0, 200, 0.1)));
      assertThat(SelectionTask.figure7().figures(results).getFirst().panels())
          .extracting(Figure.Panel::title)
          .containsExactly(
              steps == 100 ? "32 vectors of 96" : "8 vectors of 8, each at its best",
              "8 vectors of 8, other learning rates");
    }
  }
}
