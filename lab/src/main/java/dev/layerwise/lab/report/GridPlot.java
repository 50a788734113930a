package dev.layerwise.lab.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Map;

/** Panels that are not curves, drawn cell by cell or bar by bar, in print's colours. */
final class GridPlot {
  private static final double GAP = 6;
  private static final double LINE = 16;
  private static final double THICKEST = 34;
  private static final Color MISSING = Color.decode("#eef0f4");

  private final Graphics2D g;
  private final Font label;
  private final Font tick;
  private final Font roomy;
  private final Rectangle2D area;

  /**
   * Makes a plot.
   *
   * @param g the canvas
   * @param font the font of labels
   * @param area where to draw
   */
  GridPlot(Graphics2D g, Font font, Rectangle2D area) {
    this.g = g;
    this.area = area;
    label = font.deriveFont(13f);
    tick = font.deriveFont(11.5f);
    roomy = font.deriveFont(14f);
  }

  /** Draws a heat map; returns the middle of its cells. */
  double draw(HeatMap heat) {
    List<String> rows = heat.panel().rows().stream().map(r -> r.label()).toList();
    Rectangle2D inner = inner(widest(rows) + LINE + 2 * GAP, 2 * LINE + 2 * GAP);
    int n = Math.max(1, heat.columns().size());
    int m = Math.max(1, rows.size());
    double width = inner.getWidth() / n;
    double height = inner.getHeight() / m;
    for (int i = 0; i < rows.size(); i++) {
      double top = inner.getMaxY() - (i + 1) * height;
      for (int j = 0; j < heat.columns().size(); j++) {
        double shade = heat.shade(i, j);
        Rectangle2D cell =
            new Rectangle2D.Double(inner.getX() + j * width, top, width - 1, height - 1);
        Color colour = Double.isNaN(shade) ? MISSING : HeatColours.at(shade);
        g.setPaint(colour);
        g.fill(cell);
        g.setPaint(HeatColours.inkOn(colour));
        Font font = Fonts.width(heat.text(i, j), roomy) < width / 2 ? roomy : tick;
        centred(
            Picture.shortened(heat.text(i, j), font, width - 2),
            font,
            cell.getCenterX(),
            cell.getCenterY() + 4);
      }
      g.setPaint(PanelPlot.QUIET);
      rightAligned(rows.get(i), inner.getX() - GAP, top + height / 2 + 4);
    }
    g.setPaint(PanelPlot.QUIET);
    for (int j = 0; j < heat.columns().size(); j++) {
      centred(heat.column(j), tick, inner.getX() + (j + 0.5) * width, inner.getMaxY() + LINE);
    }
    g.setPaint(PanelPlot.INK);
    centred(heat.panel().x(), label, inner.getCenterX(), inner.getMaxY() + 2 * LINE + GAP / 2);
    upright(heat.panel().y(), area.getX() + LINE - 3, inner.getCenterY());
    nothing(heat.empty(), inner);
    return inner.getCenterX();
  }

  /** Draws stacked bars; returns the middle of their panel. */
  double draw(Drawing.Bars bars, Map<String, Style> legend) {
    List<String> names = bars.panel().categories();
    Rectangle2D inner = inner(widest(names) + 2 * GAP, 2 * LINE + 2 * GAP);
    double longest = bars.longest() > 0 ? bars.longest() : 1;
    double step = Ticks.step(longest, 5);
    double end = Math.ceil(longest / step) * step;
    for (double at = 0; at <= end * (1 + 1e-9); at += step) {
      double x = inner.getX() + at / end * inner.getWidth();
      g.setPaint(MISSING);
      g.fill(new Rectangle2D.Double(x - 0.5, inner.getY(), 1, inner.getHeight()));
      g.setPaint(PanelPlot.QUIET);
      centred(Ticks.plain(at), tick, x, inner.getMaxY() + LINE);
    }
    double height = inner.getHeight() / Math.max(1, names.size());
    double thick = Math.min(THICKEST, 0.64 * height);
    for (int i = 0; i < names.size(); i++) {
      double top = inner.getY() + i * height;
      double left = inner.getX();
      for (int p = 0; p < bars.lengths().size(); p++) {
        double value = bars.lengths().get(p).get(i);
        double width = Double.isFinite(value) ? value / end * inner.getWidth() : 0;
        g.setPaint(Color.decode(legend.get(bars.panel().parts().get(p).label()).light()));
        g.fill(new Rectangle2D.Double(left, top + (height - thick) / 2, width, thick));
        left += width;
      }
      g.setPaint(PanelPlot.INK);
      rightAligned(names.get(i), inner.getX() - GAP, top + height / 2 + 4);
    }
    g.setPaint(PanelPlot.INK);
    centred(bars.panel().value(), label, inner.getCenterX(), inner.getMaxY() + 2 * LINE + GAP / 2);
    nothing(bars.empty(), inner);
    return inner.getCenterX();
  }

  private Rectangle2D inner(double left, double below) {
    return new Rectangle2D.Double(
        area.getX() + left,
        area.getY() + GAP,
        Math.max(1, area.getWidth() - left - 2 * GAP),
        Math.max(1, area.getHeight() - below - GAP));
  }

  private double widest(List<String> texts) {
    return texts.stream().mapToDouble(text -> Fonts.width(text, tick)).max().orElse(0);
  }

  private void centred(String text, Font font, double x, double y) {
    Picture.write(g, text, font, x - Fonts.width(text, font) / 2, y);
  }

  private void rightAligned(String text, double x, double y) {
    Picture.write(g, text, tick, x - Fonts.width(text, tick), y);
  }

  private void upright(String text, double x, double y) {
    AffineTransform before = g.getTransform();
    g.rotate(-Math.PI / 2, x, y);
    centred(text, label, x, y);
    g.setTransform(before);
  }

  private void nothing(boolean empty, Rectangle2D inner) {
    if (empty) {
      g.setPaint(PanelPlot.QUIET);
      centred("no data", label.deriveFont(14f), inner.getCenterX(), inner.getCenterY());
    }
  }
}
