package dev.layerwise.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Look;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceTest {
  private static final Style STYLE =
      new Style("#000000", "#ffffff", Style.Dash.SOLID, Style.Marker.CIRCLE, 1);

  @Test
  void anErrorBarIsAStandardDeviationEachWay() {
    // Of 1, 2, 3: 1; the value that is not a number is counted out.
    Sample bar = Sample.withDeviation(0, new double[] {3, Double.NaN, 1, 2});
    assertThat(bar).isEqualTo(new Sample(0, 2, 2, 1, 3, 3));
    assertThat(Sample.withDeviation(0, new double[] {5})).isEqualTo(new Sample(0, 5, 5, 5, 5, 1));
  }

  @Test
  void aSeedThatDivergesIsLeftOutFromTheStart() {
    Trace trace =
        measured(
            point(1, 0, 2), point(1, 5, 4),
            point(2, 0, 900), point(2, 5, Double.NaN),
            point(3, 0, 6), point(3, 5, 8));
    assertThat(trace.seeds()).isEqualTo(new Trace.Seeds(3, 2));
    assertThat(trace.seeds().lost()).isEqualTo(1);
    assertThat(trace.samples())
        .containsExactly(new Sample(0, 4, 4, 2, 6, 2), new Sample(5, 6, 6, 4, 8, 2));
  }

  @Test
  void ifAllSeedsDivergeTheCurveFollowsThemWhileTheyLast() {
    Trace trace =
        measured(
            point(1, 0, 2),
            point(1, 5, Double.NaN),
            point(1, 9, Double.NaN),
            point(2, 0, 4),
            point(2, 5, 30),
            point(2, 9, Double.POSITIVE_INFINITY));
    assertThat(trace.seeds()).isEqualTo(new Trace.Seeds(2, 0));
    assertThat(trace.samples().get(0)).isEqualTo(new Sample(0, 3, 3, 2, 4, 2));
    assertThat(trace.samples().get(1)).isEqualTo(new Sample(5, 30, 30, 30, 30, 1));
    assertThat(trace.samples().get(2).finite()).isZero();
    assertThat(trace.high()).isEqualTo(30);
  }

  @Test
  void aMissingPointCountsAsLost() {
    Trace trace = measured(point(1, 0, 2), point(1, 5, 3), point(2, 0, 4));
    assertThat(trace.seeds()).isEqualTo(new Trace.Seeds(2, 1));
    assertThat(trace.samples().get(0).mean()).isEqualTo(2);
  }

  @Test
  void anUnknownSeriesIsEmpty() {
    Trace trace = Trace.of(new Measured("panel", "none"), STYLE, new Results(List.of()));
    assertThat(trace.samples()).isEmpty();
    assertThat(trace.seeds().lost()).isZero();
  }

  @Test
  void aPredictionHasNoSeeds() {
    Figure.Curve bound = new Figure.Reference("bound", List.of(0.0, 9.0), List.of(1.0, 3.0));
    Trace trace = Trace.of(bound, STYLE, new Results(List.of()));
    assertThat(trace.theory()).isTrue();
    assertThat(trace.samples()).containsExactly(Sample.exact(0, 1), Sample.exact(9, 3));
  }

  @Test
  void thinningKeepsEndsAndExcursions() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 10_007; i++) {
      samples.add(Sample.exact(i, i % 3));
    }
    for (int i : new int[] {4321, 8766}) {
      samples.set(i, Sample.exact(i, 99));
    }
    for (int i : new int[] {4322, 8765}) {
      samples.set(i, Sample.exact(i, -99));
    }
    Trace trace = new Trace("a", STYLE, Look.LINE, new Trace.Seeds(1, 1), samples).thinned(500);
    assertThat(trace.samples()).hasSizeLessThanOrEqualTo(500);
    assertThat(trace.samples()).hasSizeGreaterThan(400);
    assertThat(trace.samples().getFirst().x()).isZero();
    assertThat(trace.samples().getLast().x()).isEqualTo(10_006);
    assertThat(trace.samples())
        .contains(Sample.exact(4321, 99), Sample.exact(4322, -99))
        .contains(Sample.exact(8765, -99), Sample.exact(8766, 99))
        .isSortedAccordingTo((a, b) -> Double.compare(a.x(), b.x()));
  }

  @Test
  void thinningPrefersPointsThatHaveValues() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 5001; i++) {
      samples.add(i % 2 == 0 ? Sample.exact(i, Double.NaN) : Sample.exact(i, i));
    }
    Trace trace = new Trace("a", STYLE, Look.LINE, new Trace.Seeds(1, 1), samples).thinned(101);
    List<Sample> inner = trace.samples().subList(1, trace.samples().size() - 1);
    assertThat(inner).allMatch(sample -> sample.finite() == 1);
  }

  @Test
  void aShortCurveIsNotThinned() {
    Trace trace = measured(point(1, 0, 2), point(1, 5, 4));
    assertThat(trace.thinned(2)).isSameAs(trace);
  }

  private static Point point(long seed, double x, double y) {
    return new Point("panel", "series", seed, x, y);
  }

  private static Trace measured(Point... points) {
    return Trace.of(new Measured("panel", "series"), STYLE, new Results(List.of(points)));
  }
}
