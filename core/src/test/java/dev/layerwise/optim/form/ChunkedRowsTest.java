package dev.layerwise.optim.form;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.RowChunk;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SoftmaxCrossEntropy;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.SmallProblem;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches of more rows than are worked on at a time. */
class ChunkedRowsTest {
  /** Means of about a thousand rows, and solves at condition numbers below 1e3. */
  private static final double ROUNDING = 1e-11;

  /** So often is a batch repeated: 1331 rows are two chunks of 448 and one of 435. */
  private static final int TIMES = 121;

  private final SmallProblem problem = SmallProblem.classification();

  private static Matrix repeated(Matrix A) {
    return Matrix.generate(A.rows() * TIMES, A.cols(), (i, j) -> A.get(i % A.rows(), j));
  }

  @ParameterizedTest
  @CsvSource({
    "identity, empirical",
    "identity, exact",
    "kronecker, empirical",
    "kronecker, exact",
    "example-gradients, empirical",
    "example-gradients, exact"
  })
  void batchThatRepeatsASmallOneGivesItsDirection(String basis, String fisher) {
    Map<String, String> said =
        Map.of("lr", "0.5", "damping", "0.1", "basis", basis, "fisher", fisher);
    SmallProblem many =
        new SmallProblem(
            problem.network(), problem.loss(), repeated(problem.X()), repeated(problem.Y()));
    int most = RowChunk.rows(many.X().rows(), 8);

    assertThat(many.X().rows() % most).isNotZero();
    assertClose(
        many.direction("gauss-newton", said), problem.direction("gauss-newton", said), ROUNDING);
  }

  /**
   * A layer so wide that its gradient turns by rows, 600 of which are two chunks. A bound that no
   * gradient meets lets the method read the gradient and turn it by its two bases.
   */
  @ParameterizedTest
  @ValueSource(strings = {"empirical", "sampled", "curvature-propagation", "exact"})
  void gradientTurnsByRowsAsByItsBases(String fisher) {
    Map<String, String> said = Map.of("fisher", fisher, "lr", "0.5", "damping", "0.1");
    Map<String, String> bounded = new HashMap<>(said);
    bounded.put("clip-norm", "1e9");

    Matrix byRows = afterOneStep(said);

    assertClose(byRows, afterOneStep(bounded), ROUNDING);
    assertThat(byRows.frobeniusNorm()).isGreaterThan(0.1);
  }

  private static Matrix afterOneStep(Map<String, String> said) {
    int n = 600;
    Rng rng = Rng.of(4);
    Network network = Network.of(Shape.of(700), new Layer.Linear(700, 3));
    Matrix X = rng.stream("x").gaussian(n, 700);
    Matrix Y = Matrix.generate(n, 3, (i, j) -> i % 3 == j ? 1 : 0);
    Optimizer optimizer = Recipes.named("ekfac").start(network, said);
    optimizer.step(new NetworkObjective(network, new SoftmaxCrossEntropy(), n, Rng.of(3)).on(X, Y));
    return network.parameters().getFirst().value();
  }
}
