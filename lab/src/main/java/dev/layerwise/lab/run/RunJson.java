package dev.layerwise.lab.run;

import dev.layerwise.lab.CellEvent;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunFacts;
import dev.layerwise.lab.Scale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code run.json}: how the numbers were made. */
final class RunJson {
  private RunJson() {}

  record Decoded(RunFacts facts, List<CellEvent> events) {}

  static ObjectNode encode(RunFacts facts, List<CellEvent> events, List<Outcome.Failure> failures) {
    RunFacts.Environment environment = facts.environment();
    ObjectNode run = Json.object();
    run.put("id", facts.id());
    run.put("version", facts.sources().version());
    run.put("commit", facts.sources().commit());
    run.put("command", facts.sources().command());
    run.put("scale", facts.scale().label());
    run.set("seeds", Json.tree(facts.seeds()));
    run.set("settings", Json.tree(facts.settings()));
    run.put("jvm", environment.jvm());
    run.put("os", environment.os());
    run.put("cpu", environment.cpu());
    run.putObject("openblas")
        .put("version", environment.blas().version())
        .put("kernel", environment.blas().kernel())
        .put("reason", environment.blas().reason());
    run.put("threads", environment.threads());
    run.put("start", facts.timing().start());
    run.set("seconds", Json.tree(facts.timing().seconds()));
    ArrayNode eventList = run.putArray("events");
    for (CellEvent event : events) {
      ObjectNode node = eventList.addObject().put("cell", event.cell());
      node.setAll(RunLine.encodeEvent(event.event()));
    }
    ArrayNode failureList = run.putArray("failures");
    failures.forEach(
        f -> failureList.addObject().put("cell", f.cell()).put("message", f.message()));
    return run;
  }

  /**
   * Reads the file's text.
   *
   * @throws IllegalArgumentException if it is not such a file; the message says why
   */
  static Decoded decode(String text) {
    try {
      JsonNode run = Json.parse(text);
      RunFacts facts =
          new RunFacts(
              string(run, "id"),
              new RunFacts.Sources(
                  string(run, "version"), string(run, "commit"), string(run, "command")),
              scale(string(run, "scale")),
              seeds(run),
              Json.map(want(run, "settings", JsonNode::isObject)),
              environment(run),
              new RunFacts.Timing(string(run, "start"), seconds(run)));
      List<CellEvent> events = new ArrayList<>();
      for (JsonNode event : want(run, "events", JsonNode::isArray)) {
        events.add(new CellEvent(string(event, "cell"), RunLine.decodeEvent(event)));
      }
      for (JsonNode failure : want(run, "failures", JsonNode::isArray)) {
        RunEvent crashed = new RunEvent.Crashed(string(failure, "message"));
        events.add(new CellEvent(string(failure, "cell"), crashed));
      }
      return new Decoded(facts, events);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("it is not JSON (" + e.getOriginalMessage() + ")", e);
    }
  }

  private static RunFacts.Environment environment(JsonNode run) {
    JsonNode blas = want(run, "openblas", JsonNode::isObject);
    return new RunFacts.Environment(
        string(run, "jvm"),
        string(run, "os"),
        string(run, "cpu"),
        new RunFacts.Blas(string(blas, "version"), string(blas, "kernel"), string(blas, "reason")),
        want(run, "threads", JsonNode::isNumber).intValue());
  }

  private static List<Long> seeds(JsonNode run) {
    List<Long> seeds = new ArrayList<>();
    want(run, "seeds", JsonNode::isArray).forEach(seed -> seeds.add(seed.longValue()));
    return seeds;
  }

  private static Map<String, Double> seconds(JsonNode run) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    want(run, "seconds", JsonNode::isObject)
        .properties()
        .forEach(entry -> seconds.put(entry.getKey(), entry.getValue().doubleValue()));
    return seconds;
  }

  private static Scale scale(String label) {
    for (Scale scale : Scale.values()) {
      if (scale.label().equals(label)) {
        return scale;
      }
    }
    throw new IllegalArgumentException("unknown scale '" + label + "'");
  }

  private static String string(JsonNode node, String name) {
    return want(node, name, JsonNode::isString).stringValue();
  }

  private static JsonNode want(JsonNode node, String name, Predicate<JsonNode> kind) {
    JsonNode value = node.get(name);
    if (value == null || !kind.test(value)) {
      throw new IllegalArgumentException("'" + name + "' is missing or of another kind");
    }
    return value;
  }
}
