package dev.layerwise.nn;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients and tangents of every layer under every loss, from one table. */
final class GradientTest {
  /**
   * Of central differences of a function of order 1 with steps of 1e−5: third derivatives of order
   * 10 to 100 times 1e−10/6, and rounding 1e−16/1e−5.
   */
  private static final double DIFFERENCES = 2e-8;

  private static final double STEP = 1e-5;

  /** Sums of a hundred products. */
  private static final double ROUNDING = 1e-13;

  private static final Map<String, Loss> LOSSES =
      Map.of(
          "squared error", new SquaredError(),
          "cross-entropy", new SoftmaxCrossEntropy(),
          "smoothed cross-entropy", new SoftmaxCrossEntropy(0.1),
          "logistic", new BernoulliLogistic(),
          "pseudo-Huber", new PseudoHuber(0.5, 4));

  private final Rng rng = Rng.of(71);

  static Stream<Arguments> layersAndModes() {
    return LayerExamples.all().entrySet().stream()
        .flatMap(example ->
            Stream.of(Mode.values())
                .map(mode -> Arguments.of(example.getKey(), mode, example.getValue())));
  }

  static Stream<Arguments> layersLossesAndModes() {
    return LOSSES.keySet().stream()
        .sorted()
        .flatMap(loss ->
            layersAndModes().map(of -> Arguments.of(of.get()[0], loss, of.get()[1], of.get()[2])));
  }

  @Test
  void theTableHasEveryKindOfLayerAndLoss() {
    assertThat(
            LayerExamples.all().values().stream()
                .flatMap(network -> LayerExamples.layers(network.layers()).stream())
                .map(Object::getClass)
                .collect(Collectors.toSet()))
        .containsAll(Arrays.asList(Layer.class.getPermittedSubclasses()));
    assertThat(LOSSES.values().stream().map(Object::getClass).collect(Collectors.toSet()))
        .containsAll(Arrays.asList(Loss.class.getPermittedSubclasses()));
    assertThat(
            LayerExamples.nonlinearities().stream()
                .map(function ->
                    function instanceof Enum<?> e ? e.getDeclaringClass() : function.getClass())
                .collect(Collectors.toSet()))
        .containsAll(Arrays.asList(Nonlinearity.class.getPermittedSubclasses()));
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @MethodSource("layersLossesAndModes")
  void gradientsAreCentralDifferences(String name, String lossName, Mode mode, Network network) {
    Loss loss = LOSSES.get(lossName);
    Matrix X = LayerExamples.inputs(network, rng);
    Matrix Y = rng.stream("Y").uniform(LayerExamples.N, LayerExamples.CLASSES);
    if (loss instanceof SoftmaxCrossEntropy) {
      Y = distributions(Y);
    }
    Pass pass = network.pass(LayerExamples.N);
    Matrix targets = Y;
    Matrix f = pass.forward(X, mode);
    pass.backward(loss.gradient(f, Y, Matrix.zeros(f.rows(), f.cols())));
    Pass other = network.pass(LayerExamples.N);
    for (Parameter p : network.parameters()) {
      Matrix differences =
          Matrix.generate(
              p.value().rows(),
              p.value().cols(),
              (i, j) -> {
                double kept = p.value().get(i, j);
                Map<String, Matrix> averages = averages(network);
                p.value().set(i, j, kept + STEP);
                double above = loss.value(other.forward(X, mode), targets);
                p.value().set(i, j, kept - STEP);
                double below = loss.value(other.forward(X, mode), targets);
                p.value().set(i, j, kept);
                network.buffers().forEach(b -> b.value().setTo(averages.get(b.name())));
                return (above - below) / (2 * STEP);
              });
      assertThat(p.gradient().minus(differences).maxAbs())
          .as("%s of %s", p, name)
          .isLessThan(DIFFERENCES * Math.max(1, differences.maxAbs()));
    }
  }

  /** {@code ⟨J u, v⟩ = ⟨u, Jᵀ v⟩}, where the backward pass gives Jᵀv/n. */
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("layersAndModes")
  void backwardIsTheAdjointOfTangent(String name, Mode mode, Network network) {
    Map<String, Matrix> u = direction(network, "u");
    Map<String, Matrix> into = direction(network, "overwritten");
    Matrix V = rng.stream("v").gaussian(LayerExamples.N, LayerExamples.CLASSES);
    Pass pass = network.pass(LayerExamples.N);
    pass.forward(LayerExamples.inputs(network, rng), mode);
    Matrix Ju = pass.tangent(p -> u.get(p.name())).copy();
    pass.backward(V.copy(), p -> into.get(p.name()));
    double sum = 0;
    for (Parameter p : network.parameters()) {
      sum += u.get(p.name()).dot(into.get(p.name()));
      assertThat(p.gradient().maxAbs()).as("own gradients stay").isZero();
    }
    double scale = Ju.frobeniusNorm() * V.frobeniusNorm();
    assertThat(LayerExamples.N * sum).as(name).isCloseTo(Ju.dot(V), within(ROUNDING * scale));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("layersAndModes")
  void tangentsAreCentralDifferences(String name, Mode mode, Network network) {
    Map<String, Matrix> u = direction(network, "u");
    Matrix X = LayerExamples.inputs(network, rng);
    Map<String, Matrix> averages = averages(network);
    Pass pass = network.pass(LayerExamples.N);
    move(network, u, STEP);
    Matrix above = pass.forward(X, mode).copy();
    move(network, u, -2 * STEP);
    if (mode == Mode.TRAIN) {
      network.buffers().forEach(b -> b.value().setTo(averages.get(b.name())));
    }
    Matrix below = pass.forward(X, mode).copy();
    move(network, u, STEP);
    pass.forward(X, mode);
    Matrix tangent = pass.tangent(p -> u.get(p.name()));
    assertClose(tangent, above.minus(below).times(1 / (2 * STEP)), 50 * DIFFERENCES);
  }

  @Test
  void propagationLeavesTheParametersGradientsAlone() {
    Network network = LayerExamples.all().get("residual");
    Pass pass = network.pass(LayerExamples.N);
    Matrix V = rng.stream("v").gaussian(LayerExamples.N, LayerExamples.CLASSES);
    pass.forward(LayerExamples.inputs(network, rng), Mode.TRAIN);
    pass.backward(V.copy());
    Map<String, Matrix> gradients = new HashMap<>();
    network.parameters().forEach(p -> gradients.put(p.name(), p.gradient().copy()));
    Matrix g = pass.outputGradient(network.blocks().getFirst()).copy();
    pass.propagate(V.times(2));
    network
        .parameters()
        .forEach(p -> assertClose(p.gradient(), gradients.get(p.name()), /* exact */ 0));
    assertClose(pass.outputGradient(network.blocks().getFirst()), g.times(2), ROUNDING);
  }

  /** {@code G = gᵀa/n} with what the pass hands out, whatever the kind of block. */
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("layersAndModes")
  void gradientsAreProductsOfWhatBlocksSaw(String name, Mode mode, Network network) {
    Pass pass = network.pass(LayerExamples.N);
    pass.forward(LayerExamples.inputs(network, rng), mode);
    pass.backward(rng.stream("v").gaussian(LayerExamples.N, LayerExamples.CLASSES));
    for (Block block : network.blocks()) {
      Matrix a = pass.input(block);
      assertThat(a.rows()).as(name).isEqualTo(LayerExamples.N * block.positions());
      Matrix G = pass.outputGradient(block).T().times(a).times(1.0 / LayerExamples.N);
      assertClose(block.weight().gradient(), G, ROUNDING);
    }
  }

  private Map<String, Matrix> direction(Network network, String stream) {
    Map<String, Matrix> u = new HashMap<>();
    for (Parameter p : network.parameters()) {
      u.put(p.name(), rng.stream(stream + p.name()).gaussian(p.value().rows(), p.value().cols()));
    }
    return u;
  }

  private static void move(Network network, Map<String, Matrix> u, double step) {
    network.parameters().forEach(p -> p.value().plusInPlace(step, u.get(p.name())));
  }

  private static Map<String, Matrix> averages(Network network) {
    Map<String, Matrix> kept = new HashMap<>();
    network.buffers().forEach(b -> kept.put(b.name(), b.value().copy()));
    return kept;
  }

  private static Matrix distributions(Matrix Y) {
    return Matrix.generate(
        Y.rows(), Y.cols(), (i, j) -> Y.get(i, j) / Y.slice(i, i + 1, 0, Y.cols()).sum());
  }
}
