package dev.layerwise.lab.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.function.BiFunction;

/** Numbers as axes print them: the same on every machine, whatever its language. */
final class Ticks {
  private Ticks() {}

  /** Returns the round number nearest above what divides a width into the given parts. */
  static double step(double width, int parts) {
    double raw = width / parts;
    double decade = Math.pow(10, Math.floor(Math.log10(raw)));
    double digit = raw / decade;
    return decade * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  /** Returns {@link #onAxis} as a format. */
  static NumberFormat format() {
    return new Format();
  }

  /** Prints {@code 0.25}, {@code 1000}, {@code 2e6}: at most four digits, in every typeface. */
  static String onAxis(double value) {
    return print(
        value, (mantissa, exponent) -> mantissa + "e" + signed(Integer.toString(exponent)));
  }

  /** Prints {@code 0.25}, {@code 1000}, {@code 2×10⁶}: at most four digits. */
  static String plain(double value) {
    return print(
        value,
        (mantissa, exponent) ->
            mantissa.equals("1") ? power(exponent) : mantissa + "×" + power(exponent));
  }

  private static String print(double value, BiFunction<String, Integer, String> scientific) {
    if (value == 0) {
      return "0";
    }
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < 5) {
      return signed(rounded.toPlainString());
    }
    BigDecimal digits = rounded.movePointLeft(exponent).stripTrailingZeros();
    return scientific.apply(signed(digits.toPlainString()), exponent);
  }

  private static String signed(String number) {
    return number.replace('-', '−');
  }

  /** Prints {@code 10⁶}. */
  static String power(int exponent) {
    StringBuilder text = new StringBuilder("10");
    for (char c : Integer.toString(exponent).toCharArray()) {
      text.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
    }
    return text.toString();
  }

  private static final class Format extends NumberFormat {
    private static final long serialVersionUID = 1;

    @Override
    public StringBuffer format(double value, StringBuffer to, FieldPosition at) {
      return to.append(onAxis(value));
    }

    @Override
    public StringBuffer format(long value, StringBuffer to, FieldPosition at) {
      return format((double) value, to, at);
    }

    @Override
    public Number parse(String text, ParsePosition at) {
      throw new UnsupportedOperationException("axes are written, not read");
    }
  }
}
