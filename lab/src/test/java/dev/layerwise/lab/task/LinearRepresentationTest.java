package dev.layerwise.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.task.LinearRepresentation.Anisotropy;
import dev.layerwise.lab.task.LinearTask.InputLaw;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Spd;
import dev.layerwise.linalg.Svd;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;

final class LinearRepresentationTest {
  private static final double ROUNDING = 1e-12;

  private final Rng rng = Rng.of(31);

  @Test
  void trainAndTestShareTheRepresentationAndRotateTheHead() {
    LinearRepresentation problem =
        LinearRepresentation.draw(InputLaw.UNIFORM, Anisotropy.HIGH, rng);
    Matrix G = problem.Gstar();
    assertThat(G.times(G.T()).minus(Matrix.identity(8)).maxAbs()).isLessThan(ROUNDING);
    Matrix trainHead = problem.train().M().times(G.T());
    Matrix testHead = problem.test().M().times(G.T());
    for (LinearTask task : new LinearTask[] {problem.train(), problem.test()}) {
      Matrix outside = task.M().minus(task.M().times(G.T()).times(G));
      assertThat(outside.maxAbs()).isLessThan(ROUNDING * task.M().maxAbs());
    }
    double[] train = Svd.of(trainHead).s();
    double[] test = Svd.of(testHead).s();
    for (int i = 0; i < train.length; i++) {
      assertThat(test[i]).isCloseTo(train[i], within(1e-10 * train[0]));
    }
    assertThat(trainHead.minus(testHead).maxAbs()).isGreaterThan(1e-3);
    assertThat(problem.train().sigma()).isEqualTo(0.1);
    assertThat(problem.test().sigma()).isEqualTo(1.0);
  }

  @Test
  void highAnisotropySpansFiveDecades() {
    Covariance covariance = Covariance.logSpaced(100, 5, rng);
    double[] values = SymmetricEigen.of(covariance.sigma()).values();
    assertThat(values[0]).isCloseTo(1, within(1e-9));
    assertThat(values[99] / 1e5).isCloseTo(1, within(1e-9));
    assertThat(values[50] / values[49]).isCloseTo(Math.pow(10, 5.0 / 99), within(1e-9));
    assertRootSquares(covariance);
  }

  @Test
  void lowAnisotropyIsDefiniteWithTheSpectrumOfTheSetup() {
    Covariance covariance = Covariance.lowAnisotropy(100, rng);
    double[] values = SymmetricEigen.of(covariance.sigma()).values();
    // |5 + semicircle of radius √200|: from near 0 to about 19.
    assertThat(values[0]).isBetween(1e-4, 0.5);
    assertThat(values[99]).isBetween(17.0, 21.0);
    assertThat(covariance.smallest()).isCloseTo(values[0], within(1e-9));
    assertThat(covariance.largest()).isCloseTo(values[99], within(1e-9));
    assertRootSquares(covariance);
  }

  private static void assertRootSquares(Covariance covariance) {
    Spd R = covariance.root();
    Matrix square = R.times(R.dense());
    assertThat(square.minus(covariance.sigma()).maxAbs())
        .isLessThan(ROUNDING * covariance.sigma().maxAbs());
    Matrix identity = R.inv().times(R.dense());
    assertThat(identity.minus(Matrix.identity(R.dim())).maxAbs()).isLessThan(1e-10);
  }

  @Test
  void subspaceDistanceIsTheSineOfTheLargestAngle() {
    double angle = 0.3;
    Matrix Gstar = Matrix.of(new double[][] {{1, 0, 0, 0, 0}, {0, 1, 0, 0, 0}});
    Matrix tilted =
        Matrix.of(new double[][] {{Math.cos(angle), 0, Math.sin(angle), 0, 0}, {0, 1, 0, 0, 0}});
    Matrix mixed = rng.gaussian(2, 2).times(tilted);
    assertThat(SubspaceDistance.of(mixed, Gstar)).isCloseTo(Math.sin(angle), within(1e-14));
    assertThat(SubspaceDistance.of(rng.gaussian(2, 2).times(Gstar), Gstar)).isLessThan(1e-14);
    Matrix orthogonal = Matrix.of(new double[][] {{0, 0, 1, 0, 0}, {0, 0, 0, 2, 0}});
    assertThat(SubspaceDistance.of(orthogonal, Gstar)).isEqualTo(1.0);
  }

  @Test
  void excessRiskVanishesAtTheTruthAndIsTheMeanSquareElsewhere() {
    LinearTask task =
        new LinearTask(rng.gaussian(2, 3), Covariance.isotropic(3), 1, InputLaw.GAUSSIAN);
    assertThat(task.excessRisk(task.M())).isZero();
    Matrix W = task.M().copy();
    W.set(1, 2, W.get(1, 2) + 0.5);
    assertThat(task.excessRisk(W)).isCloseTo(0.25, within(1e-14));
  }
}
