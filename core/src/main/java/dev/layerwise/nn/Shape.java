package dev.layerwise.nn;

/**
 * The shape of one example between two layers: channels of height × width positions. A vector of d
 * features has shape (d, 1, 1).
 *
 * <p>A batch of n examples is a matrix (n, size) whose columns are in the order channel, row,
 * column. Stored by columns, the same numbers are the matrix (height · width · n, channels) of all
 * positions, position after position; so a convolution reshapes and copies nothing.
 *
 * @param channels c ≥ 1
 * @param height h ≥ 1
 * @param width w ≥ 1
 */
public record Shape(int channels, int height, int width) {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is below 1
   */
  public Shape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "shape " + channels + "×" + height + "×" + width + ": want sizes of at least 1");
    }
  }

  /** The shape of d features. */
  public static Shape of(int d) {
    return new Shape(d, 1, 1);
  }

  /** The number of features of an example, c h w. */
  public int size() {
    return Math.multiplyExact(channels, positions());
  }

  /** The number of positions, h w. */
  public int positions() {
    return Math.multiplyExact(height, width);
  }

  @Override
  public String toString() {
    return positions() == 1 ? "" + channels : channels + "×" + height + "×" + width;
  }
}
