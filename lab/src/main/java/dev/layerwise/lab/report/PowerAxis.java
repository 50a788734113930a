package dev.layerwise.lab.report;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.TextAttribute;
import java.awt.geom.Rectangle2D;
import java.io.Serial;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.LogTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/**
 * A logarithmic axis with ticks that suit its length: powers of ten with raised exponents, or 1, 2
 * and 5, or equal steps. JFreeChart's own puts ticks at broken powers of ten, and writes them in
 * the machine's typeface.
 */
final class PowerAxis extends LogAxis {
  @Serial private static final long serialVersionUID = 1;

  /** Decades below which powers of ten would be too few. */
  private static final double SHORT = 2;

  /** Decades below which even 1, 2 and 5 would be too few. */
  private static final double VERY_SHORT = 0.7;

  /** So much wider, the axis does not lose the tick at its end to rounding. */
  private static final double HAIR = 1e-9;

  private final double decades;

  PowerAxis(double low, double high) {
    setSmallestValue(Double.MIN_NORMAL);
    setRange(
        Math.max(Double.MIN_NORMAL, low / (1 + HAIR)),
        Math.min(Double.MAX_VALUE, high * (1 + HAIR)));
    decades = Math.log10(getUpperBound()) - Math.log10(getLowerBound());
  }

  @Override
  public List<LogTick> refreshTicks(
      Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
    TextAnchor anchor =
        RectangleEdge.isTopOrBottom(edge) ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
    List<LogTick> ticks = new ArrayList<>();
    for (double value : values(getLowerBound(), getUpperBound())) {
      ticks.add(new LogTick(TickType.MAJOR, value, createTickLabel(value), anchor));
    }
    return ticks;
  }

  private List<Double> values(double low, double high) {
    List<Double> values = new ArrayList<>();
    if (decades > SHORT) {
      long stride = Math.max(1, Math.round(Ticks.step(decades, 7)));
      long first = (long) Math.ceil(Math.log10(low) / stride) * stride;
      for (long k = first; k <= Math.log10(high); k += stride) {
        values.add(Double.parseDouble("1e" + k));
      }
    } else if (decades > VERY_SHORT) {
      for (long k = (long) Math.floor(Math.log10(low)); k <= Math.log10(high); k++) {
        for (int digit : new int[] {1, 2, 5}) {
          values.add(Double.parseDouble(digit + "e" + k));
        }
      }
    } else {
      double step = Ticks.step(high - low, 4);
      for (double k = Math.ceil(low / step); k * step <= high; k++) {
        values.add(k * step);
      }
    }
    values.removeIf(value -> value < low || value > high);
    return values;
  }

  @Override
  protected AttributedString createTickLabel(double value) {
    Font font = getTickLabelFont();
    boolean power = decades > SHORT;
    String base = power ? "10" : Ticks.onAxis(value);
    String exponent = power ? Long.toString(Math.round(Math.log10(value))) : "";
    AttributedString label = new AttributedString(base + exponent.replace('-', '−'));
    label.addAttribute(TextAttribute.FONT, font, 0, base.length());
    if (power) {
      Font raised =
          font.deriveFont(Map.of(TextAttribute.SUPERSCRIPT, TextAttribute.SUPERSCRIPT_SUPER));
      label.addAttribute(
          TextAttribute.FONT, raised, base.length(), base.length() + exponent.length());
    }
    return label;
  }
}
