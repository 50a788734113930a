package dev.layerwise.optim.natural;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Pass;
import dev.layerwise.nn.PseudoHuber;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import dev.layerwise.testing.PortableRng;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The two-layer network {@code f(x) = m^(−½) Σ a_r relu(w_r·x)} of Zhang, Martens and Grosse 2019:
 * trajectories of an independent NumPy implementation, and the fact behind their K-FAC theorem.
 *
 * <p>They sum losses and second moments where this library averages: η of gradient descent is n
 * times theirs, η of K-FAC 1/n of theirs.
 */
final class WideNetworkTest {
  /** Two implementations, up to 20 steps; residuals are compared down to what rounding leaves. */
  private static final double RELATIVE = 1e-8;

  private static final double ABSOLUTE = 1e-12;

  private final JsonNode golden = golden();
  private final Matrix X;
  private final Matrix Y;
  private final Network network;

  WideNetworkTest() {
    PortableRng rng = new PortableRng(3);
    X = unitRows(rng.normal(6, 3));
    Y = rng.normal(6, 1);
    network = network(rng.normal(128, 3), rng.signs(128));
  }

  private static JsonNode golden() {
    try (InputStream in = WideNetworkTest.class.getResourceAsStream("wide_network.json")) {
      return new ObjectMapper().readTree(in).get("tiny");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Matrix unitRows(Matrix A) {
    Matrix norms = A.hadamard(A).times(Matrix.zeros(A.cols(), 1).fill(1)).map(Math::sqrt);
    return Matrix.generate(A.rows(), A.cols(), (i, j) -> A.get(i, j) / norms.get(i, 0));
  }

  private static Network network(Matrix W, double[] signs) {
    int m = W.rows();
    Network network =
        Network.of(
            Shape.of(W.cols()),
            new Layer.Linear(W.cols(), m, false),
            new Layer.Activation(Nonlinearity.RELU),
            new Layer.Readout(m, 1));
    network.parameters().get(0).value().setTo(W);
    network
        .buffers()
        .get(0)
        .value()
        .setTo(Matrix.generate(1, m, (i, r) -> signs[r] / Math.sqrt(m)));
    return network;
  }

  private static Map<String, String> ngd(double eta) {
    return Map.of("lr", "" + eta, "damping", "0", "fisher", "jacobian");
  }

  /** K-FAC with the exact factor of the batch and nothing around it. */
  private static Map<String, String> kfac(double eta) {
    return Map.of(
        "lr", "" + eta,
        "damping", "0",
        "momentum", "0",
        "clip-kl", "0",
        "fisher", "jacobian",
        "ema", "0",
        "inverse-interval", "1",
        "dense-blocks", "thin");
  }

  private void follows(String name, String recipe, Map<String, String> settings, Loss loss) {
    Optimizer optimizer = Recipes.named(recipe).start(network, settings);
    NetworkObjective objective = new NetworkObjective(network, loss, 6, Rng.of(1)).on(X, Y);
    JsonNode residuals = golden.get(name).get("resid");
    List<Double> actual = new ArrayList<>();
    for (int k = 0; k < residuals.size(); k++) {
      actual.add(network.outputs(X).minus(Y).frobeniusNorm());
      optimizer.step(objective);
    }
    for (int k = 0; k < residuals.size(); k++) {
      double expected = residuals.get(k).asDouble();
      assertThat(actual.get(k))
          .as("%s, step %d", name, k)
          .isCloseTo(expected, within(RELATIVE * expected + ABSOLUTE));
    }
  }

  @Test
  void naturalGradientFollowsTheReference() {
    follows("ngd_eta1", "ngd", ngd(1), new SquaredError());
  }

  @Test
  void smallNaturalGradientStepsFollowTheReference() {
    follows("ngd_eta0.1", "ngd", ngd(0.1), new SquaredError());
  }

  @Test
  void naturalGradientOfAnotherLossFollowsTheReference() {
    follows("ngd_loss_mu1_L4_eta0.2", "ngd", ngd(0.2), new PseudoHuber(1, 4));
  }

  @Test
  void gradientDescentFollowsTheReference() {
    double eta = 0.5 / golden.get("lmax_G").asDouble();
    follows("gd_eta0.5_over_lmaxG0", "sgd", Map.of("lr", "" + 6 * eta), new SquaredError());
  }

  @Test
  void kfacFollowsTheReference() {
    follows("kfac_eta0.2", "kfac", kfac(0.2 / 6), new SquaredError());
  }

  @Test
  void theGramMatrixIsThatOfTheReference() {
    Matrix u0 = network.outputs(X);
    for (int i = 0; i < 6; i++) {
      assertThat(u0.get(i, 0)).isCloseTo(golden.get("u0").get(i).asDouble(), within(1e-12));
    }
    Pass pass = network.pass(6);
    pass.forward(X, Mode.TRAIN);
    pass.propagate(Matrix.zeros(6, 1).fill(1));
    Matrix SS = Matrix.zeros(6, 6);
    pass.outputGram(network.blocks().get(0), SS);
    Matrix G = SS.hadamard(X.times(X.T()));
    double[] spectrum = SymmetricEigen.valuesOf(G);
    assertThat(G.get(0, 0)).isCloseTo(golden.get("G00").asDouble(), within(1e-12));
    assertThat(G.get(0, 1)).isCloseTo(golden.get("G01").asDouble(), within(1e-12));
    assertThat(spectrum[0]).isCloseTo(golden.get("lmin_G").asDouble(), within(1e-12));
    assertThat(spectrum[5]).isCloseTo(golden.get("lmax_G").asDouble(), within(1e-12));
    assertThat(SymmetricEigen.valuesOf(SS)[0])
        .isCloseTo(golden.get("lmin_SS").asDouble(), within(1e-12));
  }

  /**
   * {@code J F⁻¹ Jᵀ = diag(h)}, h the leverages, where S has full row rank: K-FAC contracts every
   * example by itself. So J of the direction {@code n F⁻¹ Jᵀ v} is {@code n h ∘ v}.
   */
  @Test
  void kfacContractsEachExampleByItsLeverage() {
    Matrix before = network.parameters().get(0).value().copy();
    Matrix v = network.outputs(X).minus(Y);
    Recipes.named("kfac")
        .start(network, kfac(1))
        .step(new NetworkObjective(network, new SquaredError(), 6, Rng.of(1)).on(X, Y));
    Matrix direction = before.minus(network.parameters().get(0).value());
    network.parameters().get(0).value().setTo(before);
    assertThat(-direction.get(0, 0) * 0.2 / 6)
        .isCloseTo(golden.get("kfac_first_step_dW00").asDouble(), within(1e-12));
    Pass pass = network.pass(6);
    pass.forward(X, Mode.TRAIN);
    Matrix change = pass.tangent(p -> direction);

    Matrix Q = X.times(X.T().times(X).solve(X.T()));
    assertClose(
        change,
        Matrix.generate(6, 1, (i, j) -> 6 * Q.get(i, i) * v.get(i, 0)),
        1e-12); // conditioning of S Sᵀ and XᵀX about 100
    for (int i = 0; i < 6; i++) {
      assertThat(Q.get(i, i)).isCloseTo(golden.get("leverages").get(i).asDouble(), within(1e-12));
    }
  }

  /** {@code J F⁻¹ Jᵀ = I} for the natural gradient: at η = 1 the linearised network fits. */
  @Test
  void naturalGradientBringsTheLinearisedNetworkToItsTargets() {
    Matrix before = network.parameters().get(0).value().copy();
    Matrix v = network.outputs(X).minus(Y);
    Recipes.named("ngd")
        .start(network, ngd(1))
        .step(new NetworkObjective(network, new SquaredError(), 6, Rng.of(1)).on(X, Y));
    Matrix direction = before.minus(network.parameters().get(0).value());
    network.parameters().get(0).value().setTo(before);
    Pass pass = network.pass(6);
    pass.forward(X, Mode.TRAIN);
    assertClose(pass.tangent(p -> direction), v, 1e-12);
  }
}
