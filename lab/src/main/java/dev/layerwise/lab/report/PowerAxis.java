package dev.layerwise.lab.report;

import java.awt.Font;
import java.awt.font.TextAttribute;
import java.io.Serial;
import java.text.AttributedString;
import java.util.Map;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;

/**
 * A logarithmic axis that labels powers of ten with raised exponents, in the axis's own typeface;
 * JFreeChart would take the machine's.
 */
final class PowerAxis extends LogAxis {
  @Serial private static final long serialVersionUID = 1;

  /** Decades below which numbers say more than powers of ten. */
  private static final double NARROW = 1.2;

  /** So much wider, the axis does not lose the tick at its end to rounding. */
  private static final double HAIR = 1e-9;

  private final boolean narrow;

  PowerAxis(double low, double high) {
    setSmallestValue(Double.MIN_NORMAL);
    setRange(
        Math.max(Double.MIN_NORMAL, low / (1 + HAIR)),
        Math.min(Double.MAX_VALUE, high * (1 + HAIR)));
    double decades = Math.log10(high) - Math.log10(low);
    narrow = decades < NARROW;
    double step = narrow ? 0.25 : Math.max(1, Math.ceil(decades / 7));
    setTickUnit(new NumberTickUnit(step, Ticks.format()));
  }

  @Override
  protected AttributedString createTickLabel(double value) {
    Font font = getTickLabelFont();
    String base = narrow ? Ticks.onAxis(value) : "10";
    String exponent = narrow ? "" : Long.toString(Math.round(Math.log10(value)));
    AttributedString label = new AttributedString(base + exponent.replace('-', '−'));
    label.addAttribute(TextAttribute.FONT, font, 0, base.length());
    if (!exponent.isEmpty()) {
      Font raised =
          font.deriveFont(Map.of(TextAttribute.SUPERSCRIPT, TextAttribute.SUPERSCRIPT_SUPER));
      label.addAttribute(
          TextAttribute.FONT, raised, base.length(), base.length() + exponent.length());
    }
    return label;
  }
}
