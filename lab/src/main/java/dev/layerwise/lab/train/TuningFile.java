package dev.layerwise.lab.train;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.Json;
import dev.layerwise.lab.run.StorageException;
import dev.layerwise.lab.run.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tuning.json}: what the searches of a comparison found, so that none is done twice. */
public final class TuningFile {
  /** The file's name. */
  public static final String FILE = "tuning.json";

  private final Path file;

  /**
   * Names the place.
   *
   * @param dir the comparison's folder
   */
  public TuningFile(Path dir) {
    file = dir.resolve(FILE);
  }

  /**
   * Writes what was found, whole or not at all.
   *
   * @param found the searches, by the optimizer's name
   * @throws StorageException if it cannot be written
   */
  public void write(Map<String, GridSearch.Found> found) {
    ObjectNode root = Json.object();
    found.forEach((name, search) -> {
      ObjectNode node = root.putObject(name);
      put(node.putObject("best"), search.best());
      ArrayNode edges = node.putArray("onEdge");
      search.onEdge().forEach(edges::add);
      ArrayNode trials = node.putArray("trials");
      search.trials().forEach(trial -> put(trials.addObject(), trial));
    });
    WholeFile.write(file, Json.pretty(root));
  }

  private static void put(ObjectNode node, GridSearch.Trial trial) {
    ObjectNode settings = node.putObject("settings");
    trial.settings().forEach(settings::put);
    if (Double.isFinite(trial.score())) {
      node.put("score", trial.score());
    } else {
      node.putNull("score");
    }
  }

  /**
   * Reads what was found.
   *
   * @return the searches, by the optimizer's name; empty if there is no file
   * @throws InputException if the file is not what it should be
   */
  public Map<String, GridSearch.Found> read() {
    Map<String, GridSearch.Found> found = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return found;
    }
    try {
      for (Map.Entry<String, JsonNode> entry : Json.parse(Files.readString(file)).properties()) {
        List<String> edges = new ArrayList<>();
        entry.getValue().path("onEdge").forEach(edge -> edges.add(edge.asString()));
        List<GridSearch.Trial> trials = new ArrayList<>();
        entry.getValue().path("trials").forEach(trial -> trials.add(trial(trial)));
        found.put(
            entry.getKey(),
            new GridSearch.Found(trial(entry.getValue().path("best")), trials, edges));
      }
      return found;
    } catch (JacksonException e) {
      throw new InputException(file + " is not whole JSON; delete it, and tuning is done again", e);
    } catch (IOException e) {
      throw new InputException("cannot read " + file + ": " + StorageException.reason(e), e);
    }
  }

  private static GridSearch.Trial trial(JsonNode node) {
    Map<String, String> settings = new LinkedHashMap<>();
    node.path("settings")
        .properties()
        .forEach(e -> settings.put(e.getKey(), e.getValue().asString()));
    JsonNode score = node.path("score");
    return new GridSearch.Trial(
        settings, score.isNumber() ? score.asDouble() : Double.POSITIVE_INFINITY);
  }
}
