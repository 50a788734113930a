package dev.layerwise.lab.data;

import dev.layerwise.nn.Shape;

/**
 * Images made smaller: each pixel is the mean of a block of b × b pixels of its channel.
 *
 * @param block b, a divisor of height and width
 */
public record Pooling(int block) {
  /**
   * The least block that leaves at most so many features; where no block does, the greatest.
   *
   * @param shape the images' shape
   * @param most how many features may be left, at least 1
   */
  public static Pooling toAtMost(int most, Shape shape) {
    int b = 1;
    for (int next = 1; next <= Math.min(shape.height(), shape.width()); next++) {
      if (size(shape, b) > most && shape.height() % next == 0 && shape.width() % next == 0) {
        b = next;
      }
    }
    return new Pooling(b);
  }

  private static int size(Shape shape, int b) {
    return shape.size() / (b * b);
  }

  /** The shape that images of a shape get. */
  public Shape pooled(Shape shape) {
    return new Shape(shape.channels(), shape.height() / block, shape.width() / block);
  }

  /**
   * Makes the images of a set smaller.
   *
   * @param set images
   * @return the same examples with the same targets
   * @throws IllegalArgumentException if the block does not divide height and width
   */
  public DataSet of(DataSet set) {
    Shape shape = set.shape();
    if (shape.height() % block != 0 || shape.width() % block != 0) {
      throw new IllegalArgumentException(
          "pooling: blocks of %d×%d do not divide images of %d×%d; want a common divisor"
              .formatted(block, block, shape.height(), shape.width()));
    }
    Shape small = pooled(shape);
    double[] values = new double[set.count() * small.size()];
    double weight = 1.0 / (block * block);
    for (int i = 0; i < set.count(); i++) {
      for (int j = 0; j < shape.size(); j++) {
        int channel = j / shape.positions();
        int row = j % shape.positions() / shape.width();
        int column = j % shape.width();
        int at = channel * small.positions() + row / block * small.width() + column / block;
        values[i * small.size() + at] += weight * set.inputs().get(i, j);
      }
    }
    return new DataSet(small, new Inputs.Reals(values, small.size()), set.targets());
  }
}
