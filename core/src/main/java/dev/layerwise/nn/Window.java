package dev.layerwise.nn;

import dev.layerwise.linalg.ShapeException;

/**
 * The window that a convolution or a pooling moves over the positions of an image. The window at
 * output row y covers the input rows {@code y · rowStride − rowPadding + 0 … height − 1}; columns
 * alike. Positions outside the image are padding.
 *
 * @param height rows of the window, at least 1
 * @param width columns of the window, at least 1
 * @param rowStride rows from one window to the next, at least 1
 * @param columnStride columns from one window to the next, at least 1
 * @param rowPadding rows of padding above and below the image, at least 0
 * @param columnPadding columns of padding on either side of the image, at least 0
 */
public record Window(
    int height, int width, int rowStride, int columnStride, int rowPadding, int columnPadding) {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a size or stride is below 1 or a padding below 0
   */
  public Window {
    if (height < 1 || width < 1 || rowStride < 1 || columnStride < 1) {
      throw new IllegalArgumentException(
          "window %d×%d with strides %d and %d: want numbers of at least 1"
              .formatted(height, width, rowStride, columnStride));
    }
    if (rowPadding < 0 || columnPadding < 0) {
      throw new IllegalArgumentException(
          "window with paddings %d and %d: want numbers of at least 0"
              .formatted(rowPadding, columnPadding));
    }
  }

  /** A window that moves by one position, without padding. */
  public static Window of(int height, int width) {
    return new Window(height, width, 1, 1, 0, 0);
  }

  /** A square window that moves by one position, without padding. */
  public static Window square(int size) {
    return of(size, size);
  }

  /** The window with another stride, in both directions. */
  public Window stride(int stride) {
    return new Window(height, width, stride, stride, rowPadding, columnPadding);
  }

  /** The window with another padding, on all sides. */
  public Window padding(int padding) {
    return new Window(height, width, rowStride, columnStride, padding, padding);
  }

  /** The number of positions that the window covers, height · width. */
  public int size() {
    return Math.multiplyExact(height, width);
  }

  /**
   * The shape of the windows' places, {@code ⌊(h + 2 padding − height) / stride⌋ + 1} rows, columns
   * alike.
   *
   * @param what the layer, for the message
   * @param input the image
   * @param channels channels of the result
   * @throws ShapeException if the window is larger than the padded image
   */
  Shape output(String what, Shape input, int channels) {
    int h = input.height() + 2 * rowPadding;
    int w = input.width() + 2 * columnPadding;
    if (height > h || width > w) {
      throw new ShapeException(
          "%s: the window is %d×%d and the padded image is %d×%d; want a window that fits"
              .formatted(what, height, width, h, w));
    }
    return new Shape(channels, (h - height) / rowStride + 1, (w - width) / columnStride + 1);
  }
}
