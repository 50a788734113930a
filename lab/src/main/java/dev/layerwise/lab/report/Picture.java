package dev.layerwise.lab.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.plot.PlotRenderingInfo;

/** A figure on a canvas: panels side by side, and one legend for all under them. */
final class Picture {
  private static final int PANEL_HEIGHT = 300;
  private static final int MARGIN = 14;
  private static final int TITLE = 28;
  private static final int GAP = 22;
  private static final int LEGEND_LINE = 21;
  private static final int SWATCH = 30;
  private static final int ENTRY_GAP = 20;

  private final Drawing drawing;
  private final Fonts fonts;
  private final Font font;
  private final int columns;
  private final int width;
  private final List<List<String>> legend;

  Picture(Drawing drawing, Fonts fonts) {
    this.drawing = drawing;
    this.fonts = fonts;
    font = fonts.plain();
    columns = drawing.columns();
    int panelWidth = columns == 1 ? 560 : columns == 2 ? 420 : 350;
    width = 2 * MARGIN + columns * panelWidth + (columns - 1) * GAP;
    legend = legendLines();
  }

  int width() {
    return width;
  }

  int height() {
    int rows = Math.ceilDiv(Math.max(1, drawing.panels().size()), columns);
    return MARGIN + rows * (TITLE + PANEL_HEIGHT + GAP / 2) + legend.size() * LEGEND_LINE + MARGIN;
  }

  void draw(Graphics2D g) {
    // JFreeChart sets this hint back to what it was, which Batik refuses if it was nothing.
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setPaint(Color.WHITE);
    g.fill(new Rectangle2D.Double(0, 0, width, height()));
    double panelWidth = (width - 2.0 * MARGIN - (columns - 1.0) * GAP) / columns;
    double rowHeight = TITLE + PANEL_HEIGHT + GAP / 2.0;
    for (int i = 0; i < drawing.panels().size(); i++) {
      int row = i / columns;
      double left = MARGIN + i % columns * (panelWidth + GAP);
      double top = MARGIN + row * rowHeight;
      panel(g, drawing.panels().get(i), new Rectangle2D.Double(left, top, panelWidth, rowHeight));
    }
    int rows = Math.ceilDiv(Math.max(1, drawing.panels().size()), columns);
    double base = MARGIN + rows * rowHeight + LEGEND_LINE * 0.7;
    for (List<String> line : legend) {
      legendLine(g, line, base);
      base += LEGEND_LINE;
    }
  }

  private void panel(Graphics2D g, Drawing.Axes axes, Rectangle2D cell) {
    Rectangle2D area =
        new Rectangle2D.Double(cell.getX(), cell.getY() + TITLE, cell.getWidth(), PANEL_HEIGHT);
    PlotRenderingInfo info = new PlotRenderingInfo(null);
    PanelPlot.of(axes, font).draw(g, area, null, null, info);
    g.setFont(Fonts.fitting(fonts.bold().deriveFont(14f), axes.panel().title()));
    g.setPaint(PanelPlot.INK);
    FontMetrics metrics = g.getFontMetrics();
    String title = shortened(axes.panel().title(), metrics, cell.getWidth());
    double half = metrics.stringWidth(title) / 2.0;
    double centre =
        Math.clamp(info.getDataArea().getCenterX(), cell.getX() + half, cell.getMaxX() - half);
    g.drawString(title, (float) (centre - half), (float) (cell.getY() + 17));
  }

  private void legendLine(Graphics2D g, List<String> labels, double base) {
    g.setFont(font);
    FontMetrics metrics = g.getFontMetrics();
    double x = (width - lineWidth(labels, metrics)) / 2.0;
    for (String label : labels) {
      Style style = drawing.legend().get(label);
      Color colour = Color.decode(style.light());
      double y = base - 4;
      g.setPaint(colour);
      g.setStroke(PanelPlot.stroke(style));
      g.draw(new Line2D.Double(x, y, x + SWATCH, y));
      if (!theory(label)) {
        g.fill(
            AffineTransform.getTranslateInstance(x + SWATCH / 2.0, y)
                .createTransformedShape(PanelPlot.marker(style)));
      }
      g.setPaint(PanelPlot.INK);
      String text = shortened(label, metrics, width - 2.0 * MARGIN - SWATCH - 8);
      g.drawString(text, (float) (x + SWATCH + 7), (float) base);
      x += entryWidth(label, metrics) + ENTRY_GAP;
    }
  }

  private boolean theory(String label) {
    return drawing.panels().stream()
        .flatMap(axes -> axes.traces().stream())
        .anyMatch(trace -> trace.theory() && trace.label().equals(label));
  }

  /** Breaks the legend into as few lines as it needs, all about as long. */
  private List<List<String>> legendLines() {
    FontMetrics metrics = metrics(font);
    List<String> labels = List.copyOf(drawing.legend().keySet());
    int room = width - 2 * MARGIN;
    List<List<String>> lines = broken(labels, metrics, room);
    int fair = lines.isEmpty() ? room : lineWidth(labels, metrics) / lines.size();
    for (int narrower = fair; narrower < room; narrower += ENTRY_GAP) {
      List<List<String>> even = broken(labels, metrics, narrower);
      if (even.size() == lines.size()) {
        return even;
      }
    }
    return lines;
  }

  private List<List<String>> broken(List<String> labels, FontMetrics metrics, int room) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    for (String label : labels) {
      line.add(label);
      if (line.size() > 1 && lineWidth(line, metrics) > room) {
        line.removeLast();
        lines.add(line);
        line = new ArrayList<>(List.of(label));
      }
    }
    if (!line.isEmpty()) {
      lines.add(line);
    }
    return lines;
  }

  private int lineWidth(List<String> labels, FontMetrics metrics) {
    int sum = ENTRY_GAP * (labels.size() - 1);
    for (String label : labels) {
      sum += entryWidth(label, metrics);
    }
    return sum;
  }

  private int entryWidth(String label, FontMetrics metrics) {
    int most = width - 2 * MARGIN - SWATCH - 8;
    return SWATCH + 7 + Math.min(most, metrics.stringWidth(label));
  }

  private static String shortened(String text, FontMetrics metrics, double room) {
    if (metrics.stringWidth(text) <= room) {
      return text;
    }
    int end = text.length();
    while (end > 0 && metrics.stringWidth(text.substring(0, end) + "…") > room) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "…";
  }

  private static FontMetrics metrics(Font font) {
    Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      g.setRenderingHint(
          RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
      return g.getFontMetrics(font);
    } finally {
      g.dispose();
    }
  }
}
