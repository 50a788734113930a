package dev.layerwise.nn;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.random.Rng;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NetworkTest {
  private final Rng rng = Rng.of(17);

  @Test
  void namesFollowThePlacesOfLayers() {
    Network network =
        Network.of(
            Shape.of(4),
            new Layer.Linear(4, 3),
            new Layer.BatchNorm(3),
            new Layer.Residual(new Layer.Linear(3, 3, false), new Layer.LayerNorm(3)));
    assertThat(network.parameters().stream().map(Parameter::name))
        .containsExactly(
            "0.weight", "0.bias", "1.weight", "1.bias", "2.0.weight", "2.1.weight", "2.1.bias");
    assertThat(network.buffers().stream().map(Buffer::name))
        .containsExactly("1.running_mean", "1.running_var");
    assertThat(network.blocks().stream().map(Block::name)).containsExactly("0", "2.0");
    assertThat(network.blocks().stream().map(Block::index)).containsExactly(0, 1);
    assertThat(network.size()).isEqualTo(4 * 3 + 3 + 6 + 9 + 6);
  }

  @Test
  void aCopyComputesTheSameAndChangesAlone() {
    Network network = LayerExamples.all().get("batch norm of an image");
    Network copy = network.copy();
    Matrix X = LayerExamples.inputs(network, rng);
    Matrix f = network.pass(LayerExamples.N).forward(X, Mode.EVALUATE).copy();
    assertClose(copy.pass(LayerExamples.N).forward(X, Mode.EVALUATE), f, /* exact */ 0);
    copy.parameters().forEach(p -> p.value().fill(1));
    copy.buffers().forEach(b -> b.value().fill(1));
    assertClose(network.pass(LayerExamples.N).forward(X, Mode.EVALUATE), f, /* exact */ 0);
  }

  /** What an example's outputs are does not depend on the size of the batch. */
  @Test
  void examplesAreIndependentInEvaluation() {
    LayerExamples.all()
        .forEach((name, network) -> {
          Matrix X = LayerExamples.inputs(network, rng);
          Matrix f = network.pass(LayerExamples.N).forward(X, Mode.EVALUATE);
          Matrix last = X.slice(LayerExamples.N - 1, LayerExamples.N, 0, X.cols());
          Matrix alone = network.pass(1).forward(last, Mode.EVALUATE);
          assertClose(alone, f.slice(LayerExamples.N - 1, LayerExamples.N, 0, f.cols()), 1e-13);
        });
  }

  @Test
  void layersThatDoNotFitAreNamed() {
    Shape image = new Shape(1, 28, 28);
    assertRefused(image, new Layer.Linear(784, 10))
        .hasMessage(
            "linear layer of 784 inputs on top of 1×28×28; want 784 features: flatten the positions"
                + " first");
    assertRefused(Shape.of(5), new Layer.Linear(4, 10))
        .hasMessage("linear layer of 4 inputs on top of 5; want 4 features");
    assertRefused(image, new Layer.Conv2d(3, 8, Window.square(3)))
        .hasMessage("convolution of 3 channels on top of 1×28×28; want 3 channels");
    assertRefused(new Shape(3, 2, 2), new Layer.Conv2d(3, 8, Window.of(5, 3).padding(1)))
        .hasMessage(
            "convolution: the window is 5×3 and the padded image is 4×4; want a window that fits");
    assertRefused(image, new Layer.BatchNorm(2))
        .hasMessage("batch normalisation of 2 channels on top of 1×28×28; want 2 channels");
    assertRefused(image, new Layer.LayerNorm(28))
        .hasMessage("layer normalisation of 28 features on top of 1×28×28, which has 784; want 28");
    assertRefused(Shape.of(4), new Layer.Residual(new Layer.Linear(4, 3)))
        .hasMessage(
            "residual layer: its branch turns 4 into 3; want the same shape, so that they add");
    assertThatThrownBy(() -> Network.of(image, List.of()))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Network: no layers; want at least one");
    assertThatThrownBy(() -> new Layer.Residual(List.of()))
        .isInstanceOf(ShapeException.class)
        .hasMessage("residual layer: no layers in its branch; want at least one");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertRefused(
      Shape input, Layer layer) {
    return assertThatThrownBy(() -> Network.of(input, layer)).isInstanceOf(ShapeException.class);
  }

  @Test
  void settingsOfLayersAreChecked() {
    assertThatThrownBy(() -> new Layer.MaxPool2d(Window.square(2).padding(2)))
        .hasMessage("max pooling: a window 2×2 with paddings 2 and 2; want at most half its size");
    assertThatThrownBy(() -> new Layer.AveragePool2d(Window.of(3, 2).padding(2)))
        .hasMessage(
            "average pooling: a window 3×2 with paddings 2 and 2; want at most half its size");
    assertThatThrownBy(() -> Window.square(3).stride(0))
        .hasMessage("window 3×3 with strides 0 and 0: want numbers of at least 1");
    assertThatThrownBy(() -> Window.square(3).padding(-1))
        .hasMessage("window with paddings -1 and -1: want numbers of at least 0");
    assertThatThrownBy(() -> new Layer.BatchNorm(3, 1, 1e-5))
        .hasMessage(
            "batch normalisation with decay 1.0 and epsilon 1.0E-5; want 0 ≤ decay < 1 and epsilon"
                + " > 0");
    assertThatThrownBy(() -> new Layer.LayerNorm(3, 0))
        .hasMessage("layer normalisation with epsilon 0.0; want a number above 0");
    assertThatThrownBy(() -> new Nonlinearity.LeakyRelu(Double.NaN))
        .hasMessage("leaky ReLU of slope NaN; want a number");
    assertThatThrownBy(() -> new Shape(1, 0, 1))
        .hasMessage("shape 1×0×1: want sizes of at least 1");
  }

  @Test
  void batchesThatDoNotFitAreNamed() {
    Network network = Models.mlp(4, 3);
    assertThatThrownBy(() -> network.pass(0))
        .hasMessage("Pass: a batch of 0 examples; want at least 1");
    assertThatThrownBy(() -> network.pass(2).forward(Matrix.zeros(3, 4), Mode.TRAIN))
        .hasMessage("forward: the batch is 3×4; want 2×4");
    assertThatThrownBy(() -> network.pass(2).backward(Matrix.zeros(2, 4)))
        .hasMessage("backward: the batch is 2×4; want 2×3");
  }
}
