package dev.layerwise.nn;

/**
 * Where a window meets an image: for each place in the window and each place of the window, the
 * position of the image that it covers, padding left out. Neighbours are visited as one run.
 */
final class Windows {
  private final Shape input;
  private final Shape output;
  private final Window window;

  Windows(Shape input, Shape output, Window window) {
    this.input = input;
    this.output = output;
    this.window = window;
  }

  /** Visits runs of positions. */
  interface Run {
    /**
     * A run.
     *
     * @param c the channel
     * @param k the place in the window, row · width + column
     * @param out the first output position of the run
     * @param in the input position that it covers
     * @param count how many neighbours follow, itself counted: out + 1 covers in + 1, and so on
     */
    void visit(int c, int k, int out, int in, int count);
  }

  /** Visits all runs: channel after channel, place after place, from the top to the bottom. */
  void each(Run run) {
    for (int c = 0; c < input.channels(); c++) {
      for (int ky = 0; ky < window.height(); ky++) {
        for (int kx = 0; kx < window.width(); kx++) {
          rows(run, c, ky, kx);
        }
      }
    }
  }

  private void rows(Run run, int c, int ky, int kx) {
    int k = ky * window.width() + kx;
    int stride = window.columnStride();
    int shift = kx - window.columnPadding(); // column x covers x · stride + shift
    int from = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
    int room = input.width() - 1 - shift;
    int to = room < 0 ? 0 : Math.min(output.width(), room / stride + 1);
    for (int y = 0; y < output.height(); y++) {
      int row = y * window.rowStride() + ky - window.rowPadding();
      if (row < 0 || row >= input.height() || from >= to) {
        continue;
      }
      int out = y * output.width();
      int in = row * input.width() + shift;
      if (stride == 1) {
        run.visit(c, k, out + from, in + from, to - from);
      } else {
        for (int x = from; x < to; x++) {
          run.visit(c, k, out + x, in + x * stride, 1);
        }
      }
    }
  }
}
