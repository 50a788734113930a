package dev.layerwise.lab.report;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Spacing;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The numbers that the page's script draws. */
final class ChartData {
  /** More than a screen shows, a third of the length of full precision. */
  private static final MathContext PRECISION = new MathContext(7);

  private static final JsonMapper JSON = JsonMapper.shared();

  private ChartData() {}

  /** Returns JSON that may stand inside a script element. */
  static String json(List<Drawing> drawings) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode figures = root.putArray("figures");
    for (Drawing drawing : drawings) {
      ObjectNode figure = figures.addObject();
      ObjectNode styles = figure.putObject("styles");
      drawing.legend().forEach((label, style) -> put(styles.putObject(label), style));
      ArrayNode panels = figure.putArray("panels");
      drawing.panels().forEach(shown -> put(panels.addObject(), shown));
    }
    return JSON.writeValueAsString(root).replace("<", "\\u003c");
  }

  private static void put(ObjectNode node, Style style) {
    node.put("light", style.light());
    node.put("dark", style.dark());
    node.put("width", style.width());
    node.put("marker", style.marker().path());
    ArrayNode dash = node.putArray("dash");
    style.dash().lengths().forEach(dash::add);
  }

  private static void put(ObjectNode node, Drawing.Shown shown) {
    switch (shown) {
      case Drawing.Axes axes -> put(node, axes);
      case HeatMap heat -> put(node, heat);
      case Drawing.Bars bars -> put(node, bars);
    }
  }

  private static void put(ObjectNode node, HeatMap heat) {
    node.put("kind", "heat");
    node.put("x", heat.panel().x());
    node.put("y", heat.panel().y());
    node.put("value", heat.panel().value());
    ArrayNode columns = node.putArray("columns");
    for (int j = 0; j < heat.columns().size(); j++) {
      columns.add(heat.column(j));
    }
    ArrayNode rows = node.putArray("rows");
    heat.panel().rows().forEach(row -> rows.add(row.label()));
    putRows(node.putArray("cells"), heat.cells());
    putRows(node.putArray("shades"), heat.shades());
    ArrayNode texts = node.putArray("texts");
    for (List<String> row : heat.texts()) {
      ArrayNode line = texts.addArray();
      row.forEach(line::add);
    }
    node.putArray("stops")
        .addAll(HeatColours.STOPS.stream().map(JSON.getNodeFactory()::stringNode).toList());
  }

  private static void put(ObjectNode node, Drawing.Bars bars) {
    node.put("kind", "bars");
    node.put("value", bars.panel().value());
    ArrayNode categories = node.putArray("categories");
    bars.panel().categories().forEach(categories::add);
    ArrayNode parts = node.putArray("parts");
    bars.panel().parts().forEach(part -> parts.add(part.label()));
    putRows(node.putArray("lengths"), bars.lengths());
  }

  private static void putRows(ArrayNode node, List<List<Double>> rows) {
    for (List<Double> row : rows) {
      ArrayNode numbers = node.addArray();
      row.forEach(value -> add(numbers, value));
    }
  }

  private static void put(ObjectNode node, Drawing.Axes axes) {
    node.put("kind", "lines");
    put(node.putObject("x"), axes.panel().x());
    put(node.putObject("y"), axes.panel().y());
    ArrayNode traces = node.putArray("traces");
    List<Trace> steady = Span.steady(axes.traces());
    for (Trace trace : axes.traces()) {
      ObjectNode line = traces.addObject();
      line.put("label", trace.label());
      line.put("theory", trace.theory());
      line.put("points", trace.look() == Figure.Look.POINTS);
      line.put("seeds", trace.seeds().run());
      line.put("steady", steady.contains(trace));
      ArrayNode samples = line.putArray("samples");
      for (Sample s : trace.samples()) {
        if (Double.isFinite(s.x())) {
          add(samples.addArray(), s);
        }
      }
    }
  }

  private static void put(ObjectNode node, Figure.Axis axis) {
    node.put("label", axis.label());
    node.put("log", axis.spacing() == Spacing.LOG);
  }

  private static void add(ArrayNode row, Sample s) {
    for (double value : new double[] {s.x(), s.mean(), s.median(), s.low(), s.high()}) {
      add(row, value);
    }
    row.add(s.finite());
  }

  private static void add(ArrayNode row, double value) {
    if (Double.isFinite(value)) {
      row.add(new BigDecimal(value).round(PRECISION).stripTrailingZeros());
    } else {
      row.addNull();
    }
  }
}
