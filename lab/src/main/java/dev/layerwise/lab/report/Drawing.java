package dev.layerwise.lab.report;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A figure with its numbers and looks: what the page and the pictures draw alike.
 *
 * @param number the figure's number, from 1
 * @param figure title and caption
 * @param panels the panels, from left to right
 * @param legend label and look of each curve, in the legend's order
 */
record Drawing(int number, Figure figure, List<Shown> panels, Map<String, Style> legend) {
  /** Points of a curve beyond which neither a screen nor paper shows more. */
  static final int ENOUGH_POINTS = 2000;

  /** A panel with its numbers. */
  sealed interface Shown permits Axes, HeatMap, Bars {
    /** Heading, and which of the figure's panels it is. */
    Figure.Panel panel();

    /** Whether there is nothing to draw. */
    boolean empty();
  }

  /**
   * A panel of lines.
   *
   * @param panel heading and axes
   * @param traces the curves
   * @param span the ordinates worth showing
   */
  record Axes(Figure.LinePanel panel, List<Trace> traces, Span span) implements Shown {
    @Override
    public boolean empty() {
      return span.isEmpty();
    }
  }

  /**
   * Stacked bars.
   *
   * @param panel heading, categories and parts
   * @param lengths for each part the length in each category; NaN where there is no value
   */
  record Bars(Figure.BarPanel panel, List<List<Double>> lengths) implements Shown {
    double longest() {
      double longest = 0;
      for (int i = 0; i < panel.categories().size(); i++) {
        double sum = 0;
        for (List<Double> part : lengths) {
          sum += Double.isFinite(part.get(i)) ? part.get(i) : 0;
        }
        longest = Math.max(longest, sum);
      }
      return longest;
    }

    @Override
    public boolean empty() {
      return longest() == 0;
    }
  }

  static Drawing of(int number, Figure figure, Results results) {
    Map<String, Style> legend = Palette.of(figure);
    List<Shown> panels =
        figure.panels().stream()
            .<Shown>map(panel ->
                switch (panel) {
                  case Figure.LinePanel lines -> axes(lines, legend, results);
                  case Figure.HeatMapPanel map -> HeatMap.of(map, results);
                  case Figure.BarPanel bars -> bars(bars, results);
                })
            .toList();
    return new Drawing(number, figure, panels, legend);
  }

  /** Returns whether a curve stands for more than one seed. */
  boolean banded() {
    return lines().anyMatch(axes -> axes.traces().stream().anyMatch(t -> t.seeds().run() > 1));
  }

  /** Returns whether all curves that stand for more than one seed are points with error bars. */
  boolean pointed() {
    return lines()
        .flatMap(axes -> axes.traces().stream())
        .filter(t -> t.seeds().run() > 1)
        .allMatch(t -> t.look() == Figure.Look.POINTS);
  }

  /** Returns the panels of lines. */
  Stream<Axes> lines() {
    return panels.stream().filter(Axes.class::isInstance).map(Axes.class::cast);
  }

  /** Returns how many panels stand in a row; four heat maps are two by two, as a table is. */
  int columns() {
    int n = Math.max(1, panels.size());
    if (n == 4 && panels.stream().allMatch(HeatMap.class::isInstance)) {
      return 2;
    }
    return n <= 4 ? n : (n + (n + 3) / 4 - 1) / ((n + 3) / 4);
  }

  private static Bars bars(Figure.BarPanel bars, Results results) {
    int n = bars.categories().size();
    return new Bars(
        bars,
        bars.parts().stream()
            .map(part ->
                IntStream.range(0, n)
                    .mapToObj(i -> results.mean(part.panel(), part.series(), i))
                    .toList())
            .toList());
  }

  private static Axes axes(Figure.LinePanel panel, Map<String, Style> legend, Results results) {
    List<Trace> traces =
        panel.curves().stream()
            .map(c -> Trace.of(c, legend.get(c.label()), results).thinned(ENOUGH_POINTS))
            .toList();
    return new Axes(panel, traces, Span.of(panel, traces));
  }
}
