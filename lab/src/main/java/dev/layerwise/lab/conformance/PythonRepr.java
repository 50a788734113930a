package dev.layerwise.lab.conformance;

import dev.layerwise.lab.run.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Reads what Python prints for a configuration, such as {@code AdamConfig(epsilon=1e-08,
 * beta2=0.99, only={1: [0]})}, as JSON: an object is one with a field {@value #CLASS}, a dictionary
 * one without; an enumeration's {@code <Decay.L2: 'L2'>} and a name such as {@code torch.float64}
 * are texts.
 */
final class PythonRepr {
  /** The field that holds an object's class. */
  static final String CLASS = "class";

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w.]*");
  private static final Pattern TEXT =
      Pattern.compile("'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern ENUM = Pattern.compile("<([A-Za-z_][\\w.]*)(?::[^<>]*)?>");
  private static final Pattern CLASS_NAME = Pattern.compile("<class '([\\w.]+)'>");

  private final String text;
  private int at;

  private PythonRepr(String text) {
    this.text = text;
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException if the text is not one
   */
  static JsonNode parse(String text) {
    PythonRepr reader = new PythonRepr(text);
    Object value = reader.value();
    reader.skipSpaces();
    if (reader.at < text.length()) {
      throw reader.wrong("the end");
    }
    return Json.tree(value);
  }

  private Object value() {
    skipSpaces();
    Matcher text;
    if ((text = matched(NUMBER)) != null) {
      String number = text.group();
      return number.matches("[-+]?\\d+")
          ? (Object) Long.valueOf(number)
          : (Object) Double.valueOf(number);
    }
    if ((text = matched(TEXT)) != null) {
      return text.group(1) == null ? text.group(2) : text.group(1);
    }
    if ((text = matched(CLASS_NAME)) != null || (text = matched(ENUM)) != null) {
      return text.group(1);
    }
    if ((text = matched(NAME)) != null) {
      return named(text.group());
    }
    if (accepted('[')) {
      return list(']');
    }
    if (accepted('(')) {
      return list(')');
    }
    if (accepted('{')) {
      return dictionary();
    }
    throw wrong("a value");
  }

  private Object named(String name) {
    if (accepted('(')) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put(CLASS, name);
      while (!accepted(')')) {
        skipSpaces();
        Matcher key = matched(NAME);
        if (key == null) {
          throw wrong("a name");
        }
        want('=');
        object.put(key.group(), value());
        if (!accepted(',')) {
          want(')');
          break;
        }
      }
      return object;
    }
    return switch (name) {
      case "None" -> null;
      case "True" -> true;
      case "False" -> false;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> name;
    };
  }

  private List<Object> list(char end) {
    List<Object> items = new ArrayList<>();
    while (!accepted(end)) {
      items.add(value());
      if (!accepted(',')) {
        want(end);
        break;
      }
    }
    return items;
  }

  private Map<String, Object> dictionary() {
    Map<String, Object> entries = new LinkedHashMap<>();
    while (!accepted('}')) {
      Object key = value();
      want(':');
      entries.put(String.valueOf(key), value());
      if (!accepted(',')) {
        want('}');
        break;
      }
    }
    return entries;
  }

  private Matcher matched(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher;
  }

  private boolean accepted(char c) {
    skipSpaces();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void want(char c) {
    if (!accepted(c)) {
      throw wrong("'" + c + "'");
    }
  }

  private void skipSpaces() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException wrong(String wanted) {
    return new IllegalArgumentException(
        "character " + (at + 1) + " of '" + text + "': want " + wanted);
  }
}
