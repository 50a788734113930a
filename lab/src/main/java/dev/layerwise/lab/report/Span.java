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
  /** A curve this much above the usual one is on its way to infinity. */
  private static final double RUNAWAY = 1e9;

  private static final Span EMPTY = new Span(Double.NaN, Double.NaN);

  boolean isEmpty() {
    return Double.isNaN(low);
  }

  static Span of(Figure.LinePanel panel, List<Trace> traces) {
    boolean logX = panel.x().spacing() == Spacing.LOG;
    boolean logY = panel.y().spacing() == Spacing.LOG;
    Span span = over(steady(traces), logX, logY);
    Span all = over(traces, logX, logY);
    if (span.isEmpty()) {
      return all;
    }
    double room = logY ? span.high * 10 : span.high + (span.high - span.low) / 4;
    return new Span(Math.min(span.low, all.low), Math.clamp(all.high, span.high, room));
  }

  /** Returns the curves that the panel must show whole. */
  static List<Trace> steady(List<Trace> traces) {
    double[] highs = traces.stream().mapToDouble(Trace::high).filter(Double::isFinite).toArray();
    double usual = highs.length == 0 ? 0 : Sample.of(0, highs).median();
    return traces.stream()
        .filter(trace -> trace.seeds().lost() == 0 && trace.high() <= RUNAWAY * usual)
        .toList();
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
