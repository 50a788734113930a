package dev.layerwise.lab.report;

import dev.layerwise.lab.Figure.Look;
import dev.layerwise.lab.Figure.Spacing;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/**
 * Draws a curve of a panel: band, line, a few markers; or points with error bars. JFreeChart's own
 * band renderer joins bands across points that are not numbers; this one leaves a gap there.
 */
final class CurveLayer extends AbstractXYAnnotation {
  @Serial private static final long serialVersionUID = 1;
  private static final int MARKERS = 6;
  private static final int BAND_ALPHA = 36;
  private static final float BAR_WIDTH = 1.3f;

  /** Half the length of the stroke across an end of an error bar, in pixels. */
  private static final double CAP = 3;

  private final transient Trace trace;
  private final int rank;
  private final boolean logX;
  private final boolean logY;

  /**
   * Makes a layer.
   *
   * @param trace the curve
   * @param axes its panel
   */
  CurveLayer(Trace trace, Drawing.Axes axes) {
    this.trace = trace;
    rank = axes.traces().indexOf(trace);
    logX = axes.panel().x().spacing() == Spacing.LOG;
    logY = axes.panel().y().spacing() == Spacing.LOG;
  }

  @Override
  public void draw(
      Graphics2D g,
      XYPlot plot,
      Rectangle2D area,
      ValueAxis xAxis,
      ValueAxis yAxis,
      int index,
      PlotRenderingInfo info) {
    Scale scale = new Scale(xAxis, yAxis, area);
    Color colour = Color.decode(trace.style().light());
    if (trace.look() == Look.POINTS) {
      g.setPaint(colour);
      g.setStroke(new BasicStroke(BAR_WIDTH));
      trace.samples().stream().filter(this::drawable).forEach(s -> g.draw(bar(s, scale)));
      markers(g, scale, colour);
      return;
    }
    for (List<Sample> run : runs()) {
      if (trace.seeds().run() > 1) {
        g.setPaint(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), BAND_ALPHA));
        g.fill(band(run, scale));
      }
      g.setPaint(colour);
      g.setStroke(PanelPlot.stroke(trace.style()));
      g.draw(line(run, scale));
    }
    if (!trace.theory()) {
      markers(g, scale, colour);
    }
  }

  /** Splits the curve where a point cannot be drawn. */
  private List<List<Sample>> runs() {
    List<List<Sample>> runs = new ArrayList<>();
    List<Sample> run = new ArrayList<>();
    for (Sample s : trace.samples()) {
      if (drawable(s)) {
        run.add(s);
      } else if (!run.isEmpty()) {
        runs.add(run);
        run = new ArrayList<>();
      }
    }
    if (!run.isEmpty()) {
      runs.add(run);
    }
    return runs;
  }

  private boolean drawable(Sample s) {
    return s.drawable(logX, logY);
  }

  private static Path2D line(List<Sample> run, Scale scale) {
    Path2D path = new Path2D.Double();
    for (Sample s : run) {
      to(path, scale.x(s.x()), scale.y(s.mean()));
    }
    return path;
  }

  private Path2D band(List<Sample> run, Scale scale) {
    Path2D path = new Path2D.Double();
    for (Sample s : run) {
      to(path, scale.x(s.x()), scale.y(s.high()));
    }
    for (Sample s : run.reversed()) {
      to(path, scale.x(s.x()), scale.y(low(s)));
    }
    path.closePath();
    return path;
  }

  private double low(Sample s) {
    return logY && s.low() <= 0 ? s.mean() : s.low();
  }

  /** A standard deviation each way, with a short stroke across each end. */
  private Path2D bar(Sample s, Scale scale) {
    double x = scale.x(s.x());
    double top = scale.y(s.high());
    double bottom = scale.y(low(s));
    Path2D path = new Path2D.Double();
    path.moveTo(x - CAP, top);
    path.lineTo(x + CAP, top);
    path.moveTo(x, top);
    path.lineTo(x, bottom);
    path.moveTo(x - CAP, bottom);
    path.lineTo(x + CAP, bottom);
    return path;
  }

  private static void to(Path2D path, double x, double y) {
    if (path.getCurrentPoint() == null) {
      path.moveTo(x, y);
    } else {
      path.lineTo(x, y);
    }
  }

  /** Curves carry their markers at different places, so that they do not hide each other. */
  private void markers(Graphics2D g, Scale scale, Color colour) {
    List<Sample> samples = trace.samples();
    int n = samples.size();
    int stride = trace.fewPoints() ? 1 : Math.max(1, n / MARKERS);
    int first = trace.fewPoints() ? 0 : (int) (stride * (0.15 + rank * 0.382 % 0.8));
    Shape shape = PanelPlot.marker(trace.style());
    g.setStroke(new BasicStroke(0.9f));
    Shape clip = g.getClip();
    g.setClip(PanelPlot.withRoomForMarkers(scale.area())); // one on the edge is seen whole
    for (int i = first; i < n; i += stride) {
      Sample s = samples.get(i);
      double y = scale.y(s.mean());
      if (drawable(s) && scale.area().contains(scale.x(s.x()), y)) {
        Shape at =
            AffineTransform.getTranslateInstance(scale.x(s.x()), y).createTransformedShape(shape);
        g.setPaint(colour);
        g.fill(at);
        g.setPaint(Color.WHITE);
        g.draw(at);
      }
    }
    g.setClip(clip);
  }

  private record Scale(ValueAxis xAxis, ValueAxis yAxis, Rectangle2D area) {
    double x(double value) {
      return rounded(xAxis.valueToJava2D(value, area, RectangleEdge.BOTTOM));
    }

    /** Keeps far values near the panel: the clip hides them, and drawing stays exact. */
    double y(double value) {
      double y = yAxis.valueToJava2D(value, area, RectangleEdge.LEFT);
      return rounded(Math.clamp(y, area.getMinY() - 2000, area.getMaxY() + 2000));
    }

    private static double rounded(double pixels) {
      return Math.rint(pixels * 100) / 100;
    }
  }
}
