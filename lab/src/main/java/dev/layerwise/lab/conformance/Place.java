package dev.layerwise.lab.conformance;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.linalg.Matrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * A value in a file, and where it stands, so that whatever is wrong with it can be told in one
 * sentence.
 *
 * @param file the file
 * @param name the place, such as {@code steps[3].params}; empty for the whole file
 * @param node the value
 */
record Place(Path file, String name, JsonNode node) {
  private static final int SHOWN = 40;

  /** A field of this object. */
  Optional<Place> optional(String key) {
    if (!node.isObject()) {
      throw wrong("an object");
    }
    JsonNode value = node.get(key);
    String path = name.isEmpty() ? key : name + "." + key;
    return Optional.ofNullable(value).map(v -> new Place(file, path, v));
  }

  /**
   * A field of this object.
   *
   * @param wanted what it should hold, if it is missing
   */
  Place field(String key, String wanted) {
    return optional(key)
        .orElseThrow(() ->
            new InputException(
                file
                    + ": field '"
                    + (name.isEmpty() ? key : name + "." + key)
                    + "' is missing; want "
                    + wanted));
  }

  List<Place> items() {
    if (!node.isArray()) {
      throw wrong("a list");
    }
    List<Place> items = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      items.add(new Place(file, name + "[" + i + "]", node.get(i)));
    }
    return items;
  }

  String text() {
    return as("a text", JsonNode::isString, JsonNode::stringValue);
  }

  double number() {
    return as("a number", JsonNode::isNumber, Place::nearest);
  }

  /** The nearest double: infinity for whole numbers beyond it, which Jackson refuses. */
  private static double nearest(JsonNode number) {
    return number.isBigInteger() ? number.bigIntegerValue().doubleValue() : number.doubleValue();
  }

  long whole() {
    return as(
        "a whole number",
        number -> number.isIntegralNumber() && number.canConvertToLong(),
        JsonNode::longValue);
  }

  private <T> T as(String wanted, Predicate<JsonNode> kind, Function<JsonNode, T> value) {
    if (!kind.test(node)) {
      throw wrong(wanted);
    }
    return value.apply(node);
  }

  /** The tensors of an object, in its order. */
  Map<String, Tensor> tensors() {
    if (!node.isObject()) {
      throw wrong("an object of tensors");
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      tensors.put(
          entry.getKey(), new Place(file, name + "." + entry.getKey(), entry.getValue()).tensor());
    }
    return tensors;
  }

  /** Nested lists of numbers, of equal lengths on each level. */
  Tensor tensor() {
    List<Integer> shape = new ArrayList<>();
    for (JsonNode level = node; level.isArray(); level = level.get(0)) {
      if (level.isEmpty()) {
        throw wrong("nested lists of numbers");
      }
      shape.add(level.size());
    }
    if (shape.isEmpty()) {
      throw wrong("nested lists of numbers");
    }
    int rest = shape.stream().skip(1).reduce(1, Math::multiplyExact);
    Matrix values = Matrix.zeros(shape.getFirst(), rest);
    fill(shape, 0, values, 0);
    return new Tensor(shape, values);
  }

  private void fill(List<Integer> shape, int level, Matrix values, int offset) {
    if (level == shape.size()) {
      values.set(offset / values.cols(), offset % values.cols(), number());
      return;
    }
    List<Place> items = items();
    if (items.size() != shape.get(level)) {
      throw wrong("a list of " + shape.get(level) + ", as the others of this tensor");
    }
    for (int i = 0; i < items.size(); i++) {
      items.get(i).fill(shape, level + 1, values, offset * shape.get(level) + i);
    }
  }

  /** What is wrong here. */
  InputException wrong(String wanted) {
    String where = name.isEmpty() ? "the whole" : "field '" + name + "'";
    return new InputException(file + ": " + where + " is " + found() + "; want " + wanted);
  }

  private String found() {
    if (node.isObject()) {
      return "an object";
    }
    if (node.isArray()) {
      return "a list of " + node.size();
    }
    if (node.isMissingNode()) {
      return "empty";
    }
    String text = node.toString();
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
  }
}
