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
      drawing.panels().forEach(axes -> put(panels.addObject(), axes));
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

  private static void put(ObjectNode node, Drawing.Axes axes) {
    put(node.putObject("x"), axes.panel().x());
    put(node.putObject("y"), axes.panel().y());
    ArrayNode traces = node.putArray("traces");
    List<Trace> steady = Span.steady(axes.traces());
    for (Trace trace : axes.traces()) {
      ObjectNode line = traces.addObject();
      line.put("label", trace.label());
      line.put("theory", trace.theory());
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
      if (Double.isFinite(value)) {
        row.add(new BigDecimal(value).round(PRECISION).stripTrailingZeros());
      } else {
        row.addNull();
      }
    }
    row.add(s.finite());
  }
}
