package dev.layerwise.lab.conformance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * The hyperparameters of a run, read one after the other. What was not read when {@link #done} is
 * called makes the run unsupported: nothing is passed over in silence.
 */
final class Hyper {
  private final Place place;
  private final Set<String> left = new TreeSet<>();
  private final Set<String> taken = new HashSet<>();

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
    taken.add(key);
    return place.optional(key);
  }

  /** Whether there is such a hyperparameter and it is not None. */
  boolean has(String key) {
    return place.optional(key).filter(value -> !isNone(value.node())).isPresent();
  }

  private static boolean isNone(JsonNode node) {
    return node.isNull() || (node.isString() && node.stringValue().equals("None"));
  }

  /** A number that the reference has no default for. */
  double number(String key) {
    left.remove(key);
    taken.add(key);
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

  private double number(Place value) {
    JsonNode node = value.node();
    if (node.isNumber()) {
      return node.doubleValue();
    }
    if (node.isString()) {
      try {
        return Double.parseDouble(node.stringValue());
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

  /** Numbers, or the reference's defaults, as many. */
  List<Double> numbers(String key, Double... otherwise) {
    Optional<Place> value = take(key);
    if (value.isEmpty()) {
      return List.of(otherwise);
    }
    if (!value.get().node().isArray() || value.get().node().size() != otherwise.length) {
      throw unsupported(value.get());
    }
    List<Double> numbers = new ArrayList<>();
    value.get().items().forEach(item -> numbers.add(number(item)));
    return numbers;
  }

  /** A nested configuration: an object, or its text in Python; nothing for None. */
  Optional<Hyper> config(String key) {
    Optional<Place> value = take(key).filter(v -> !isNone(v.node()));
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Place found = value.get();
    if (found.node().isString()) {
      try {
        found = new Place(found.file(), found.name(), PythonRepr.parse(found.node().stringValue()));
      } catch (IllegalArgumentException e) {
        throw new Unsupported("hyper '" + found.name() + "': " + e.getMessage());
      }
    }
    if (!found.node().isObject()) {
      throw unsupported(found);
    }
    return Optional.of(new Hyper(found));
  }

  /** The class of a configuration that was read from Python, without its module. */
  String type() {
    String name = text(PythonRepr.CLASS, "");
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The names that are left, for dictionaries. */
  Set<String> keys() {
    return Set.copyOf(left);
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
