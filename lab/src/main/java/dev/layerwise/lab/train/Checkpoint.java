package dev.layerwise.lab.train;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.Json;
import dev.layerwise.lab.run.StorageException;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.SavedState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The folder {@code checkpoint/}: everything that a training needs to go on, in {@code
 * step-N.safetensors}. Each is written whole, then the one before the last is removed; so at any
 * moment, a whole one stands there once there was one.
 */
public final class Checkpoint {
  private static final int KEPT = 2;

  private final Path dir;

  /**
   * Names the place.
   *
   * @param dir the folder, made when it is first written to
   */
  public Checkpoint(Path dir) {
    this.dir = dir;
  }

  /**
   * What a checkpoint holds.
   *
   * @param file where it was
   * @param identity what the trajectory depends on: name and value of every setting
   * @param state what {@link Training#state} shows
   * @param log what happened until then
   */
  public record Loaded(
      Path file, Map<String, String> identity, SavedState state, TrainingLog log) {}

  /**
   * Writes a checkpoint.
   *
   * @param identity what the trajectory depends on
   * @param training the training, between two steps
   * @throws StorageException if it cannot be written
   */
  public void write(Map<String, String> identity, Training training) {
    SavedState state = SavedState.of(training::state);
    ObjectNode counters = Json.object();
    state.numbers().forEach((name, value) -> counters.put(name, Double.toString(value)));
    ObjectNode wholes = Json.object();
    state.wholes().forEach(wholes::put);
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "layerwise-checkpoint/1");
    metadata.put("identity", Json.tree(identity).toString());
    metadata.put("numbers", counters.toString());
    metadata.put("wholes", wholes.toString());
    metadata.put("log", encode(training.log()).toString());
    List<SafeTensors.Tensor> tensors = new ArrayList<>();
    state
        .matrices()
        .forEach(
            (name, M) -> tensors.add(new SafeTensors.Tensor(name, List.of(M.rows(), M.cols()), M)));
    Path file = dir.resolve("step-%012d.safetensors".formatted(training.steps()));
    try {
      Files.createDirectories(dir);
    } catch (IOException e) {
      throw new StorageException("cannot write", dir, e);
    }
    SafeTensors.write(file, metadata, tensors, SafeTensors.Precision.F64);
    List<Path> all = files();
    all.subList(Math.min(KEPT, all.size()), all.size()).forEach(Checkpoint::delete);
  }

  /**
   * Reads the latest checkpoint that is whole.
   *
   * @param warn told of those that are not, a sentence each
   * @return empty if there is none at all
   * @throws InputException if there are some and none is whole
   */
  public Optional<Loaded> read(Consumer<String> warn) {
    List<Path> files = files();
    for (Path file : files) {
      try {
        return Optional.of(decode(file));
      } catch (InputException e) {
        warn.accept(e.getMessage() + "; trying the checkpoint before it");
      }
    }
    if (!files.isEmpty()) {
      throw new InputException(
          dir + " holds no whole checkpoint; run without --resume to start over");
    }
    return Optional.empty();
  }

  /** Removes every checkpoint. */
  public void clear() {
    files().forEach(Checkpoint::delete);
  }

  /** The files, the latest first. */
  private List<Path> files() {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .filter(file -> file.getFileName().toString().matches("step-\\d+\\.safetensors"))
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (IOException e) {
      throw new StorageException("cannot read", dir, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StorageException("cannot delete", file, e);
    }
  }

  private static Loaded decode(Path file) {
    SafeTensors.Content content = SafeTensors.read(file);
    Map<String, String> identity = new LinkedHashMap<>();
    part(file, content, "identity")
        .properties()
        .forEach(e -> identity.put(e.getKey(), e.getValue().asString()));
    Map<String, Matrix> matrices = new LinkedHashMap<>();
    content.tensors().forEach((name, tensor) -> matrices.put(name, tensor.values()));
    Map<String, Double> numbers = new LinkedHashMap<>();
    part(file, content, "numbers")
        .properties()
        .forEach(e -> numbers.put(e.getKey(), Double.valueOf(e.getValue().asString())));
    Map<String, Long> wholes = new LinkedHashMap<>();
    part(file, content, "wholes")
        .properties()
        .forEach(e -> wholes.put(e.getKey(), e.getValue().asLong()));
    return new Loaded(
        file,
        identity,
        new SavedState(matrices, numbers, wholes),
        decodeLog(part(file, content, "log")));
  }

  private static JsonNode part(Path file, SafeTensors.Content content, String name) {
    String text = content.metadata().get(name);
    if (text == null) {
      throw new InputException(file + " is no checkpoint: its header does not hold '" + name + "'");
    }
    return Json.parse(text);
  }

  private static ObjectNode encode(TrainingLog log) {
    ObjectNode node = Json.object();
    ArrayNode evaluations = node.putArray("evaluations");
    for (Evaluation e : log.evaluations()) {
      ObjectNode entry = evaluations.addObject();
      entry.put("step", e.step()).put("epoch", e.epoch()).put("seconds", e.seconds());
      e.trainingLoss().ifPresent(loss -> entry.put("training loss", loss));
      e.watched()
          .ifPresent(score -> {
            entry.put("loss", score.loss());
            score.accuracy().ifPresent(accuracy -> entry.put("accuracy", accuracy));
          });
    }
    ArrayNode diagnoses = node.putArray("diagnoses");
    log.diagnoses().forEach(d -> diagnoses.addArray().add(d.name()).add(d.step()).add(d.value()));
    ArrayNode spectra = node.putArray("spectra");
    for (EigenvaluesAt s : log.spectra()) {
      ArrayNode values = spectra.addArray().add(s.name()).add(s.step()).addArray();
      for (double value : s.values()) {
        values.add(value);
      }
    }
    return node;
  }

  private static TrainingLog decodeLog(JsonNode node) {
    List<Evaluation> evaluations = new ArrayList<>();
    for (JsonNode e : node.path("evaluations")) {
      evaluations.add(
          new Evaluation(
              e.path("step").asLong(),
              e.path("epoch").asDouble(),
              e.path("seconds").asDouble(),
              optional(e, "training loss"),
              e.has("loss")
                  ? Optional.of(new Score(e.path("loss").asDouble(), optional(e, "accuracy")))
                  : Optional.empty()));
    }
    List<Diagnosis> diagnoses = new ArrayList<>();
    for (JsonNode d : node.path("diagnoses")) {
      diagnoses.add(new Diagnosis(d.path(0).asString(), d.path(1).asLong(), d.path(2).asDouble()));
    }
    List<EigenvaluesAt> spectra = new ArrayList<>();
    for (JsonNode s : node.path("spectra")) {
      double[] values = s.path(2).valueStream().mapToDouble(JsonNode::asDouble).toArray();
      spectra.add(new EigenvaluesAt(s.path(0).asString(), s.path(1).asLong(), values));
    }
    return new TrainingLog(evaluations, diagnoses, spectra);
  }

  private static OptionalDouble optional(JsonNode node, String name) {
    return node.has(name) ? OptionalDouble.of(node.path(name).asDouble()) : OptionalDouble.empty();
  }
}
