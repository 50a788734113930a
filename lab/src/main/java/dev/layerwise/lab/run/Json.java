package dev.layerwise.lab.run;

import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as the result files use it. */
public final class Json {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();
  private static final ObjectMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /**
   * Returns an empty object, to be filled in the order in which it is written.
   *
   * @return the object
   */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Returns a value as a tree.
   *
   * @param value strings, numbers, lists and maps
   * @return the tree
   */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * Returns a tree as indented text, for people.
   *
   * @param tree the tree
   * @return the text, with a last line feed
   */
  public static String pretty(JsonNode tree) {
    return PRETTY.writeValueAsString(tree).replace("\r\n", "\n") + "\n";
  }

  /**
   * Returns a number as JSON holds it: {@code null} for what is not a number.
   *
   * @param value the number
   * @return the node; an infinite number is its name as a string
   */
  public static JsonNode number(double value) {
    return Double.isNaN(value) ? MAPPER.nullNode() : MAPPER.valueToTree(value);
  }

  /**
   * Reads a text.
   *
   * @param text the text
   * @return the tree
   * @throws tools.jackson.core.JacksonException if it is not JSON
   */
  public static JsonNode parse(String text) {
    return MAPPER.readTree(text);
  }

  /** Returns a map as it looks after it was written and read again, to compare with stored ones. */
  static ObjectNode reread(Map<String, Object> map) {
    return (ObjectNode) parse(MAPPER.writeValueAsString(map));
  }

  static Map<String, Object> map(JsonNode object) {
    return MAPPER.convertValue(object, new TypeReference<Map<String, Object>>() {});
  }
}
