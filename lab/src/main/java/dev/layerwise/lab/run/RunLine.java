package dev.layerwise.lab.run;

import dev.layerwise.lab.Point;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A line of {@code runs.jsonl}: a run and its provenance. */
sealed interface RunLine {
  /** Returns what the run depends on besides its cell. */
  Provenance provenance();

  /** Returns the cell's id. */
  String cell();

  /** A run that finished. */
  record Finished(Provenance provenance, RunRecord run) implements RunLine {
    @Override
    public String cell() {
      return run.cell();
    }
  }

  /** A run that threw an exception; a resumed sweep tries it again. */
  record Failed(Provenance provenance, String cell, String failure) implements RunLine {}

  /** Returns the line as JSON, without line feeds. */
  default String encode() {
    ObjectNode line = Json.object();
    line.put("cell", cell());
    line.put("experiment", provenance().experiment());
    line.put("scale", provenance().scale());
    line.put("code", provenance().code());
    line.set("settings", provenance().settings());
    switch (this) {
      case Failed failed -> line.put("failure", failed.failure());
      case Finished finished -> {
        RunRecord run = finished.run();
        ArrayNode points = line.putArray("points");
        for (Point p : run.points()) {
          points.addArray().add(p.panel()).add(p.series()).add(p.seed()).add(p.x()).add(p.y());
        }
        line.set("events", encodeEvents(run.events()));
        line.set("seconds", Json.tree(run.seconds()));
      }
    }
    return line.toString();
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is not such a line; the message says why
   */
  static RunLine decode(String text) {
    try {
      if (!(Json.parse(text) instanceof ObjectNode line)) {
        throw new IllegalArgumentException("not a JSON object");
      }
      Provenance provenance =
          new Provenance(
              string(line, "experiment"),
              string(line, "scale"),
              string(line, "code"),
              (ObjectNode) require(line, "settings", JsonNode::isObject, "an object"));
      String cell = string(line, "cell");
      if (line.has("failure")) {
        return new Failed(provenance, cell, string(line, "failure"));
      }
      return new Finished(
          provenance, new RunRecord(cell, points(line), decodeEvents(line), seconds(line)));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not JSON (" + e.getOriginalMessage() + ")", e);
    }
  }

  /** Returns events as JSON. */
  static ArrayNode encodeEvents(List<RunEvent> events) {
    ArrayNode array = (ArrayNode) Json.tree(List.of());
    events.forEach(event -> array.add(encodeEvent(event)));
    return array;
  }

  /** Returns an event as JSON. */
  static ObjectNode encodeEvent(RunEvent event) {
    String kind;
    long iteration;
    switch (event) {
      case RunEvent.Diverged diverged -> {
        kind = "diverged";
        iteration = diverged.iteration();
      }
      case RunEvent.NumericalFailure failure -> {
        kind = "numerical failure";
        iteration = failure.iteration();
      }
      case RunEvent.Crashed _ -> throw new IllegalArgumentException("a crashed run has no record");
    }
    return Json.object()
        .put("kind", kind)
        .put("series", event.series())
        .put("iteration", iteration)
        .put("message", event.message());
  }

  /** Reads an event. */
  static RunEvent decodeEvent(JsonNode event) {
    String kind = string(event, "kind");
    String series = string(event, "series");
    long iteration = require(event, "iteration", JsonNode::isNumber, "a number").longValue();
    String message = string(event, "message");
    return switch (kind) {
      case "diverged" -> new RunEvent.Diverged(series, iteration, message);
      case "numerical failure" -> new RunEvent.NumericalFailure(series, iteration, message);
      default -> throw new IllegalArgumentException("unknown kind of event '" + kind + "'");
    };
  }

  private static List<RunEvent> decodeEvents(JsonNode line) {
    List<RunEvent> events = new ArrayList<>();
    require(line, "events", JsonNode::isArray, "a list").forEach(e -> events.add(decodeEvent(e)));
    return events;
  }

  private static List<Point> points(JsonNode line) {
    List<Point> points = new ArrayList<>();
    for (JsonNode p : require(line, "points", JsonNode::isArray, "a list")) {
      if (p.size() != 5 || !p.get(0).isString() || !p.get(1).isString() || !p.get(2).isNumber()) {
        throw new IllegalArgumentException(
            "point " + points.size() + " is not [panel, series, seed, x, y]");
      }
      points.add(
          new Point(
              p.get(0).stringValue(),
              p.get(1).stringValue(),
              p.get(2).longValue(),
              real(p.get(3)),
              real(p.get(4))));
    }
    return points;
  }

  private static Map<String, Double> seconds(JsonNode line) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    require(line, "seconds", JsonNode::isObject, "an object")
        .properties()
        .forEach(entry -> seconds.put(entry.getKey(), real(entry.getValue())));
    return seconds;
  }

  /** JSON has no NaN and no infinities: they are stored as strings. */
  private static double real(JsonNode node) {
    String text = node.isString() ? node.stringValue() : node.toString();
    boolean named = text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
    if (node.isNumber() || named) {
      return Double.parseDouble(text);
    }
    throw new IllegalArgumentException("'" + text + "' is not a number");
  }

  private static String string(JsonNode node, String name) {
    return require(node, name, JsonNode::isString, "a string").stringValue();
  }

  private static JsonNode require(
      JsonNode node, String name, Predicate<JsonNode> wanted, String description) {
    JsonNode value = node.get(name);
    if (value == null || !wanted.test(value)) {
      throw new IllegalArgumentException("'" + name + "' is missing or not " + description);
    }
    return value;
  }
}
