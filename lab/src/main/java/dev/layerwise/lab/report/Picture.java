package dev.layerwise.lab.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
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

  private void panel(Graphics2D g, Drawing.Shown shown, Rectangle2D cell) {
    Rectangle2D area =
        new Rectangle2D.Double(cell.getX(), cell.getY() + TITLE, cell.getWidth(), PANEL_HEIGHT);
    double middle =
        switch (shown) {
          case Drawing.Axes axes -> {
            PlotRenderingInfo info = new PlotRenderingInfo(null);
            PanelPlot.of(axes, font).draw(g, area, null, null, info);
            yield info.getDataArea().getCenterX();
          }
          case HeatMap heat -> new GridPlot(g, font, area).draw(heat);
          case Drawing.Bars bars -> new GridPlot(g, font, area).draw(bars, drawing.legend());
        };
    g.setPaint(PanelPlot.INK);
    Font bold = fonts.bold().deriveFont(14f);
    String title = shortened(shown.panel().title(), bold, cell.getWidth());
    double half = Fonts.width(title, bold) / 2;
    double centre = Math.clamp(middle, cell.getX() + half, cell.getMaxX() - half);
    write(g, title, bold, centre - half, cell.getY() + 17);
  }

  private void legendLine(Graphics2D g, List<String> labels, double base) {
    double x = (width - lineWidth(labels)) / 2;
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
      String text = shortened(label, font, width - 2.0 * MARGIN - SWATCH - 8);
      write(g, text, font, x + SWATCH + 7, base);
      x += entryWidth(label) + ENTRY_GAP;
    }
  }

  private boolean theory(String label) {
    return drawing
        .lines()
        .flatMap(axes -> axes.traces().stream())
        .anyMatch(trace -> trace.theory() && trace.label().equals(label));
  }

  /** Breaks the legend into as few lines as it needs, all about as long. */
  private List<List<String>> legendLines() {
    List<String> labels = List.copyOf(drawing.legend().keySet());
    int room = width - 2 * MARGIN;
    List<List<String>> lines = broken(labels, room);
    double fair = lines.isEmpty() ? room : lineWidth(labels) / lines.size();
    for (double narrower = fair; narrower < room; narrower += ENTRY_GAP) {
      List<List<String>> even = broken(labels, narrower);
      if (even.size() == lines.size()) {
        return even;
      }
    }
    return lines;
  }

  private List<List<String>> broken(List<String> labels, double room) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    for (String label : labels) {
      line.add(label);
      if (line.size() > 1 && lineWidth(line) > room) {
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

  private double lineWidth(List<String> labels) {
    double sum = ENTRY_GAP * (labels.size() - 1);
    for (String label : labels) {
      sum += entryWidth(label);
    }
    return sum;
  }

  private double entryWidth(String label) {
    int most = width - 2 * MARGIN - SWATCH - 8;
    return SWATCH + 7 + Math.min(most, Fonts.width(label, font));
  }

  static String shortened(String text, Font font, double room) {
    if (Fonts.width(text, font) <= room) {
      return text;
    }
    int end = text.length();
    while (end > 0 && Fonts.width(text.substring(0, end) + "…", font) > room) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "…";
  }

  static void write(Graphics2D g, String text, Font font, double x, double y) {
    if (font.canDisplayUpTo(text) < 0) {
      g.setFont(font);
      g.drawString(text, (float) x, (float) y);
    } else {
      g.drawString(Fonts.set(text, font).getIterator(), (float) x, (float) y);
    }
  }
}
