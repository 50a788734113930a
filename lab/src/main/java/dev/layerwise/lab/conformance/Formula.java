package dev.layerwise.lab.conformance;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A closed form in a problem's text, such as {@code sin(0.9*(n+1)*(j+1) + 0.5*t)}: numbers,
 * variables, {@code + - * / % mod ^ **}, parentheses and functions of one argument; a number
 * multiplies a variable or function that follows it without a blank.
 */
final class Formula {
  private static final Pattern NUMBER = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(e[-+]?\\d+)?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z]\\w*");
  private static final Map<String, DoubleUnaryOperator> FUNCTIONS =
      Map.of(
          "sin", Math::sin,
          "cos", Math::cos,
          "tan", Math::tan,
          "tanh", Math::tanh,
          "exp", Math::exp,
          "log", Math::log,
          "sqrt", Math::sqrt,
          "abs", Math::abs,
          "floor", Math::floor,
          "int", x -> x < 0 ? Math.ceil(x) : Math.floor(x));

  private final String text;
  private int at;

  private Formula(String text, int at) {
    this.text = text;
    this.at = at;
  }

  /**
   * A formula that was read.
   *
   * @param value its value at given variables
   * @param end where it ended in the text
   */
  record Parsed(ToDoubleFunction<Map<String, Double>> value, int end) {
    double at(Map<String, Double> variables) {
      return value.applyAsDouble(variables);
    }
  }

  /**
   * Reads the longest formula that begins at a place of a text.
   *
   * @throws IllegalArgumentException if none begins there
   */
  static Parsed read(String text, int start) {
    Formula reader = new Formula(text, start);
    ToDoubleFunction<Map<String, Double>> value = reader.sum();
    return new Parsed(value, reader.at);
  }

  private ToDoubleFunction<Map<String, Double>> sum() {
    ToDoubleFunction<Map<String, Double>> value = product();
    while (true) {
      ToDoubleFunction<Map<String, Double>> left = value;
      if (accepted("+")) {
        ToDoubleFunction<Map<String, Double>> right = product();
        value = v -> left.applyAsDouble(v) + right.applyAsDouble(v);
      } else if (accepted("-")) {
        ToDoubleFunction<Map<String, Double>> right = product();
        value = v -> left.applyAsDouble(v) - right.applyAsDouble(v);
      } else {
        return value;
      }
    }
  }

  private ToDoubleFunction<Map<String, Double>> product() {
    ToDoubleFunction<Map<String, Double>> value = power();
    while (true) {
      ToDoubleFunction<Map<String, Double>> left = value;
      if (accepted("*")) {
        ToDoubleFunction<Map<String, Double>> right = power();
        value = v -> left.applyAsDouble(v) * right.applyAsDouble(v);
      } else if (accepted("/")) {
        ToDoubleFunction<Map<String, Double>> right = power();
        value = v -> left.applyAsDouble(v) / right.applyAsDouble(v);
      } else if (accepted("%") || accepted("mod ")) {
        ToDoubleFunction<Map<String, Double>> right = power();
        value = v -> modulo(left.applyAsDouble(v), right.applyAsDouble(v));
      } else {
        return value;
      }
    }
  }

  private static double modulo(double a, double b) {
    return a - b * Math.floor(a / b);
  }

  private ToDoubleFunction<Map<String, Double>> power() {
    ToDoubleFunction<Map<String, Double>> base = factor();
    if (accepted("**") || accepted("^")) {
      ToDoubleFunction<Map<String, Double>> exponent = power();
      return v -> Math.pow(base.applyAsDouble(v), exponent.applyAsDouble(v));
    }
    return base;
  }

  private ToDoubleFunction<Map<String, Double>> factor() {
    if (accepted("-")) {
      ToDoubleFunction<Map<String, Double>> value = power();
      return v -> -value.applyAsDouble(v);
    }
    if (accepted("(")) {
      return closed(sum());
    }
    OptionalDouble number = number();
    if (number.isPresent()) {
      double value = number.getAsDouble();
      if (at < text.length() && Character.isLetter(text.charAt(at))) { // 3n
        ToDoubleFunction<Map<String, Double>> factor = power();
        return v -> value * factor.applyAsDouble(v);
      }
      return v -> value;
    }
    Matcher name = NAME.matcher(text).region(at, text.length());
    if (!name.lookingAt()) {
      throw wrong("a number, a variable or a function");
    }
    at = name.end();
    DoubleUnaryOperator function = FUNCTIONS.get(name.group());
    if (function != null) {
      if (!accepted("(")) {
        throw wrong("'('");
      }
      ToDoubleFunction<Map<String, Double>> argument = closed(sum());
      return v -> function.applyAsDouble(argument.applyAsDouble(v));
    }
    if (text.startsWith("(", at)) {
      throw new IllegalArgumentException(
          "the formula's function '" + name.group() + "' is not known");
    }
    return variable(name.group());
  }

  private static ToDoubleFunction<Map<String, Double>> variable(String name) {
    return variables -> {
      Double value = name.equals("pi") ? Double.valueOf(Math.PI) : variables.get(name);
      if (value == null) {
        throw new IllegalArgumentException("the formula's '" + name + "' is not known");
      }
      return value;
    };
  }

  private ToDoubleFunction<Map<String, Double>> closed(ToDoubleFunction<Map<String, Double>> f) {
    if (!accepted(")")) {
      throw wrong("')'");
    }
    return f;
  }

  private OptionalDouble number() {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (!number.lookingAt()) {
      return OptionalDouble.empty();
    }
    at = number.end();
    return OptionalDouble.of(Double.parseDouble(number.group()));
  }

  /** Takes a symbol if it comes next; leaves spaces alone if it does not. */
  private boolean accepted(String symbol) {
    int next = at;
    while (next < text.length() && text.charAt(next) == ' ') {
      next++;
    }
    boolean power = symbol.equals("*") && text.startsWith("**", next);
    boolean list = symbol.equals("-") && text.startsWith("- ", next) && isWord(next + 2);
    if (power || list || !text.startsWith(symbol, next)) {
      // a blank before a factor is no symbol, but belongs to it
      return false;
    }
    at = next + symbol.length();
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return true;
  }

  /** Whether a word of more than a variable begins here: a dash in a sentence, not a minus. */
  private boolean isWord(int start) {
    Matcher word = NAME.matcher(text).region(start, text.length());
    return word.lookingAt() && word.group().length() > 1 && !FUNCTIONS.containsKey(word.group());
  }

  private IllegalArgumentException wrong(String wanted) {
    return new IllegalArgumentException(
        "character " + (at + 1) + " of the formulas '" + text + "': want " + wanted);
  }
}
