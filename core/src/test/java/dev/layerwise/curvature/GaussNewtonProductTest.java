package dev.layerwise.curvature;

import static dev.layerwise.testing.MatrixAssert.assertClose;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.BernoulliLogistic;
import dev.layerwise.nn.Initialization;
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
import dev.layerwise.nn.Window;
import dev.layerwise.random.Rng;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GaussNewtonProductTest {
  private static final int N = 5;
  private static final int C = 3;
  private static final double STEP = 1e-5;

  /** Jacobians from central differences: third derivatives times 1e−10, rounding 1e−16/1e−5. */
  private static final double DIFFERENCES = 1e-8;

  private final Rng rng = Rng.of(13);
  private final Network network =
      Network.of(
              new Shape(1, 3, 3),
              new Layer.Conv2d(1, 2, Window.square(2)),
              new Layer.Activation(Nonlinearity.TANH),
              new Layer.Flatten(),
              new Layer.Residual(new Layer.Linear(8, 8)),
              new Layer.Linear(8, C))
          .initialized(Initialization.PYTORCH, rng);
  private final Matrix X = rng.stream("X").gaussian(N, 9);

  static Stream<Loss> losses() {
    return Stream.of(new SquaredError(), new SoftmaxCrossEntropy(), new BernoulliLogistic());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void productsAreThoseOfTheMatrixFromJacobians(Loss loss) {
    Pass pass = network.pass(N);
    Matrix f = pass.forward(X, Mode.TRAIN).copy();
    Matrix G = matrix(loss, f);
    Map<String, Matrix> u = direction("u");
    Map<String, Matrix> v = direction("v");
    Map<String, Matrix> Cu = direction("overwritten");
    GaussNewtonProduct product = new GaussNewtonProduct(pass, loss).at(pass.forward(X, Mode.TRAIN));
    product.times(p -> u.get(p.name()), p -> Cu.get(p.name()));
    assertClose(vector(Cu), G.times(vector(u)), DIFFERENCES);
    Matrix UV = Matrix.blocks(new Matrix[][] {{vector(u), vector(v)}});
    Matrix forms =
        product.quadraticForms(
            List.<Function<Parameter, Matrix>>of(p -> u.get(p.name()), p -> v.get(p.name())),
            Matrix.zeros(2, 2));
    assertClose(forms, UV.T().times(G).times(UV), DIFFERENCES);
  }

  /** {@code (1/n) Σ Jᵢᵀ Hᵢ Jᵢ}, J column by column from central differences. */
  private Matrix matrix(Loss loss, Matrix f) {
    int size = (int) network.size();
    Matrix[] columns = new Matrix[size];
    Pass pass = network.pass(N);
    int k = 0;
    for (Parameter p : network.parameters()) {
      for (int j = 0; j < p.value().cols(); j++) {
        for (int i = 0; i < p.value().rows(); i++) {
          double kept = p.value().get(i, j);
          p.value().set(i, j, kept + STEP);
          Matrix above = pass.forward(X, Mode.TRAIN).copy();
          p.value().set(i, j, kept - STEP);
          Matrix below = pass.forward(X, Mode.TRAIN);
          columns[k++] = above.minus(below).times(1 / (2 * STEP));
          p.value().set(i, j, kept);
        }
      }
    }
    Matrix G = Matrix.zeros(size, size);
    for (int l = 0; l < size; l++) {
      Matrix HJ = loss.hessianProduct(f, columns[l], Matrix.zeros(N, C));
      for (int m = 0; m < size; m++) {
        G.set(m, l, columns[m].dot(HJ) / N);
      }
    }
    return G;
  }

  private Map<String, Matrix> direction(String stream) {
    Map<String, Matrix> u = new HashMap<>();
    for (Parameter p : network.parameters()) {
      u.put(p.name(), rng.stream(stream + p.name()).gaussian(p.value().rows(), p.value().cols()));
    }
    return u;
  }

  private Matrix vector(Map<String, Matrix> direction) {
    Matrix[][] parts =
        network.parameters().stream()
            .map(p -> new Matrix[] {Matrix.column(direction.get(p.name()).toColumnMajor())})
            .toArray(Matrix[][]::new);
    return Matrix.blocks(parts);
  }
}
