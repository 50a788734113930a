package dev.layerwise.lab.data;

import dev.layerwise.nn.Shape;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

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

  /** A checksum of inputs and targets, to tell data sets apart. */
  public String hash() {
    CRC32 crc = new CRC32();
    ByteBuffer number = ByteBuffer.allocate(8);
    switch (inputs) {
      case Inputs.Pixels pixels -> crc.update(pixels.bytes());
      case Inputs.Reals reals -> update(crc, number, reals.values());
    }
    switch (targets) {
      case Targets.Classes classes -> {
        for (int label : classes.labels()) {
          crc.update(number.clear().putLong(label).flip());
        }
      }
      case Targets.Values numbers -> update(crc, number, numbers.values());
    }
    return "crc32 %08x".formatted(crc.getValue());
  }

  private static void update(CRC32 crc, ByteBuffer number, double[] values) {
    for (double value : values) {
      crc.update(number.clear().putDouble(value).flip());
    }
  }

  /** A copy of the chosen examples, in their order. */
  public DataSet select(int[] rows) {
    return new DataSet(shape, inputs.select(rows), targets.select(rows));
  }
}
