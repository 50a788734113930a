package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.Moments;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Exact vectors of two steps of thirteen methods and of one multi-task step, computed by an
 * independent NumPy implementation of Concurrence eq. (5), (8), (20) to (22) in double precision.
 */
final class LinearFixtures {
  private final JsonNode root;

  private LinearFixtures(JsonNode root) {
    this.root = root;
  }

  static LinearFixtures load() {
    try (InputStream in = LinearFixtures.class.getResourceAsStream("linear_fixtures.json")) {
      return new LinearFixtures(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode root() {
    return root;
  }

  Matrix matrix(String name) {
    return matrix(root.get(name));
  }

  static Matrix matrix(JsonNode rows) {
    double[][] values = new double[rows.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = new double[rows.get(i).size()];
      for (int j = 0; j < values[i].length; j++) {
        values[i][j] = rows.get(i).get(j).asDouble();
      }
    }
    return Matrix.of(values);
  }

  Moments batch(int step, String which) {
    JsonNode batch = root.get("batches").get(step);
    return Moments.of(matrix(batch.get("X" + which)), matrix(batch.get("Y" + which)));
  }

  LinearNetwork initial() {
    return LinearNetwork.of(matrix("F0"), matrix("G0"));
  }
}
