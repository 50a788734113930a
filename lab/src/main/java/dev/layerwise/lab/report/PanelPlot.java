package dev.layerwise.lab.report;

import dev.layerwise.lab.Figure.Look;
import dev.layerwise.lab.Figure.Spacing;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.font.TextAttribute;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.text.AttributedString;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;

/** A panel as a plot of JFreeChart, in print's colours. */
final class PanelPlot {
  static final Color INK = Color.decode("#1d2433");
  static final Color QUIET = Color.decode("#5b6475");
  private static final Color GRID = Color.decode("#e7eaf0");
  private static final Color FRAME = Color.decode("#9aa3b2");

  /** Room at the right for the half of the last label that stands out. */
  private static final double LAST_LABEL = 14;

  private static final double MARKER_RADIUS = 3.1;

  private PanelPlot() {}

  static XYPlot of(Drawing.Axes axes, Font font) {
    XYPlot plot =
        new XYPlot(null, xAxis(axes, font), yAxis(axes, font), new XYLineAndShapeRenderer());
    for (Trace trace : axes.traces().reversed()) {
      plot.addAnnotation(new CurveLayer(trace, axes), false);
    }
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(0.8f));
    plot.setRangeGridlineStroke(new BasicStroke(0.8f));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setInsets(new RectangleInsets(4, 0, 0, LAST_LABEL));
    if (axes.empty()) {
      plot.setNoDataMessage("no data");
      plot.setNoDataMessageFont(font.deriveFont(14f));
      plot.setNoDataMessagePaint(QUIET);
    }
    return plot;
  }

  static Stroke stroke(Style style) {
    List<Double> lengths = style.dash().lengths();
    if (lengths.isEmpty()) {
      return new BasicStroke((float) style.width(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }
    float[] dash = new float[lengths.size()];
    for (int i = 0; i < dash.length; i++) {
      dash[i] = lengths.get(i).floatValue();
    }
    return new BasicStroke(
        (float) style.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, dash, 0f);
  }

  static Shape marker(Style style) {
    List<Double> corners = style.marker().corners();
    if (corners.isEmpty()) {
      double r = 0.95 * MARKER_RADIUS;
      return new Ellipse2D.Double(-r, -r, 2 * r, 2 * r);
    }
    Path2D path = new Path2D.Double();
    path.moveTo(corners.get(0), corners.get(1));
    for (int i = 2; i < corners.size(); i += 2) {
      path.lineTo(corners.get(i), corners.get(i + 1));
    }
    path.closePath();
    return AffineTransform.getScaleInstance(MARKER_RADIUS, MARKER_RADIUS)
        .createTransformedShape(path);
  }

  /** A panel's area, and as much around it as a marker on its edge takes. */
  static Rectangle2D withRoomForMarkers(Rectangle2D area) {
    double room = 2 * MARKER_RADIUS;
    return new Rectangle2D.Double(
        area.getX() - room,
        area.getY() - room,
        area.getWidth() + 2 * room,
        area.getHeight() + 2 * room);
  }

  private static ValueAxis xAxis(Drawing.Axes axes, Font font) {
    boolean log = axes.panel().x().spacing() == Spacing.LOG;
    DoubleSummaryStatistics xs =
        axes.traces().stream()
            .flatMap(trace -> trace.samples().stream())
            .mapToDouble(Sample::x)
            .filter(x -> Double.isFinite(x) && !(log && x <= 0))
            .summaryStatistics();
    boolean roomy =
        axes.traces().stream().anyMatch(trace -> trace.look() == Look.POINTS)
            || axes.traces().stream().allMatch(Trace::fewPoints);
    ValueAxis axis =
        log
            ? logAxis(xs.getMin(), xs.getMax(), roomy)
            : linearAxis(xs.getMin(), xs.getMax(), roomy);
    return dressed(axis, axes.panel().x().label(), font);
  }

  private static ValueAxis yAxis(Drawing.Axes axes, Font font) {
    Span span = axes.span();
    boolean log = axes.panel().y().spacing() == Spacing.LOG;
    ValueAxis axis =
        log ? logAxis(span.low(), span.high(), true) : linearAxis(span.low(), span.high(), true);
    return dressed(axis, axes.panel().y().label(), font);
  }

  private static ValueAxis linearAxis(double low, double high, boolean roomy) {
    NumberAxis axis = new NumberAxis();
    axis.setAutoRangeIncludesZero(false);
    if (!(low <= high)) {
      axis.setRange(0, 1);
      axis.setTickLabelsVisible(false);
      return axis;
    }
    double width = high > low ? high - low : Math.max(1, Math.abs(high));
    double pad = roomy || high <= low ? 0.04 * width : 0;
    boolean fromZero = low >= 0 && low < 0.3 * width;
    axis.setRange(fromZero ? 0 : low - pad, high + pad);
    axis.setTickUnit(new NumberTickUnit(Ticks.step(width, 5), Ticks.format()));
    return axis;
  }

  private static ValueAxis logAxis(double low, double high, boolean roomy) {
    if (!(low <= high)) {
      ValueAxis axis = new PowerAxis(1, 10);
      axis.setTickLabelsVisible(false);
      return axis;
    }
    double decades = Math.log10(high) - Math.log10(low);
    double pad = roomy || high <= low ? Math.pow(10, Math.max(0.02, 0.04 * decades)) : 1;
    return new PowerAxis(
        Math.max(Double.MIN_NORMAL, low / pad), Math.min(Double.MAX_VALUE / 2, high * pad));
  }

  private static ValueAxis dressed(ValueAxis axis, String label, Font font) {
    Font face = font.deriveFont(13f);
    if (face.canDisplayUpTo(label) < 0) {
      axis.setLabel(label);
      axis.setLabelFont(face);
      axis.setLabelPaint(INK);
    } else {
      AttributedString text = Fonts.set(label, face);
      text.addAttribute(TextAttribute.FOREGROUND, INK);
      axis.setAttributedLabel(text);
    }
    axis.setTickLabelFont(font.deriveFont(11.5f));
    axis.setTickLabelPaint(QUIET);
    axis.setAxisLinePaint(FRAME);
    axis.setTickMarkPaint(FRAME);
    axis.setTickMarkOutsideLength(3f);
    axis.setLowerMargin(0);
    axis.setUpperMargin(0);
    return axis;
  }
}
