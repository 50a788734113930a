package dev.layerwise.lab.data;

import dev.layerwise.nn.Shape;

/**
 * Examples and what is to be learned of them.
 *
 * @param shape the shape of an example
 * @param inputs the inputs, (N, size of the shape)
 * @param targets the targets, (N, C)
 */
public record DataSet(Shape shape, Inputs inputs, Targets targets) {
  /**
   * Checks that the parts fit.
   *
   * @throws IllegalArgumentException if they do not
   */
  public DataSet {
    if (inputs.count() != targets.count() || inputs.features() != shape.size()) {
      throw new IllegalArgumentException(
          "data set: %d inputs of %d features and %d targets; want as many targets, and %d features"
              .formatted(inputs.count(), inputs.features(), targets.count(), shape.size()));
    }
  }

  /** N, the number of examples. */
  public int count() {
    return inputs.count();
  }

  /** A copy of the chosen examples, in their order. */
  public DataSet select(int[] rows) {
    return new DataSet(shape, inputs.select(rows), targets.select(rows));
  }
}
