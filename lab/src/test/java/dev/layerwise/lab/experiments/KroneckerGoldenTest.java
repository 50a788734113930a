package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.task.PortableDraws;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Models;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Shape;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * App. D against an independent NumPy implementation on inputs that any language can rebuild; the
 * values are those of {@code kronecker.json} of the setup of arXiv:2502.01763 App. D, given to
 * twelve decimals.
 */
final class KroneckerGoldenTest {
  private static final double PRINTED = 1e-12;

  /** Seed 2024: W1 (4, 3)/√3, W2 (2, 4)/√4, X (5, 3), Y (5, 2); tanh, squared loss. */
  private final LocalLosses layer = layer();

  private static LocalLosses layer() {
    PortableDraws draws = new PortableDraws(2024);
    Network network = Models.parse("mlp:3-4-2,activation=tanh,bias=false", Shape.of(3), 2);
    network.parameters().get(0).value().setTo(draws.normal(4, 3).times(1 / Math.sqrt(3)));
    network.parameters().get(1).value().setTo(draws.normal(2, 4).times(0.5));
    Matrix X = draws.normal(5, 3);
    return LocalLosses.of(network, X, draws.normal(5, 2));
  }

  private static void assertRow(Matrix A, int row, double... values) {
    for (int j = 0; j < values.length; j++) {
      assertThat(A.get(row, j)).as("%d, %d", row, j).isCloseTo(values[j], within(PRINTED));
    }
  }

  @Test
  void gradientAndMovesOfTheFirstLayer() {
    assertRow(layer.gradient(), 0, -0.044092133188, -0.008951743124, -0.014313695183);
    assertRow(layer.gradient(), 3, -0.706100837222, -0.131420631251, -0.780250108146);
    Matrix loco = layer.catalogueStep("locoprop", Map.of("lr", 1.0, "gamma", 1.0, "proximal", 0.7));
    assertRow(loco, 0, 0.017820989951, 0.003928087859, -0.001226126098);
    assertRow(layer.locoPropMove(1, 0.7), 3, 0.21984675493, -0.010382232577, 0.177619359473);
    assertThat(layer.locoPropMove(0, 0.7).maxAbs()).isLessThan(1e-15); // nothing moves
    Matrix foof =
        layer.catalogueStep(
            "foof", Map.of("lr", 0.7, "damping", 0.3), Map.of("convention", "ridge"));
    assertRow(foof.times(-1), 0, -0.028045631634, -0.01159349886, 0.01035532989);
    assertRow(
        layer.foofMove(0.7, 0.3).times(-1), 2, -0.058823495395, -0.05851028728, 0.048286990771);
    assertThat(layer.foofMove(0.7, 0.15).minus(foof).maxAbs())
        .isCloseTo(0.028245753722857814, within(1e-6)); // the reference minimised numerically
    assertRow(layer.shampooOfBatch(), 0, -0.238106327098, -0.067988971068, 0.173871272289);
    assertThat(layer.kroneckerError()).isCloseTo(0.2808247388714462, within(1e-12));
  }

  /** Seed 77: P (4, 4), Q (3, 3), G (4, 3), η = 1/2. */
  @Test
  void propositionD2MissesTheMinimum() {
    PortableDraws draws = new PortableDraws(77);
    Matrix P = draws.normal(4, 4);
    Matrix Q = draws.normal(3, 3);
    Matrix G = draws.normal(4, 3);
    SteepestProblem problem = new SteepestProblem(G, 0.5);
    UnaryOperator<Matrix> printed = M -> P.T().times(M).times(Q.T());
    ToDoubleFunction<Matrix> norm = M -> printed.apply(M).frobeniusNorm();
    Matrix minimiser = problem.solve(printed);
    // a system of condition number 1e5 or so
    assertThat(minimiser.get(0, 0)).isCloseTo(-3.608619064015, within(1e-9));
    assertThat(problem.value(norm, minimiser)).isCloseTo(-39.90577102790932, within(1e-10));
    Matrix claimed = P.solve(Q.T().solve(G.T()).T()).timesInPlace(-0.5);
    assertThat(problem.value(norm, claimed)).isCloseTo(666.7507755428699, within(1e-9));
    assertThat(claimed.frobeniusNorm() / 0.5).isCloseTo(12.63420294722375, within(1e-11));
  }

  @Test
  void projectedAscentFindsTheDualNorm() {
    Matrix G = new PortableDraws(3).normal(5, 4);
    SteepestProblem problem = new SteepestProblem(G, 1);
    double entries = G.map(Math::abs).sum();
    assertThat(problem.minimum(SteepestProblem::ontoBox))
        .isCloseTo(-entries * entries / 2, within(1e-12 * entries * entries));
  }
}
