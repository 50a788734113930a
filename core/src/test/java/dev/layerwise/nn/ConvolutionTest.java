package dev.layerwise.nn;

import static dev.layerwise.testing.MatrixAssert.assertClose;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolutions and poolings against loops over their definitions. */
final class ConvolutionTest {
  private static final int N = 3;
  private static final Shape IMAGE = new Shape(2, 5, 7);

  /** Sums of at most 20 products of numbers of order 1. */
  private static final double ROUNDING = 1e-14;

  private final Rng rng = Rng.of(9);
  private final Matrix X = rng.stream("X").gaussian(N, IMAGE.size());

  static Stream<Window> windows() {
    return Stream.of(
        Window.square(1),
        Window.of(2, 3),
        Window.square(3).padding(1),
        Window.square(3).stride(2),
        Window.square(2).stride(3),
        Window.of(5, 7),
        new Window(3, 4, 2, 1, 1, 2),
        new Window(2, 5, 1, 3, 1, 2));
  }

  /** x_c(row, column) of example i, or 0 outside the image. */
  private double at(int i, int c, int row, int column) {
    if (row < 0 || row >= IMAGE.height() || column < 0 || column >= IMAGE.width()) {
      return Double.NaN;
    }
    return X.get(i, (c * IMAGE.height() + row) * IMAGE.width() + column);
  }

  private Matrix naive(Window w, Shape out, java.util.function.ToDoubleFunction<int[]> entry) {
    return Matrix.generate(
        N,
        out.size(),
        (i, k) ->
            entry.applyAsDouble(
                new int[] {
                  i,
                  k / out.positions(),
                  k % out.positions() / out.width() * w.rowStride() - w.rowPadding(),
                  k % out.width() * w.columnStride() - w.columnPadding()
                }));
  }

  @ParameterizedTest
  @MethodSource("windows")
  void convolutionIsItsDefinition(Window w) {
    Network network = Network.of(IMAGE, new Layer.Conv2d(2, 3, w));
    network.initialized(Initialization.PYTORCH, rng);
    Matrix K = network.parameters().get(0).value();
    Matrix b = network.parameters().get(1).value();
    Matrix expected =
        naive(
            w,
            network.output(),
            e -> {
              double sum = b.get(e[1], 0);
              for (int c = 0; c < 2; c++) {
                for (int k = 0; k < w.size(); k++) {
                  double x = at(e[0], c, e[2] + k / w.width(), e[3] + k % w.width());
                  sum += Double.isNaN(x) ? 0 : K.get(e[1], c * w.size() + k) * x;
                }
              }
              return sum;
            });
    assertClose(network.pass(N).forward(X, Mode.TRAIN), expected, ROUNDING);
  }

  static Stream<Window> smallPaddings() {
    return windows()
        .filter(w -> 2 * w.rowPadding() <= w.height() && 2 * w.columnPadding() <= w.width());
  }

  @ParameterizedTest
  @MethodSource("smallPaddings")
  void poolingsAreTheirDefinitions(Window w) {
    Network average = Network.of(IMAGE, new Layer.AveragePool2d(w));
    Network maximum = Network.of(IMAGE, new Layer.MaxPool2d(w));
    Matrix means =
        naive(
            w,
            average.output(),
            e -> {
              double sum = 0;
              for (int k = 0; k < w.size(); k++) {
                double x = at(e[0], e[1], e[2] + k / w.width(), e[3] + k % w.width());
                sum += Double.isNaN(x) ? 0 : x / w.size();
              }
              return sum;
            });
    Matrix maxima =
        naive(
            w,
            maximum.output(),
            e -> {
              double max = Double.NEGATIVE_INFINITY;
              for (int k = 0; k < w.size(); k++) {
                double x = at(e[0], e[1], e[2] + k / w.width(), e[3] + k % w.width());
                max = Double.isNaN(x) ? max : Math.max(max, x);
              }
              return max;
            });
    assertClose(average.pass(N).forward(X, Mode.TRAIN), means, ROUNDING);
    assertClose(maximum.pass(N).forward(X, Mode.TRAIN), maxima, /* exact */ 0);
  }

  /** The first of equal entries in a window takes the whole gradient. */
  @Test
  void tiesOfMaximaGoToTheFirst() {
    Shape image = new Shape(1, 2, 3);
    Network network =
        Network.of(
            image, new Layer.Conv2d(1, 1, Window.square(1)), new Layer.MaxPool2d(Window.square(2)));
    network.parameters().get(0).value().fill(1);
    Pass pass = network.pass(1);
    pass.forward(Matrix.of(new double[][] {{4, 5, 5, 5, -1, 2}}), Mode.TRAIN);
    pass.backward(Matrix.of(new double[][] {{10, 1}}));
    Matrix g = pass.outputGradient(network.blocks().getFirst());
    assertClose(g, Matrix.column(0, 11, 0, 0, 0, 0), /* exact */ 0);
  }

  @Test
  void aMaximumPassesNotANumberOn() {
    Network network = Network.of(new Shape(1, 1, 3), new Layer.MaxPool2d(Window.of(1, 3)));
    Matrix x = Matrix.of(new double[][] {{1, Double.NaN, 2}});
    org.assertj.core.api.Assertions.assertThat(network.pass(1).forward(x, Mode.TRAIN).get(0, 0))
        .isNaN();
  }

  /** Means over positions of inputs, sums of gradients. */
  @Test
  void positionsAreReducedToExamples() {
    Network network = Network.of(IMAGE, new Layer.Conv2d(2, 3, Window.of(2, 3)));
    Block block = network.blocks().getFirst();
    Pass pass = network.pass(N);
    pass.forward(X, Mode.TRAIN);
    pass.backward(rng.stream("g").gaussian(N, network.output().size()));
    int T = block.positions();
    Matrix a = pass.input(block, WeightSharing.EXPAND);
    Matrix g = pass.outputGradient(block, WeightSharing.EXPAND);
    Matrix sums = Matrix.generate(N, N * T, (i, row) -> row % N == i ? 1 : 0);
    assertClose(a, pass.input(block), 0);
    assertClose(g, pass.outputGradient(block), 0);
    assertClose(pass.input(block, WeightSharing.REDUCE), sums.times(a).times(1.0 / T), ROUNDING);
    assertClose(pass.outputGradient(block, WeightSharing.REDUCE), sums.times(g), ROUNDING);
  }
}
