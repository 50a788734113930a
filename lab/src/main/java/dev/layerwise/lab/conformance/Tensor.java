package dev.layerwise.lab.conformance;

import dev.layerwise.linalg.Matrix;
import java.util.List;

/**
 * A tensor that a file holds as nested lists.
 *
 * @param shape its dimensions
 * @param values the first dimension by all others, (d₀, d₁ ⋯ d_k), later dimensions varying faster
 *     along a row; a vector is one column
 */
record Tensor(List<Integer> shape, Matrix values) {
  Tensor {
    shape = List.copyOf(shape);
  }

  /** The shape as an array. */
  int[] dimensions() {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }

  /** max |a − b|; NaN if a difference is. */
  double distance(Matrix other) {
    double max = 0;
    for (int j = 0; j < values.cols(); j++) {
      for (int i = 0; i < values.rows(); i++) {
        max = Math.max(max, Math.abs(values.get(i, j) - other.get(i, j)));
      }
    }
    return max;
  }
}
