package dev.layerwise.nn;

import dev.layerwise.linalg.Matrix;

/**
 * Numbers that a network keeps without training them, such as running averages or the weights of a
 * {@link Layer.Readout}: they belong to a checkpoint as the parameters do. Changed in place.
 *
 * @param name unique in its network, such as {@code 1.running_mean}
 * @param value the numbers, (d, 1); of a readout (dOut, dIn)
 */
public record Buffer(String name, Matrix value) {
  Buffer(String name, int size, double value) {
    this(name, Matrix.zeros(size, 1).fill(value));
  }
}
