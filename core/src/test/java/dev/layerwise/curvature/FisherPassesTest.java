package dev.layerwise.curvature;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.BernoulliLogistic;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Pass;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SoftmaxCrossEntropy;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.random.Rng;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FisherPassesTest {
  private static final int N = 7;
  private static final int SAMPLES = 6000;

  /**
   * Each entry is a mean of N · SAMPLES = 42,000 products, whose standard deviation is at most 3
   * times the largest entry: five standard errors are 5 · 3/√42,000 = 0.073 of it.
   */
  private static final double FIVE_STANDARD_ERRORS = 0.073;

  private final Rng rng = Rng.of(11);
  private final Network network =
      Network.of(
          Shape.of(3),
          new Layer.Linear(3, 4),
          new Layer.Activation(Nonlinearity.TANH),
          new Layer.Linear(4, 3));
  private final Pass pass = network.pass(N);
  private final Block block = network.blocks().get(0);
  private final Matrix f;

  FisherPassesTest() {
    for (Parameter p : network.parameters()) {
      p.value().fillInPlace(rng::fillGaussian);
    }
    f = pass.forward(rng.gaussian(N, 3), Mode.TRAIN);
  }

  private Matrix outputFactor(FisherType type, Loss loss) {
    Matrix G = Matrix.zeros(4, 4);
    new FisherPasses(type)
        .forEach(
            pass,
            loss,
            f,
            rng,
            weight -> G.plusGramInPlace(weight / N, pass.outputGradient(block)));
    return G;
  }

  static Stream<Loss> losses() {
    return Stream.of(new SquaredError(), new SoftmaxCrossEntropy(), new BernoulliLogistic());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void drawsAgreeWithTheExactFactorInExpectation(Loss loss) {
    Matrix exact = outputFactor(new FisherType.ExactGaussNewton(), loss);
    assertClose(outputFactor(new FisherType.Sampled(SAMPLES), loss), exact, FIVE_STANDARD_ERRORS);
    assertClose(
        outputFactor(new FisherType.CurvaturePropagation(SAMPLES), loss),
        exact,
        FIVE_STANDARD_ERRORS);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theExactFactorIsThatOfTheHessianProduct(Loss loss) {
    // G of the last layer is the mean Hessian of the loss: H e_c for every column c.
    Block last = network.blocks().get(1);
    Matrix G = Matrix.zeros(3, 3);
    new FisherPasses(new FisherType.ExactGaussNewton())
        .forEach(
            pass, loss, f, rng, weight -> G.plusGramInPlace(weight / N, pass.outputGradient(last)));
    Matrix H = Matrix.zeros(3, 3);
    for (int c = 0; c < 3; c++) {
      int column = c;
      Matrix unit = Matrix.generate(N, 3, (i, j) -> j == column ? 1 : 0);
      Matrix product = loss.hessianProduct(f, unit, Matrix.zeros(N, 3));
      for (int j = 0; j < 3; j++) {
        double sum = 0;
        for (int i = 0; i < N; i++) {
          sum += product.get(i, j) / N;
        }
        H.set(j, c, sum);
      }
    }
    assertClose(G, H, 1e-12);
  }

  @Test
  void theEmpiricalKindTakesTheGradientsThatAreThere() {
    Matrix Y = rng.gaussian(N, 3);
    Loss loss = new SquaredError();
    pass.backward(loss.gradient(f, Y, Matrix.zeros(N, 3)));
    Matrix g = pass.outputGradient(block).copy();
    assertClose(
        outputFactor(new FisherType.Empirical(), loss), g.T().times(g).times(1.0 / N), 1e-14);
    Matrix gradient = block.weight().gradient().copy();
    outputFactor(new FisherType.Sampled(2), loss);
    assertThat(block.weight().gradient().minus(gradient).maxAbs()).isZero();
  }

  @Test
  void samplesAreAtLeastOne() {
    assertThatThrownBy(() -> new FisherType.Sampled(0))
        .hasMessage("Fisher samples: 0; want at least 1");
    assertThatThrownBy(() -> new FisherType.CurvaturePropagation(0))
        .hasMessage("Fisher samples: 0; want at least 1");
  }
}
