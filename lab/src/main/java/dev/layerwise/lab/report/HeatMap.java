package dev.layerwise.lab.report;

import dev.layerwise.lab.Figure.HeatMapPanel;
import dev.layerwise.lab.Figure.Shading;
import dev.layerwise.lab.Results;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A heat map with its numbers.
 *
 * @param panel heading, axes and rows
 * @param columns the abscissas, ascending
 * @param cells a row for each of the panel's, from the bottom up; NaN where there is no value
 */
record HeatMap(HeatMapPanel panel, List<Double> columns, List<List<Double>> cells)
    implements Drawing.Shown {
  /** A factor that is printed as 1. */
  private static final double SAME = 1.05;

  /** From here on powers of ten are read more easily. */
  private static final double LARGE = 9950;

  private static final MathContext DIGITS = new MathContext(2);

  static HeatMap of(HeatMapPanel panel, Results results) {
    SortedSet<Double> columns = new TreeSet<>();
    panel.rows().forEach(row -> columns.addAll(results.xs(row.panel(), row.series())));
    for (int j = 0; j < panel.columns().size(); j++) {
      columns.add((double) j);
    }
    List<List<Double>> cells =
        panel.rows().stream()
            .map(row ->
                columns.stream().map(x -> results.mean(row.panel(), row.series(), x)).toList())
            .toList();
    return new HeatMap(panel, List.copyOf(columns), cells);
  }

  private static DoubleSummaryStatistics finite(List<Double> values) {
    return values.stream()
        .mapToDouble(Double::doubleValue)
        .filter(Double::isFinite)
        .summaryStatistics();
  }

  private DoubleSummaryStatistics finite() {
    return finite(cells.stream().flatMap(List::stream).toList());
  }

  double low() {
    return finite().getMin();
  }

  double high() {
    return finite().getMax();
  }

  @Override
  public boolean empty() {
    return finite().getCount() == 0;
  }

  /** What a column is called. */
  String column(int j) {
    double x = columns.get(j);
    return panel.columns().isEmpty() ? Ticks.plain(x) : panel.columns().get((int) x);
  }

  /** Where a cell's colour lies from the darkest, 0, to the lightest, 1; NaN without a value. */
  double shade(int i, int j) {
    double value = cells.get(i).get(j);
    if (!Double.isFinite(value)) {
      return Double.NaN;
    }
    return switch (panel.shading()) {
      case Shading.Spread _ -> high() > low() ? (value - low()) / (high() - low()) : 1;
      case Shading.BehindBest(double decades) -> 1 - Math.min(1, behind(i, j) / decades);
    };
  }

  List<List<Double>> shades() {
    return IntStream.range(0, cells.size())
        .mapToObj(i -> IntStream.range(0, columns.size()).mapToObj(j -> shade(i, j)).toList())
        .toList();
  }

  /** What stands in a cell; a dash without a value. */
  String text(int i, int j) {
    double value = cells.get(i).get(j);
    if (!Double.isFinite(value)) {
      return "–";
    }
    return switch (panel.shading()) {
      case Shading.Spread _ -> Ticks.plain(value);
      case Shading.BehindBest _ -> factor(behind(i, j));
    };
  }

  List<List<String>> texts() {
    return IntStream.range(0, cells.size())
        .mapToObj(i -> IntStream.range(0, columns.size()).mapToObj(j -> text(i, j)).toList())
        .toList();
  }

  /** Decades above the least of the row. */
  private double behind(int i, int j) {
    return cells.get(i).get(j) - finite(cells.get(i)).getMin();
  }

  /** Prints {@code best}, {@code ×1.4}, {@code ×320}, {@code ×10¹⁵}. */
  private static String factor(double decades) {
    double factor = Math.pow(10, decades);
    if (factor < SAME) {
      return decades == 0 ? "best" : "×1";
    }
    if (factor >= LARGE) {
      return "×" + Ticks.power((int) Math.round(decades));
    }
    return "×" + Ticks.plain(new BigDecimal(factor).round(DIGITS).doubleValue());
  }
}
