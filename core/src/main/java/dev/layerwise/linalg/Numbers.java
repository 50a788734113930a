package dev.layerwise.linalg;

import java.util.Locale;

/** Numbers as messages show them. */
final class Numbers {
  private Numbers() {}

  /** Two significant digits with a true minus sign, such as {@code −3.1e−9}. */
  static String brief(double x) {
    if (Double.isNaN(x)) {
      return "NaN";
    }
    if (Double.isInfinite(x)) {
      return x > 0 ? "∞" : "−∞";
    }
    if (x == 0) {
      return "0";
    }
    String text = String.format(Locale.ROOT, "%.1e", x);
    int e = text.indexOf('e');
    int exponent = Integer.parseInt(text, e + 1, text.length(), 10);
    String plain = text.substring(0, e) + (exponent == 0 ? "" : "e" + exponent);
    return plain.replace('-', '−');
  }
}
