package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures 3 to 5 of Adam-or-GN: how panels are read, and one of them in small. */
final class QuadrantsTest {
  private static final double DIVERGED = Double.NaN;

  private static Results results(String series, double[]... seeds) {
    List<Point> points = new ArrayList<>();
    for (int seed = 0; seed < seeds.length; seed++) {
      for (int t = 0; t < seeds[seed].length; t++) {
        points.add(new Point("error:p", series, seed, 10 * t, seeds[seed][t]));
      }
    }
    return new Results(points);
  }

  @Test
  void stepsAreMediansOverSeedsOfFirstPassages() {
    Results results =
        results(
            "Adam",
            new double[] {1, 0.4, 0.6, 0.1},
            new double[] {2, 1.5, 0.9, 0.3},
            new double[] {1, 1, 1, 0.2});
    Quadrant quadrant = Quadrant.of(results, "p");
    assertThat(quadrant.steps("Adam", 0.5)).isEqualTo(20);
    assertThat(quadrant.steps("Adam", 0.15)).isEqualTo(30);
    assertThat(quadrant.steps("Adam", 0.1)).isInfinite();
    assertThat(quadrant.error("Adam", 0.34)).isEqualTo(1);
    assertThat(quadrant.end("Adam")).isEqualTo(0.2);
    assertThat(quadrant.learned("Adam", 0.15)).isEqualTo(2);
    assertThat(quadrant.end("another")).isNaN();
    assertThat(quadrant.steps("another", 0.5)).isNaN();
  }

  @Test
  void aDivergedSeedCountsAsInfinite() {
    Results results =
        results(
            "GN⁻¹",
            new double[] {1, 0.5, DIVERGED},
            new double[] {1, 0.5, 0.2},
            new double[] {1, 0.5, 0.1});
    Quadrant quadrant = Quadrant.of(results, "p");
    assertThat(quadrant.end("GN⁻¹")).isEqualTo(0.2);
    assertThat(quadrant.eachSteps(0.05, "GN⁻¹")).isEqualTo("GN⁻¹ never");
  }

  /** Bands of an independent implementation over ten other seeds, [min/3, 3 max]. */
  @Test
  void gaussNewtonLearnsTheTeacherFirstInTheEigenbasis() {
    Results results = Reduced.run(Quadrants.figure3(), 1, id -> id.contains("panel=large-eigen"));
    Quadrant quadrant = Quadrant.of(results, Quadrants.B);
    assertThat(quadrant.end(Quadrants.GN)).isLessThan(3 * 3.65e-4);
    assertThat(quadrant.end(Quadrants.GN_HALF)).isBetween(4.36e-5 / 3, 3 * 0.0298);
    Claim ahead =
        Quadrants.figure3().claims().stream()
            .filter(claim -> claim.id().equals("b-gauss-newton-ahead"))
            .findFirst()
            .get();
    assertThat(ahead.test().apply(results).verdict()).isEqualTo(Verdict.HOLDS);
  }
}
