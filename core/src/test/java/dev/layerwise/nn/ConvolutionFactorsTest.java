package dev.layerwise.nn;

import static dev.layerwise.testing.MatrixAssert.assertClose;

import dev.layerwise.linalg.Batches;
import dev.layerwise.linalg.Matrix;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The Kronecker factors of a convolution against kfac-pytorch's, two of the cases that its {@code
 * Conv2dModuleHelper} was run on at commit 869cf11. It divides patches and output gradients by the
 * number of positions T before it averages over examples and positions.
 */
final class ConvolutionFactorsTest {
  /** Sums of 60 products of numbers of order 1, in either order. */
  private static final double ROUNDING = 1e-14;

  private static final int N = 3;

  static List<JsonNode> cases() throws IOException {
    try (InputStream in =
        ConvolutionFactorsTest.class.getResourceAsStream("kfacpt_conv_factors.json")) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).get("steps").forEach(cases::add);
      return cases;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void factorsAreThoseOfTheReference(JsonNode given) {
    int cIn = given.get("in").asInt();
    Shape image = new Shape(cIn, 4, 5);
    Layer.Conv2d layer =
        new Layer.Conv2d(
            cIn, given.get("out").asInt(), window(given), given.get("bias").asBoolean());
    Network network = Network.of(image, layer);
    Block block = network.blocks().getFirst();
    Pass pass = network.pass(N);
    pass.forward(
        batch(image, (n, c, i, j) -> Math.sin(0.7 * (n + 1) * (c + 1) + 0.3 * (i + 1) * (j + 2))),
        Mode.TRAIN);
    pass.propagate(
        batch(
            network.output(),
            (n, c, i, j) -> Math.cos(0.5 * (n + 1) * (c + 2) + 0.4 * (i + 1) * (j + 1))));
    double T = block.positions();
    double scale = 1 / (N * T * T * T);
    Matrix a = pass.input(block);
    Matrix g = pass.outputGradient(block);
    Matrix A = Matrix.zeros(block.dIn(), block.dIn());
    if (layer.bias()) {
      Batches.gramWithOnes(scale, a, A);
    } else {
      A.setToGram(scale, a);
    }
    assertClose(A, matrix(given.get("A")), ROUNDING);
    assertClose(g.T().times(g).times(scale), matrix(given.get("G")), ROUNDING);
  }

  private static Window window(JsonNode given) {
    JsonNode kernel = given.get("kernel");
    JsonNode stride = given.get("stride");
    JsonNode padding = given.get("padding");
    return new Window(
        kernel.get(0).asInt(),
        kernel.get(1).asInt(),
        stride.get(0).asInt(),
        stride.get(1).asInt(),
        padding.get(0).asInt(),
        padding.get(1).asInt());
  }

  /** An entry of a tensor of examples, channels, rows and columns. */
  private interface Entry {
    double of(int n, int c, int i, int j);
  }

  private static Matrix batch(Shape shape, Entry entry) {
    return Matrix.generate(
        N,
        shape.size(),
        (n, k) ->
            entry.of(
                n,
                k / shape.positions(),
                k % shape.positions() / shape.width(),
                k % shape.width()));
  }

  private static Matrix matrix(JsonNode rows) {
    return Matrix.generate(
        rows.size(), rows.get(0).size(), (i, j) -> rows.get(i).get(j).asDouble());
  }
}
