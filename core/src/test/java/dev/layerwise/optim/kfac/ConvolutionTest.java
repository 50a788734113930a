package dev.layerwise.optim.kfac;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.curvature.KroneckerFactors;
import dev.layerwise.curvature.RunningFactor;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Pass;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.nn.Window;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** K-FAC of convolutions against what kfac-jax and kfac-pytorch computed. */
class ConvolutionTest {
  /** Two summation orders of fewer than a thousand terms differ by less in each of ten steps. */
  private static final double TOLERANCE = 1e-11;

  @Test
  void takesTheStepsOfKfacJax() {
    JsonNode file = GoldenRun.read("kfacjax_conv.json");
    Network network =
        Network.of(
            new Shape(2, 3, 3),
            new Layer.Conv2d(2, 3, Window.square(2), true),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Flatten(),
            new Layer.Linear(12, 2));
    String[] names = {"K", "bk", "W", "bw"};
    for (int i = 0; i < names.length; i++) {
      network.parameters().get(i).value().setTo(flat(file.get("initial").get(names[i])));
    }
    NetworkObjective objective = new NetworkObjective(network, new SquaredError(), 4, Rng.of(1));
    Optimizer optimizer =
        Recipes.named("kfac").start(network, GoldenRun.settings(file.get("hyper")));
    for (JsonNode step : file.get("steps")) {
      int t = step.get("t").asInt();
      optimizer.step(objective.on(images(t), targets(t)));
      for (int i = 0; i < names.length; i++) {
        Parameter p = network.parameters().get(i);
        Matrix off = p.value().minus(flat(step.get("params").get(names[i])));
        assertThat(off.maxAbs()).as("%s at step %d", names[i], t).isLessThan(TOLERANCE);
      }
    }
    assertThat(file.get("steps").size()).isEqualTo(10);
  }

  private static Matrix images(int t) {
    return Matrix.generate(
        4,
        18,
        (n, column) -> {
          int c = column / 9;
          int i = column % 9 / 3;
          int j = column % 3;
          return Math.sin(0.7 * (n + 1) * (c + 1) + 0.3 * (i + 1) * (j + 2) + 0.4 * t);
        });
  }

  private static Matrix targets(int t) {
    return Matrix.generate(4, 2, (n, k) -> Math.cos(0.4 * (n + 1) * (k + 2) + 0.3 * t));
  }

  /** A tensor as a matrix of its first dimension by the rest. */
  private static Matrix flat(JsonNode tensor) {
    double[][] rows = new double[tensor.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = leaves(tensor.get(i));
    }
    return Matrix.of(rows);
  }

  private static double[] leaves(JsonNode node) {
    if (!node.isArray()) {
      return new double[] {node.asDouble()};
    }
    return node.valueStream()
        .flatMapToDouble(child -> java.util.Arrays.stream(leaves(child)))
        .toArray();
  }

  @Test
  void factorsAreThoseOfKfacPytorch() {
    JsonNode file = GoldenRun.read("kfacpt_conv_factors.json");
    assertThat(file.get("steps").size()).isEqualTo(3);
    for (JsonNode one : file.get("steps")) {
      int channels = one.get("in").asInt();
      Window window =
          new Window(
              one.get("kernel").get(0).asInt(),
              one.get("kernel").get(1).asInt(),
              one.get("stride").get(0).asInt(),
              one.get("stride").get(1).asInt(),
              one.get("padding").get(0).asInt(),
              one.get("padding").get(1).asInt());
      boolean bias = one.get("bias").asBoolean();
      Network network =
          Network.of(
              new Shape(channels, 4, 5),
              new Layer.Conv2d(channels, one.get("out").asInt(), window, bias));
      KroneckerFactors pair =
          new KroneckerFactors(network.blocks().get(0), RunningFactor::ofKnownWeight);
      MeanFactors factors = new MeanFactors(pair, MeanFactors.Convention.MEAN_LOSS);
      Pass pass = network.pass(3);
      pair.begin(1);
      pass.forward(
          tensor(
              network.input(),
              (n, c, i, j) -> Math.sin(0.7 * (n + 1) * (c + 1) + 0.3 * (i + 1) * (j + 2))),
          Mode.TRAIN);
      factors.addInputs(pass);
      pass.propagate(
          tensor(
              network.output(),
              (n, c, i, j) -> Math.cos(0.5 * (n + 1) * (c + 2) + 0.4 * (i + 1) * (j + 1))));
      factors.addOutputs(pass, 9); // the file's g is that of the mean loss already: n² = 9
      assertClose(pair.inputs().symmetric(), GoldenRun.matrix(one.get("A")), TOLERANCE);
      assertClose(pair.outputs().symmetric(), GoldenRun.matrix(one.get("G")), TOLERANCE);
    }
  }

  private interface Entry {
    double at(int n, int c, int i, int j);
  }

  private static Matrix tensor(Shape shape, Entry entry) {
    int positions = shape.positions();
    return Matrix.generate(
        3,
        shape.size(),
        (n, column) ->
            entry.at(
                n, column / positions, column % positions / shape.width(), column % shape.width()));
  }
}
