package dev.layerwise.lab.conformance;

import dev.layerwise.lab.run.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The hyperparameters of a run, read one after the other. What was not read when {@link #done} is
 * called makes the run unsupported: nothing is passed over in silence.
 */
final class Hyper {
  private final Place place;
  private final Set<String> left = new TreeSet<>();

  /** The hyperparameters of an object. */
  Hyper(Place place) {
    this.place = place;
    if (!place.node().isObject()) {
      throw place.wrong("an object of hyperparameters");
    }
    place.node().properties().forEach(entry -> left.add(entry.getKey()));
  }

  private Optional<Place> take(String key) {
    left.remove(key);
    return place.optional(key);
  }

  private static boolean isNone(JsonNode node) {
    return node.isNull() || (node.isString() && node.stringValue().equals("None"));
  }

  /** A number that the reference has no default for. */
  double number(String key) {
    left.remove(key);
    return number(place.field(key, "a number"));
  }

  /** A number, or the reference's default. */
  double number(String key, double otherwise) {
    return take(key).map(this::number).orElse(otherwise);
  }

  /** A number, or nothing where it is missing or None. */
  Optional<Double> numberOrNone(String key) {
    return take(key).filter(value -> !isNone(value.node())).map(this::number);
  }

  /** A number, 0 where it is None, or the reference's default where it is missing. */
  double numberOrZero(String key, double otherwise) {
    Optional<Place> value = take(key);
    return value.isPresent() && isNone(value.get().node())
        ? 0
        : value.map(this::number).orElse(otherwise);
  }

  /**
   * Not every text is a number, and such a run is unsupported; a value that is not a number is a
   * fault of the file.
   */
  private double number(Place value) {
    double number = value.node().isNumber() ? value.number() : spelt(value);
    if (Double.isNaN(number)) {
      throw value.wrong("a number");
    }
    return number;
  }

  private static double spelt(Place value) {
    JsonNode node = value.node();
    if (node.isString()) {
      try {
        return switch (node.stringValue()) {
          case "inf", "Infinity", "math.inf" -> Double.POSITIVE_INFINITY;
          case "nan", "math.nan" -> Double.NaN;
          default -> Double.parseDouble(node.stringValue());
        };
      } catch (NumberFormatException e) {
        throw unsupported(value);
      }
    }
    throw unsupported(value);
  }

  /** A whole number, or the reference's default. */
  long whole(String key, long otherwise) {
    Optional<Place> value = take(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    double number = number(value.get());
    if (number != Math.rint(number)) {
      throw unsupported(value.get());
    }
    return (long) number;
  }

  /** True or false, or the reference's default; None counts as false. */
  boolean flag(String key, boolean otherwise) {
    Optional<Place> value = take(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    JsonNode node = value.get().node();
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    String text = node.isString() ? node.stringValue() : node.toString();
    return switch (text) {
      case "True", "true" -> true;
      case "False", "false", "None", "null" -> false;
      default -> throw unsupported(value.get());
    };
  }

  /** A text, or the reference's default. */
  String text(String key, String otherwise) {
    Optional<Place> value = take(key).filter(v -> !isNone(v.node()));
    if (value.isEmpty()) {
      return otherwise;
    }
    JsonNode node = value.get().node();
    if (!node.isString()) {
      throw unsupported(value.get());
    }
    return node.stringValue();
  }

  /**
   * The name of an enumeration's value in lower case, of {@code <Decay.L2: 'L2'>}, {@code Decay.L2}
   * or {@code L2}, or the reference's default.
   */
  String word(String key, String otherwise) {
    String name = text(key, otherwise).replaceAll("^<|:.*$|>$", "");
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** A whole number that may be infinite, or the reference's default. */
  long wholeOrInfinite(String key, long otherwise) {
    Optional<Place> value = place.optional(key);
    if (value.isPresent() && number(value.get()) == Double.POSITIVE_INFINITY) {
      take(key);
      return Integer.MAX_VALUE;
    }
    return whole(key, otherwise);
  }

  /** Two numbers. */
  record Pair(double first, double second) {}

  /** Two numbers, or the reference's defaults. */
  Pair pair(String key, double first, double second) {
    Optional<Place> value = take(key);
    if (value.isEmpty()) {
      return new Pair(first, second);
    }
    if (!value.get().node().isArray() || value.get().node().size() != 2) {
      throw unsupported(value.get());
    }
    List<Place> items = value.get().items();
    return new Pair(number(items.get(0)), number(items.get(1)));
  }

  /** A nested configuration: an object, or its text in Python; nothing for None. */
  Optional<Hyper> config(String key) {
    return object(key).map(object -> within(key, object));
  }

  /** A nested configuration as JSON; nothing for None. */
  Optional<ObjectNode> object(String key) {
    Optional<Place> value = take(key).filter(v -> !isNone(v.node()));
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (python(value.get()) instanceof ObjectNode object) {
      return Optional.of(object);
    }
    throw unsupported(value.get());
  }

  /** What a text says in Python, or the value itself if it is none. */
  private static JsonNode python(Place value) {
    if (!value.node().isString()) {
      return value.node();
    }
    try {
      return PythonRepr.parse(value.node().stringValue());
    } catch (IllegalArgumentException e) {
      throw new Unsupported(value.name() + ": " + e.getMessage());
    }
  }

  /** An object in the place of a hyperparameter. */
  Hyper within(String key, ObjectNode object) {
    return new Hyper(new Place(place.file(), place.name() + "." + key, object));
  }

  /** A dictionary by dimension, or the list of its keys, in the place of a hyperparameter. */
  Hyper dimensions(String key) {
    Place value = take(key).orElseThrow();
    JsonNode node = python(value);
    if (node instanceof ObjectNode object) {
      return within(key, object);
    }
    ObjectNode object = Json.object();
    new Place(value.file(), value.name(), node)
        .items()
        .forEach(d -> object.put(d.node().toString(), 1));
    return within(key, object);
  }

  /** Whether a hyperparameter is a number. */
  boolean isNumber(String key) {
    return place.optional(key).filter(value -> value.node().isNumber()).isPresent();
  }

  /** The class of a configuration that was read from Python, without its module. */
  String type() {
    String name = text(PythonRepr.CLASS, "");
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The names that are left, for dictionaries. */
  List<String> keys() {
    return List.copyOf(left);
  }

  /** Passes over hyperparameters that do not change the mathematics. */
  void withoutEffect(String... keys) {
    List.of(keys).forEach(this::take);
  }

  /** A flag that must have one value, since the other is not supported. */
  void mustBe(String key, boolean value) {
    if (flag(key, value) != value) {
      throw unsupported(key);
    }
  }

  /** A text that must be this one where it is given, since others are not supported. */
  void textMustBe(String key, String value) {
    if (!text(key, value).equals(value)) {
      throw unsupported(key);
    }
  }

  /** The class must be this one; others are not supported. */
  void typeMustBe(String type, String what) {
    String found = type();
    if (!found.equals(type)) {
      throw new Unsupported(what + " '" + found + "'");
    }
  }

  /** Ends the reading: everything must have been read. */
  void done() {
    if (!left.isEmpty()) {
      throw unsupported(left.iterator().next());
    }
  }

  /** The exception for a value that is not supported. */
  Unsupported unsupported(String key) {
    return unsupported(place.field(key, ""));
  }

  private static Unsupported unsupported(Place value) {
    return new Unsupported(value.name() + " = " + value.node());
  }
}
