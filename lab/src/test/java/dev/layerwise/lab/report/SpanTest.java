package dev.layerwise.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanTest {
  @Test
  void aDivergingCurveDoesNotPressTheOthersFlat() {
    Span span = span(Spacing.LOG, List.of(1.0, 0.5, 0.1), List.of(1.0, 1e200, Double.NaN));
    assertThat(span).isEqualTo(new Span(0.1, 10));
    Span linear = span(Spacing.LINEAR, List.of(1.0, 0.5, 0.2), List.of(1.0, 1e200, Double.NaN));
    assertThat(linear).isEqualTo(new Span(0.2, 1.2));
  }

  @Test
  void aCurveOnItsWayToInfinityCountsAsDiverging() {
    Span span = span(Spacing.LOG, List.of(1.0, 0.5), List.of(1.0, 0.2), List.of(1.0, 1e290));
    assertThat(span).isEqualTo(new Span(0.2, 10));
  }

  @Test
  void ifAllDivergeAllAreShown() {
    Span span = span(Spacing.LOG, List.of(1.0, 100.0, Double.NaN));
    assertThat(span).isEqualTo(new Span(1, 100));
  }

  @Test
  void logarithmicSpansLeaveOutWhatIsNotPositive() {
    assertThat(span(Spacing.LOG, List.of(-3.0, 0.0, 4.0, 9.0))).isEqualTo(new Span(4, 9));
    assertThat(span(Spacing.LOG, List.of(-3.0, 0.0)).isEmpty()).isTrue();
    assertThat(span(Spacing.LINEAR, List.of(-3.0, 0.0))).isEqualTo(new Span(-3, 0));
  }

  @SafeVarargs
  private static Span span(Spacing spacing, List<Double>... curves) {
    List<Point> points = new ArrayList<>();
    List<Measured> measured = new ArrayList<>();
    for (int c = 0; c < curves.length; c++) {
      measured.add(new Measured("p", "s" + c));
      for (int x = 0; x < curves[c].size(); x++) {
        points.add(new Point("p", "s" + c, 1, x, curves[c].get(x)));
      }
    }
    LinePanel panel =
        new LinePanel(
            "", new Axis("x", Spacing.LINEAR), new Axis("y", spacing), List.copyOf(measured));
    Results results = new Results(points);
    return Span.of(
        panel,
        measured.stream()
            .map(m ->
                Trace.of(
                    m,
                    new Style("#000000", "#ffffff", Style.Dash.SOLID, Style.Marker.CIRCLE, 1),
                    results))
            .toList());
  }
}
