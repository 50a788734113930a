package dev.layerwise.optim.lbfgs;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.SmallProblem;
import dev.layerwise.optim.recipe.Recipes;
import dev.layerwise.random.Rng;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LbfgsTest {
  @Test
  void twoLoopsEqualTheDenseInverseHessian() {
    int d = 6;
    Matrix A = Rng.of(1).gaussian(9, d);
    Matrix hessian = A.T().times(A);
    CurvaturePairs pairs = new CurvaturePairs(3, d);
    Matrix[] s = new Matrix[5];
    for (int k = 0; k < 5; k++) {
      s[k] = Rng.of(2).stream("s", k).gaussian(d, 1);
      pairs.add(s[k], hessian.times(s[k]));
    }
    Matrix last = hessian.times(s[4]);
    Matrix H = Matrix.identity(d).times(s[4].dot(last) / last.dot(last));
    for (int k = 2; k < 5; k++) {
      Matrix y = hessian.times(s[k]);
      double rho = 1 / y.dot(s[k]);
      Matrix E = Matrix.identity(d).minus(s[k].times(y.T()).times(rho));
      H = E.times(H).times(E.T()).plus(s[k].times(s[k].T()).times(rho));
    }
    Matrix q = Rng.of(3).gaussian(d, 1);

    Matrix actual = q.copy();
    pairs.applyInPlace(actual);

    assertClose(actual, H.times(q), 1e-11);
    assertThat(pairs.count()).isEqualTo(3);
  }

  @Test
  void pairsWithoutCurvatureAreNotRemembered() {
    CurvaturePairs pairs = new CurvaturePairs(3, 2);

    assertThat(pairs.add(Matrix.column(1, 0), Matrix.column(-1, 0))).isFalse();
    assertThat(pairs.count()).isZero();
  }

  private static LineSearch.Line line(DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    return new LineSearch.Line() {
      private double at;

      @Override
      public double value(double alpha) {
        return value.applyAsDouble(alpha);
      }

      @Override
      public double valueAndGradient(double alpha) {
        at = alpha;
        return value(alpha);
      }

      @Override
      public double slope() {
        return slope.applyAsDouble(at);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 0.1, 1, 10, 1000})
  void strongWolfeConditionsHoldFromAnyFirstStep(double first) {
    // Moré and Thuente 1994, function (5.1) with β = 2
    DoubleUnaryOperator phi = a -> -a / (a * a + 2);
    DoubleUnaryOperator slope = a -> (a * a - 2) / ((a * a + 2) * (a * a + 2));

    double alpha =
        new LineSearch.StrongWolfe(1e-4, 0.1, 40).search(line(phi, slope), 0, -0.5, first);

    assertThat(phi.applyAsDouble(alpha)).isLessThanOrEqualTo(-1e-4 * alpha * 0.5);
    assertThat(Math.abs(slope.applyAsDouble(alpha))).isLessThanOrEqualTo(0.1 * 0.5);
  }

  @Test
  void valueThatIsNotFiniteCountsAsTooFar() {
    DoubleUnaryOperator phi = a -> a < 1 ? (a - 0.5) * (a - 0.5) : Double.NaN;
    DoubleUnaryOperator slope = a -> a < 1 ? 2 * (a - 0.5) : Double.NaN;
    LineSearch.Line line = line(phi, slope);

    assertThat(new LineSearch.StrongWolfe(1e-4, 0.5, 30).search(line, 0.25, -1, 8))
        .isBetween(0.25, 0.75);
    assertThat(new LineSearch.Backtracking(1e-4, 30).search(line, 0.25, -1, 8)).isEqualTo(0.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"strong-wolfe", "backtracking"})
  void leastSquaresIsSolvedWithAsManyPairsAsParameters(String search) {
    SmallProblem problem = SmallProblem.leastSquares();
    Optimizer lbfgs =
        Recipes.named("lbfgs").start(problem.network(), Map.of("line-search", search));
    double before = problem.gradient().frobeniusNorm();
    for (int t = 0; t < 30; t++) {
      lbfgs.step(problem.objective());
    }

    assertThat(problem.gradient().frobeniusNorm()).isLessThan(1e-7 * before);
  }

  @Test
  void lossNeverRises() {
    SmallProblem problem = SmallProblem.classification();
    Optimizer lbfgs = Recipes.named("lbfgs").start(problem.network(), Map.of());
    double loss = Double.POSITIVE_INFINITY;
    for (int t = 0; t < 40; t++) {
      double next = lbfgs.step(problem.objective());
      assertThat(next).isLessThanOrEqualTo(loss);
      loss = next;
    }
    assertThat(loss).isLessThan(0.05);
  }

  @Test
  void penaltyIsPartOfWhatIsMinimised() {
    SmallProblem problem = SmallProblem.leastSquares();
    Optimizer lbfgs =
        Recipes.named("lbfgs").start(problem.network(), Map.of("weight-decay", "0.3"));
    for (int t = 0; t < 30; t++) {
      lbfgs.step(problem.objective());
    }

    assertClose(problem.gradient(), problem.theta().times(-0.3), 1e-6);
  }

  @Test
  void decoupledDecayIsNotPartOfIt() {
    SmallProblem plain = SmallProblem.leastSquares();
    SmallProblem decayed = plain.copy();
    Matrix before = plain.theta();
    Recipes.named("lbfgs").start(plain.network(), Map.of()).step(plain.objective());
    Recipes.named("lbfgs")
        .start(decayed.network(), Map.of("weight-decay", "0.2", "decay", "decoupled", "lr", "1"))
        .step(decayed.objective());

    assertClose(decayed.theta(), plain.theta().minus(before.times(0.2)), 1e-14);
  }

  @Test
  void wolfeConstantsAreInOrder() {
    SmallProblem problem = SmallProblem.leastSquares();
    assertThatThrownBy(
            () -> Recipes.named("lbfgs").start(problem.network(), Map.of("c1", "0.9", "c2", "0.1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("strong Wolfe line search: c1=0.9, c2=0.1; want c1 below c2");
  }
}
