package dev.layerwise.lab.report;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Spacing;
import java.util.List;

/**
 * The ordinates that a panel shows at first sight. A curve that diverges goes through all powers of
 * ten on its way to infinity; it may leave the panel at the top, but must not press the others
 * flat.
 *
 * @param low the smallest ordinate; NaN if nothing can be drawn
 * @param high the largest ordinate; NaN if nothing can be drawn
 */
record Span(double low, double high) {
  private static final Span EMPTY = new Span(Double.NaN, Double.NaN);

  boolean isEmpty() {
    return Double.isNaN(low);
  }

  static Span of(Figure.LinePanel panel, List<Trace> traces) {
    boolean logX = panel.x().spacing() == Spacing.LOG;
    boolean logY = panel.y().spacing() == Spacing.LOG;
    List<Trace> steady = traces.stream().filter(t -> t.lost() == 0).toList();
    Span span = over(steady, logX, logY);
    Span all = over(traces, logX, logY);
    if (span.isEmpty()) {
      return all;
    }
    double room = logY ? span.high * 10 : span.high + (span.high - span.low) / 4;
    return new Span(Math.min(span.low, all.low), Math.clamp(all.high, span.high, room));
  }

  private static Span over(List<Trace> traces, boolean logX, boolean logY) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Trace trace : traces) {
      for (Sample s : trace.samples()) {
        if (s.drawable(logX, logY)) {
          low = Math.min(low, logY && s.low() <= 0 ? s.mean() : s.low());
          high = Math.max(high, s.high());
        }
      }
    }
    return low <= high ? new Span(low, high) : EMPTY;
  }
}
