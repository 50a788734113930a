package dev.layerwise.lab.sweep;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.optim.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The keys of a mapping in a file, and of the mappings around it: what is not given here is looked
 * for outside. Everything that is wrong is a sentence with file, line and column.
 */
final class YamlMap {
  private final String file;
  private final Node node;
  private final Map<String, Node> entries = new LinkedHashMap<>();
  private final Optional<YamlMap> outer;

  private YamlMap(String file, Node node, Optional<YamlMap> outer) {
    this.file = file;
    this.node = node;
    this.outer = outer;
  }

  /**
   * Reads a mapping's keys.
   *
   * @param file the file's name, for messages
   * @param node the mapping
   * @param what what the mapping is, for messages
   * @param known the keys that it may have
   * @param outer where to look for what is not given
   * @throws InputException if it is no mapping, or has a key that is unknown or given twice
   */
  static YamlMap of(
      String file, Node node, String what, List<String> known, Optional<YamlMap> outer) {
    YamlMap map = new YamlMap(file, node, outer);
    if (!(node instanceof MappingNode mapping)) {
      throw map.wrong(
          node, what + " is " + kind(node) + "; want keys with values, as in key: value");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw map.wrong(tuple.getKeyNode(), "a key of " + what + " is not a word");
      }
      String name = key.getValue();
      if (!known.contains(name)) {
        throw map.wrong(
            key,
            "there is no key '%s' in %s%s; there are %s"
                .formatted(name, what, Nearest.question(name, known), String.join(", ", known)));
      }
      if (map.entries.put(name, tuple.getValueNode()) != null) {
        throw map.wrong(key, "the key '" + name + "' of " + what + " is given twice");
      }
    }
    return map;
  }

  /** The node of a key, here or outside. */
  Optional<Node> find(String key) {
    Node found = entries.get(key);
    return found == null ? outer.flatMap(map -> map.find(key)) : Optional.of(found);
  }

  /** The node of a key, which must be given. */
  Node need(String key, String what) {
    return find(key)
        .orElseThrow(() -> wrong(node, "the key '" + key + "' of " + what + " is missing"));
  }

  /** Whether the key is given here. */
  boolean has(String key) {
    return entries.containsKey(key);
  }

  /** The mapping itself. */
  Node node() {
    return node;
  }

  /** A text, or what stands for it if it is not given. */
  String text(String key, String otherwise) {
    return find(key).map(found -> scalar(key, found)).orElse(otherwise);
  }

  /** A text that must be given. */
  String text(String key) {
    return scalar(key, need(key, "the file"));
  }

  /** A whole number of at least 1. */
  long count(String key, Node value) {
    String text = scalar(key, value);
    if (!text.matches("[1-9][0-9]{0,15}")) {
      throw wrong(value, key + " is '" + text + "'; want a whole number of at least 1");
    }
    return Long.parseLong(text);
  }

  /** The items of a list; a single value counts as a list of one. */
  List<Node> items(String key, Node value) {
    if (value instanceof SequenceNode sequence) {
      if (sequence.getValue().isEmpty()) {
        throw wrong(value, "the list of '" + key + "' is empty; want at least one value");
      }
      return sequence.getValue();
    }
    return List.of(value);
  }

  /** The texts of a list, each checked where it stands. */
  List<String> texts(String key, Node value, Function<String, String> check) {
    List<String> texts = new ArrayList<>();
    for (Node item : items(key, value)) {
      String text = at(item, () -> check.apply(scalar(key, item)));
      if (texts.contains(text)) {
        throw wrong(item, "the list of '" + key + "' has " + text + " twice");
      }
      texts.add(text);
    }
    return texts;
  }

  /** The text of a value that must be one. */
  String scalar(String key, Node value) {
    if (value instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw wrong(value, key + " is " + kind(value) + "; want a single value");
  }

  /** Whether a value is written without quotes, as a number is. */
  private static String kind(Node node) {
    return switch (node.getNodeType()) {
      case SCALAR -> "the single value '" + ((ScalarNode) node).getValue() + "'";
      case SEQUENCE -> "a list";
      case MAPPING -> "a group of keys";
      case ANCHOR -> "an alias";
    };
  }

  /** What is computed, or, if that is refused, a sentence with the place. */
  <T> T at(Node place, java.util.function.Supplier<T> compute) {
    try {
      return compute.get();
    } catch (InputException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw wrong(place, e.getMessage());
    }
  }

  InputException wrong(Node place, String sentence) {
    return place
        .getStartMark()
        .map(mark -> wrong(file, mark.getLine(), mark.getColumn(), sentence))
        .orElseGet(() -> new InputException(file + ": " + sentence));
  }

  /** Lines and columns as editors count them, from 1. */
  static InputException wrong(String file, int line, int column, String sentence) {
    return new InputException(
        "%s, line %d, column %d: %s".formatted(file, line + 1, column + 1, sentence));
  }
}
