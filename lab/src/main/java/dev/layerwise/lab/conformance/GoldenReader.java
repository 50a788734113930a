package dev.layerwise.lab.conformance;

import dev.layerwise.lab.conformance.GoldenRun.GoldenStep;
import dev.layerwise.lab.conformance.GoldenRun.ProblemText;
import dev.layerwise.lab.run.InputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Reads files of schema {@code layerwise-golden/1}. */
final class GoldenReader {
  /** The schema that a file must name. */
  static final String SCHEMA = "layerwise-golden/1";

  // Python writes NaN and Infinity as bare words.
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private GoldenReader() {}

  /**
   * Reads a file.
   *
   * @return the run, or nothing if the file holds values of single functions
   * @throws InputException if it is not such a file
   */
  static Optional<GoldenRun> read(Path file) {
    Place top = new Place(file, "", parse(file));
    Place schema = top.field("schema", '"' + SCHEMA + '"');
    if (!schema.text().equals(SCHEMA)) {
      throw schema.wrong('"' + SCHEMA + '"');
    }
    boolean names = top.optional("optimizer").isPresent() || top.optional("hyper").isPresent();
    if (!names && top.optional("initial").isEmpty() && holdsFunctions(top)) {
      return Optional.empty();
    }
    String optimizer = top.field("optimizer", "the reference's name").text();
    Place hyper = top.field("hyper", "an object of hyperparameters");
    if (!hyper.node().isObject()) {
      throw hyper.wrong("an object of hyperparameters");
    }
    String dtype = top.field("dtype", "a type such as \"float64\"").text();
    ProblemText problem =
        new ProblemText(
            top.field("problem", "\"open\", \"net\" or \"conv\"").text(),
            top.field("problem_spec", "the problem's formulas").text(),
            top.optional("note").map(Place::text).orElse(""));
    Map<String, Tensor> initial = top.field("initial", "an object of tensors").tensors();
    if (initial.isEmpty()) {
      throw top.field("initial", "").wrong("at least one tensor");
    }
    return Optional.of(
        new GoldenRun(optimizer, dtype, problem, hyper, initial, steps(top, initial)));
  }

  private static boolean holdsFunctions(Place top) {
    return top.optional("function").isPresent()
        || top.optional("cases").isPresent()
        || top.optional("steps").filter(steps -> steps.node().isArray()).isPresent();
  }

  private static JsonNode parse(Path file) {
    try {
      JsonNode tree = MAPPER.readTree(withoutMark(Files.readString(file)));
      if (!tree.isObject()) {
        throw new Place(file, "", tree).wrong("an object of schema " + SCHEMA);
      }
      return tree;
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw new InputException(
          file
              + ": not JSON"
              + where
              + " ("
              + firstClause(e.getOriginalMessage())
              + "); want a whole file of schema "
              + SCHEMA,
          e);
    } catch (CharacterCodingException e) {
      throw new InputException(file + ": not UTF-8; want JSON of schema " + SCHEMA, e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** A file's text without the byte order mark that some editors put before it. */
  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** What is wrong, without what the parser adds of its own source. */
  private static String firstClause(String message) {
    return message
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst(" \\(start marker.*|: (was expecting|expected a valid value) \\(.*", "");
  }

  private static List<GoldenStep> steps(Place top, Map<String, Tensor> initial) {
    Place list = top.field("steps", "a list of steps");
    List<GoldenStep> steps = new ArrayList<>();
    for (Place step : list.items()) {
      Place t = step.field("t", "" + (steps.size() + 1));
      if (t.whole() != steps.size() + 1) {
        throw t.wrong("" + (steps.size() + 1) + ", for steps come one after the other");
      }
      Optional<Place> loss = step.optional("loss");
      steps.add(
          new GoldenStep(
              step.optional("grads").map(grads -> alike(grads, initial)),
              alike(step.field("params", "the parameters after the step"), initial),
              loss.isPresent() ? OptionalDouble.of(loss.get().number()) : OptionalDouble.empty(),
              step.optional("state")));
    }
    if (steps.isEmpty()) {
      throw list.wrong("at least one step");
    }
    return steps;
  }

  /** The tensors of an object, which must be those of the initial parameters. */
  private static Map<String, Tensor> alike(Place place, Map<String, Tensor> initial) {
    Map<String, Tensor> tensors = place.tensors();
    initial.forEach((name, tensor) -> {
      Place one = place.field(name, "a tensor of shape " + tensor.shape());
      if (!tensors.get(name).shape().equals(tensor.shape())) {
        throw new InputException(
            one.file()
                + ": field '"
                + one.name()
                + "' has shape "
                + tensors.get(name).shape()
                + "; want "
                + tensor.shape()
                + " as in 'initial'");
      }
    });
    for (String name : tensors.keySet()) {
      if (!initial.containsKey(name)) {
        throw place.field(name, "").wrong("no parameter that 'initial' lacks");
      }
    }
    return tensors;
  }
}
