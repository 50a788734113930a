package dev.layerwise.lab.sweep;

/** Numbers in the one way in which sweeps write them. */
public final class Numerals {
  private static final double PLAIN = 1e7;

  private Numerals() {}

  /**
   * The shortest text that reads back as the same number: {@code 4096}, {@code 0.05}, {@code 1e-4}.
   */
  public static String of(double value) {
    if (value == Math.rint(value) && Math.abs(value) < PLAIN) {
      return Long.toString((long) value);
    }
    String text = Double.toString(value);
    int e = text.indexOf('E');
    if (e < 0) {
      return text;
    }
    String digits = text.substring(0, e);
    return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits)
        + "e"
        + text.substring(e + 1);
  }

  /** Whether a text is a number. */
  static boolean isNumber(String text) {
    return text.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
  }

  /** A text, a finite number in it written as {@link #of} does. */
  static String canonical(String text) {
    if (!isNumber(text)) {
      return text;
    }
    double value = Double.parseDouble(text);
    boolean whole = text.matches("[-+]?[0-9]+");
    return !Double.isFinite(value) || (whole && Math.abs(value) >= PLAIN) ? text : of(value);
  }
}
