package dev.layerwise.lab.report;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import java.util.List;
import java.util.Map;

/**
 * A figure with its numbers and looks: what the page and the pictures draw alike.
 *
 * @param number the figure's number, from 1
 * @param figure title and caption
 * @param panels the panels, from left to right
 * @param legend label and look of each curve, in the legend's order
 */
record Drawing(int number, Figure figure, List<Axes> panels, Map<String, Style> legend) {
  /** Points of a curve beyond which neither a screen nor paper shows more. */
  static final int ENOUGH_POINTS = 2000;

  /**
   * One panel.
   *
   * @param panel heading and axes
   * @param traces the curves
   * @param span the ordinates worth showing
   */
  record Axes(Figure.LinePanel panel, List<Trace> traces, Span span) {
    boolean empty() {
      return span.isEmpty();
    }
  }

  static Drawing of(int number, Figure figure, Results results) {
    Map<String, Style> legend = Palette.of(figure);
    List<Axes> panels =
        figure.panels().stream()
            .map(panel ->
                switch (panel) {
                  case Figure.LinePanel lines -> axes(lines, legend, results);
                })
            .toList();
    return new Drawing(number, figure, panels, legend);
  }

  /** Returns whether a curve stands for more than one seed. */
  boolean banded() {
    return panels.stream()
        .anyMatch(axes -> axes.traces().stream().anyMatch(trace -> trace.seeds().run() > 1));
  }

  /** Returns how many panels stand in a row. */
  int columns() {
    int n = Math.max(1, panels.size());
    return n <= 4 ? n : (n + (n + 3) / 4 - 1) / ((n + 3) / 4);
  }

  private static Axes axes(Figure.LinePanel panel, Map<String, Style> legend, Results results) {
    List<Trace> traces =
        panel.curves().stream()
            .map(c -> Trace.of(c, legend.get(c.label()), results).thinned(ENOUGH_POINTS))
            .toList();
    return new Axes(panel, traces, Span.of(panel, traces));
  }
}
