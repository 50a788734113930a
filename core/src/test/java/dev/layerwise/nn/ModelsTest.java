package dev.layerwise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelsTest {
  private static final Shape IMAGE = new Shape(1, 28, 28);

  @Test
  void perceptronsHaveAnActivationBetweenEachTwoLayers() {
    Network network = Models.parse("mlp:784-256-128-10", IMAGE, 10);
    assertThat(network.layers())
        .containsExactly(
            new Layer.Linear(784, 256),
            new Layer.Activation(Nonlinearity.RELU),
            new Layer.Linear(256, 128),
            new Layer.Activation(Nonlinearity.RELU),
            new Layer.Linear(128, 10));
    assertThat(Models.mlp(784, 256, 128, 10).layers()).isEqualTo(network.layers());
  }

  @Test
  void optionsChooseActivationBiasAndNorm() {
    assertThat(
            Models.parse("mlp:784-20-10,activation=tanh,bias=false,norm=batch", IMAGE, 10).layers())
        .containsExactly(
            new Layer.Linear(784, 20, false),
            new Layer.BatchNorm(20),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Linear(20, 10, false));
    assertThat(Models.parse("mlp:784-20-10,activation=leaky-relu,norm=layer", IMAGE, 10).layers())
        .containsExactly(
            new Layer.Linear(784, 20),
            new Layer.LayerNorm(20),
            new Layer.Activation(new Nonlinearity.LeakyRelu()),
            new Layer.Linear(20, 10));
    assertThat(Models.parse("mlp:784-20-30-10,bias=hidden", IMAGE, 10).layers())
        .containsExactly(
            new Layer.Linear(784, 20),
            new Layer.Activation(Nonlinearity.RELU),
            new Layer.Linear(20, 30),
            new Layer.Activation(Nonlinearity.RELU),
            new Layer.Linear(30, 10, false));
  }

  @Test
  void linearNetworksHaveNothingBetween() {
    Network network = Models.parse("linear:20-8-15", Shape.of(20), 15);
    assertThat(network.layers())
        .containsExactly(new Layer.Linear(20, 8, false), new Layer.Linear(8, 15, false));
    assertThat(Models.linear(20, 8, 15).layers()).isEqualTo(network.layers());
  }

  @Test
  void convolutionalNetworksPoolAfterEachConvolution() {
    Window three = Window.square(3).padding(1);
    Layer pool = new Layer.MaxPool2d(Window.square(2).stride(2));
    Layer relu = new Layer.Activation(Nonlinearity.RELU);
    Network network = Models.parse("cnn:16-32", new Shape(3, 32, 31), 10);
    assertThat(network.layers())
        .containsExactly(
            new Layer.Conv2d(3, 16, three),
            relu,
            pool,
            new Layer.Conv2d(16, 32, three),
            relu,
            pool,
            new Layer.Flatten(),
            new Layer.Linear(32 * 8 * 7, 10));
    assertThat(Models.parse("cnn:4,pool=average,norm=batch", IMAGE, 3).layers())
        .contains(new Layer.BatchNorm(4), new Layer.AveragePool2d(Window.square(2).stride(2)));
  }

  @Test
  void residualPerceptronsHaveBlocksOfOneWidth() {
    Network network = Models.parse("resmlp:784-32-10,blocks=3", IMAGE, 10);
    assertThat(network.layers().stream().filter(layer -> layer instanceof Layer.Residual))
        .hasSize(3)
        .containsOnly(
            new Layer.Residual(
                new Layer.Activation(Nonlinearity.RELU),
                new Layer.Linear(32, 32),
                new Layer.Activation(Nonlinearity.RELU),
                new Layer.Linear(32, 32)));
    assertThat(network.blocks()).hasSize(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mlp | model 'mlp': no sizes; want kind:sizes, such as mlp:784-256-10",
        "mpl:784-10 | model mpl:784-10: unknown kind 'mpl'; want mlp, linear, cnn, resmlp or"
            + " transformer",
        "mlp:784-1O-10 | model mlp:784-1O-10: size '1O'; want a whole number of at least 1",
        "mlp:784-0-10 | model mlp:784-0-10: size '0'; want a whole number of at least 1",
        "mlp:784 | model mlp:784: 1 sizes; want at least 2: inputs and outputs",
        "mlp:100-10 | model mlp:100-10: takes 100 inputs, but an example has 784 (1×28×28); want"
            + " 784 as the first size",
        "mlp:784-9 | model mlp:784-9: has 9 outputs, but the data have 10; want 10 as the last"
            + " size",
        "mlp:784-10,norm=group | model mlp:784-10,norm=group: norm 'group'; want one of batch,"
            + " layer, none",
        "mlp:784-10,depth=3 | model mlp:784-10,depth=3: unknown option 'depth'; mlp takes"
            + " activation, bias, norm",
        "mlp:784-10,tanh | model mlp:784-10,tanh: option 'tanh'; want name=value, each name once",
        "resmlp:784-10 | model resmlp:784-10: 2 sizes; want three: inputs, width, outputs",
        "resmlp:784-9-10,blocks=x | model resmlp:784-9-10,blocks=x: blocks 'x'; want a whole number"
            + " of at least 1",
        "cnn:4-4-4-4-4 | model cnn:4-4-4-4-4: 5 poolings leave nothing of an image of 1×28×28; want"
            + " fewer sizes"
      })
  void mistakesAreNamed(String spec, String message) {
    assertThatThrownBy(() -> Models.parse(spec, IMAGE, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void transformersAttendAndMayHaveAllParts() {
    Shape tokens = new Shape(6, 4, 1);
    assertThat(Models.parse("transformer:5", tokens, 2).layers())
        .containsExactly(new Layer.Attention(6, 5), new Layer.Linear(6, 2, false));
    assertThat(Models.parse("transformer:5,residual=true,norm=layer,mlp=8", tokens, 2).layers())
        .containsExactly(
            new Layer.Residual(new Layer.TokenNorm(6), new Layer.Attention(6, 5)),
            new Layer.Residual(
                new Layer.LayerNorm(6),
                new Layer.Linear(6, 8, false),
                new Layer.Activation(Nonlinearity.RELU),
                new Layer.Linear(8, 6, false)),
            new Layer.LayerNorm(6),
            new Layer.Linear(6, 2, false));
    assertThatThrownBy(() -> Models.parse("transformer:5-3", tokens, 2))
        .hasMessage("model transformer:5-3: 2 sizes; want one: the width of the head");
  }

  @Test
  void sizesBelowOneAreRefused() {
    assertThatThrownBy(() -> Models.mlp(784, 0, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model mlp:784-0-10: sizes of at least 1 are wanted");
  }
}
