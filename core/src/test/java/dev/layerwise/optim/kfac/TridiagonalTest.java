package dev.layerwise.optim.kfac;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.curvature.FisherPasses;
import dev.layerwise.curvature.FisherType;
import dev.layerwise.curvature.KroneckerDamping;
import dev.layerwise.linalg.KroneckerProduct;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Block;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Nonlinearity;
import dev.layerwise.nn.Parameter;
import dev.layerwise.nn.Shape;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Recipe;
import dev.layerwise.random.Rng;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Martens and Grosse 2015 §4.3. */
class TridiagonalTest {
  private static final int N = 23;
  private static final double LAMBDA = 0.04;

  /** The inverses of matrices of condition numbers below 1e4 lose fewer than five digits of 16. */
  private static final double TOLERANCE = 1e-10;

  private final Rng rng = Rng.of(7);
  private final Network network =
      Network.of(
          Shape.of(3),
          new Layer.Linear(3, 4),
          new Layer.Activation(Nonlinearity.TANH),
          new Layer.Linear(4, 2, false),
          new Layer.Activation(Nonlinearity.TANH),
          new Layer.Linear(2, 3));
  private final NetworkObjective objective =
      new NetworkObjective(network, new SquaredError(), N, rng);
  private final List<Block> blocks = network.blocks();
  private Tridiagonal curvature;

  @BeforeEach
  void update() {
    for (Parameter p : network.parameters()) {
      p.value().fillInPlace(rng::fillGaussian);
    }
    curvature = tridiagonal(blocks);
    objective.on(rng.gaussian(N, 3), rng.gaussian(N, 3)).gradient();
    curvature.update(objective, 0.95, rng);
    curvature.refresh(LAMBDA);
  }

  private static Tridiagonal tridiagonal(List<Block> blocks) {
    return new Tridiagonal(
        new FisherPasses(new FisherType.ExactGaussNewton()),
        blocks,
        List.of(),
        new KroneckerDamping.Martens2015PiSplit(),
        0);
  }

  /** The dense inverse, by its action on every unit vector. */
  private Matrix inverse() {
    List<Parameter> parameters = network.parameters();
    ParameterVector G = ParameterVector.zeros(parameters);
    ParameterVector V = ParameterVector.zeros(parameters);
    Matrix inverse = Matrix.zeros(16 + 8 + 9, 16 + 8 + 9);
    int column = 0;
    for (Block block : blocks) {
      Matrix unit = Matrix.zeros(block.dOut(), block.dIn());
      for (int j = 0; j < unit.cols(); j++) {
        for (int i = 0; i < unit.rows(); i++) {
          unit.set(i, j, 1);
          G.of(block).splitFrom(unit);
          unit.set(i, j, 0);
          curvature.apply(LAMBDA, G, V);
          G.of(block).splitFrom(unit);
          int row = 0;
          for (Block other : blocks) {
            Matrix v = V.of(other).joinInto(Matrix.zeros(other.dOut(), other.dIn()));
            for (double x : v.toColumnMajor()) {
              inverse.set(row++, column, x);
            }
          }
          column++;
        }
      }
    }
    return inverse;
  }

  /** {@code A_ij ⊗ G_ij}, the factors damped where i = j. */
  private Matrix product(int i, int j) {
    Matrix A = inputs(i).T().times(inputs(j)).times(1.0 / N);
    Matrix G = Matrix.zeros(blocks.get(i).dOut(), blocks.get(j).dOut());
    new FisherPasses(new FisherType.ExactGaussNewton())
        .forEach(
            objective.pass(),
            objective.lossFunction(),
            objective.outputs(),
            rng,
            weight ->
                G.plusProductInPlace(
                    1.0 / N,
                    objective.pass().outputGradient(blocks.get(i)).T(),
                    objective.pass().outputGradient(blocks.get(j))));
    if (i != j) {
      return new KroneckerProduct(A, G).dense();
    }
    double pi = Math.sqrt(A.trace() / A.rows() / (G.trace() / G.rows()));
    double root = Math.sqrt(LAMBDA);
    return new KroneckerProduct(A.plusDiagonal(pi * root), G.plusDiagonal(root / pi)).dense();
  }

  private Matrix inputs(int i) {
    Matrix a = objective.pass().input(blocks.get(i));
    int ones = blocks.get(i).dIn() - a.cols();
    return Matrix.blocks(new Matrix[][] {{a, Matrix.zeros(N, ones).fill(1)}});
  }

  @Test
  void theInverseIsSymmetricAndBlockTridiagonal() {
    Matrix inverse = inverse();
    assertClose(inverse, inverse.T(), TOLERANCE);
    assertThat(inverse.slice(0, 16, 24, 33).maxAbs()).isZero();
    assertThat(inverse.slice(0, 16, 16, 24).maxAbs()).isGreaterThan(1e-3);
  }

  @Test
  void theCurvatureIsTheProductOfFactorsOnTheDiagonalAndBesideIt() {
    Matrix C = inverse().solve(Matrix.identity(33));
    assertClose(C.slice(0, 16, 0, 16), product(0, 0), TOLERANCE);
    assertClose(C.slice(16, 24, 16, 24), product(1, 1), TOLERANCE);
    assertClose(C.slice(24, 33, 24, 33), product(2, 2), TOLERANCE);
    assertClose(C.slice(0, 16, 16, 24), product(0, 1), TOLERANCE);
    assertClose(C.slice(16, 24, 24, 33), product(1, 2), TOLERANCE);
  }

  @Test
  void oneLayerIsTheBlockDiagonalMethod() {
    Block only = blocks.get(2);
    Tridiagonal chain = tridiagonal(List.of(only));
    chain.update(objective, 0.95, rng);
    chain.refresh(LAMBDA);
    Recipe.Target target = new Recipe.Target(only.parameters(), List.of(only));
    ParameterVector G = ParameterVector.gradients(target.parameters());
    ParameterVector expected = ParameterVector.zeros(target.parameters());
    ParameterVector actual = ParameterVector.zeros(target.parameters());
    dev.layerwise.curvature.KroneckerFactors pair =
        new dev.layerwise.curvature.KroneckerFactors(
            only, dev.layerwise.curvature.RunningFactor::ofKnownWeight);
    BlockDiagonal diagonal =
        new BlockDiagonal(
            new FisherPasses(new FisherType.ExactGaussNewton()),
            List.of(
                new BlockDiagonal.Entry(
                    only,
                    new KroneckerBlock(
                        new MeanFactors(pair, MeanFactors.Convention.PER_EXAMPLE),
                        new KroneckerDamping.Martens2015PiSplit()))),
            List.of(),
            0);
    diagonal.update(objective, 0.95, rng);
    diagonal.refresh(LAMBDA);
    chain.apply(LAMBDA, G, actual);
    diagonal.apply(LAMBDA, G, expected);
    assertClose(actual.of(only.weight()), expected.of(only.weight()), TOLERANCE);
  }
}
