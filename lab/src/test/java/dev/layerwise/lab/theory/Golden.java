package dev.layerwise.lab.theory;

import dev.layerwise.lab.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** Values of an independent implementation; their source is in each file. */
final class Golden {
  private Golden() {}

  static JsonNode singleIndex() {
    try {
      return Json.parse(Files.readString(Path.of("src/test/resources/theory/single_index.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
