package dev.layerwise.optim.kfac;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Pass;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.SmallProblem;
import dev.layerwise.random.Rng;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thin blocks are Kronecker blocks of one batch, by another way. */
final class ThinBlockTest {
  private static Map<String, String> settings(String blocks, String... more) {
    Map<String, String> said =
        new HashMap<>(
            Map.of(
                "lr", "1",
                "momentum", "0",
                "clip-kl", "0",
                "ema", "0",
                "inverse-interval", "1",
                "dense-blocks", blocks));
    for (int i = 0; i < more.length; i += 2) {
      said.put(more[i], more[i + 1]);
    }
    return said;
  }

  /** One output, biases, more units than examples. */
  private static SmallProblem oneOutput() {
    Rng rng = Rng.of(8);
    Network network =
        Network.of(
            Shape.of(3),
            new Layer.Linear(3, 13),
            new Layer.Activation(Nonlinearity.TANH),
            new Layer.Linear(13, 1));
    network.parameters().forEach(p -> p.value().fillInPlace(rng.stream(p.name())::fillGaussian));
    return new SmallProblem(
        network,
        new SquaredError(),
        rng.stream("x").gaussian(5, 3),
        rng.stream("y").gaussian(5, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "exact, pi, 0",
    "jacobian, equal, 0",
    "sampled, whole, 0",
    "empirical, pi, 0",
    "exact, pi, 0.2"
  })
  void equalTheKroneckerBlocksOfOneBatch(String fisher, String split, String l2) {
    SmallProblem problem = oneOutput();
    String[] same = {"damping", "0.1", "fisher", fisher, "damping-split", split, "l2", l2};
    // Inverses of condition number 1e3.
    assertClose(
        problem.direction("kfac", settings("thin", same)),
        problem.direction("kfac", settings("kronecker", same)),
        1e-11);
  }

  /** A bound on the step, however wide, reads the gradient, so that it goes through itself. */
  @ParameterizedTest
  @CsvSource({"exact, 0", "exact, 1e30", "sampled, 0"})
  void withoutDampingInvertAsMooreAndPenroseDo(String fisher, String bound) {
    SmallProblem problem = oneOutput();
    Network network = problem.network();
    NetworkObjective objective = problem.objective();
    objective.gradient();
    Block block = network.blocks().get(0);
    Matrix gradient = Matrix.zeros(13, 4);
    block.gradient(gradient);
    Pass pass = objective.pass();
    Matrix v = Matrix.zeros(5, 1).fill(1);
    if (fisher.equals("sampled")) {
      problem.loss().sampledGradient(objective.outputs(), objective.labels(1), v);
    }
    pass.propagate(v);
    Matrix S = pass.outputGradient(block);
    Matrix G = S.T().times(S).times(1.0 / 5);
    Matrix ones = Matrix.zeros(5, 1).fill(1);
    Matrix a = Matrix.blocks(new Matrix[][] {{problem.X(), ones}});
    Matrix A = a.T().times(a).times(1.0 / 5);
    Matrix expected =
        SymmetricEigen.of(G)
            .apply(e -> e < 1e-10 ? 0 : 1 / e) // rank 5 of 13
            .times(gradient)
            .times(A.solve(Matrix.identity(4)));

    Matrix theta =
        problem.direction(
            "kfac", settings("thin", "damping", "0", "fisher", fisher, "clip-kl", bound));

    // Moore-Penrose inverses of condition number 1e3, one of them squared.
    assertClose(theta.slice(0, 39, 0, 1).reshaped(13, 3), expected.slice(0, 13, 0, 3), 1e-8);
    assertClose(theta.slice(39, 52, 0, 1), expected.slice(0, 13, 3, 4), 1e-8);
  }

  @Test
  void refuseWhatTheyCannotDo() {
    SmallProblem problem = oneOutput();
    assertThatThrownBy(() -> problem.direction("kfac", settings("thin", "ema", "0.9")))
        .hasMessage(
            "thin blocks keep the output factor of one batch for one step; want ema=0,"
                + " curvature-interval=1, inverse-interval=1 and burn-in=0");
    assertThatThrownBy(() -> problem.direction("kfac", settings("thin", "adaptive-lr", "true")))
        .hasMessage(
            "thin blocks have no quadratic model; want adaptive-lr, adaptive-momentum and"
                + " adaptive-damping false");
    assertThatThrownBy(() -> problem.direction("kfac", settings("thin", "damping-split", "exact")))
        .hasMessage(
            "thin blocks are inverted factor by factor; want damping-split=pi, equal or whole, and"
                + " power=-1");
    assertThatThrownBy(
            () -> SmallProblem.golden().direction("kfac", settings("thin", "fisher", "exact")))
        .hasMessage(
            "thin blocks: layer 0 keeps the output gradients of one backward pass, and fisher or"
                + " samples ask for more; want one output, fisher=sampled with samples=1, or"
                + " kronecker blocks");
    assertThatThrownBy(() -> problem.direction("kfac", settings("kronecker", "damping", "0")))
        .hasMessage("K-FAC: damping 0.0; want a number above 0, or thin blocks");
  }
}
