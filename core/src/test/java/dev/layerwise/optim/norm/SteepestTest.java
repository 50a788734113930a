package dev.layerwise.optim.norm;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.KeptInverse;
import dev.layerwise.linalg.KeptPolar;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.optim.SmallProblem;
import dev.layerwise.random.Rng;
import dev.layerwise.testing.PortableRng;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The law of steepest descent in every norm. */
final class SteepestTest {
  private static final double ETA = 0.5;
  private final PortableRng golden = new PortableRng(77);
  private final Matrix P = golden.normal(4, 4);
  private final Matrix Q = golden.normal(3, 3);
  private final Matrix G = golden.normal(4, 3);

  private static KeptInverse inverse(Matrix S) {
    return new KeptInverse(S.rows()).setTo(1, S, 0);
  }

  private Matrix left() {
    return P.times(P.T());
  }

  private Matrix right() {
    return Q.T().times(Q);
  }

  private Steepest steepest(ModularNorm norm) {
    return switch (norm) {
      case FROBENIUS -> Steepest.frobenius();
      case SPECTRAL -> Steepest.spectral(4, 3);
      case SIGN -> Steepest.sign(4, 3);
      case KRONECKER -> Steepest.kronecker(inverse(left()), inverse(right()));
    };
  }

  private ToDoubleFunction<Matrix> norm(ModularNorm norm) {
    Matrix rootP = SymmetricEigen.of(left()).apply(Math::sqrt);
    Matrix rootQ = SymmetricEigen.of(right()).apply(Math::sqrt);
    return switch (norm) {
      case FROBENIUS -> Matrix::frobeniusNorm;
      case SPECTRAL -> Matrix::operatorNorm;
      case SIGN -> Matrix::maxAbs;
      case KRONECKER -> M -> rootP.times(M).times(rootQ).frobeniusNorm();
    };
  }

  @ParameterizedTest
  @EnumSource(ModularNorm.class)
  void stepMinimisesTheLinearModelWithItsNormSquared(ModularNorm norm) {
    ToDoubleFunction<Matrix> length = norm(norm);
    ToDoubleFunction<Matrix> objective =
        M -> G.dot(M) + Math.pow(length.applyAsDouble(M), 2) / (2 * ETA);
    Steepest steepest = steepest(norm);
    Matrix best = steepest.direction(G).times(-ETA);
    double least = objective.applyAsDouble(best);
    double dual = steepest.dualNorm();

    // Roots of P Pᵀ and QᵀQ, whose condition numbers are near 1e5, cost half the digits.
    assertThat(least).isCloseTo(-ETA / 2 * dual * dual, within(1e-8 * dual * dual));
    for (int k = 0; k < 200; k++) {
      Matrix M = Rng.of(2).stream("M", k).gaussian(4, 3).times(Math.pow(10, k % 5 - 3));
      assertThat(objective.applyAsDouble(best.plus(M))).isGreaterThan(least);
    }
  }

  @Test
  void kroneckerNormGivesTheTrueMinimumAndNotThePrintedOne() {
    Matrix M = steepest(ModularNorm.KRONECKER).direction(G).times(-ETA);

    // golden/theory/kronecker.json, propD2: M_true, min_value, claimed_value
    Matrix printed =
        Matrix.of(
            new double[][] {
              {-3.608619064015, 6.227398440813, -31.965148367293},
              {6.195012600785, -10.721401401226, 54.700182012793},
              {-0.399348449203, 0.694148893312, -3.322001704825}
            });
    assertClose(M.slice(0, 3, 0, 3), printed, 1e-10);
    double value = G.dot(M) + square(P.T().times(M).times(Q.T())) / (2 * ETA);
    assertThat(value).isCloseTo(-39.90577102790932, within(1e-8));
    Matrix claimed = P.solve(Q.T().solve(G.T()).T()).times(-ETA); // −η P⁻¹ G Q⁻¹
    double claimedValue = G.dot(claimed) + square(P.T().times(claimed).times(Q.T())) / (2 * ETA);
    assertThat(claimedValue).isCloseTo(666.7507755428699, within(1e-7));
  }

  private static double square(Matrix M) {
    return M.frobeniusNorm() * M.frobeniusNorm();
  }

  @Test
  void polarFactorLeavesTheNullSpaceOut() {
    Matrix A = Matrix.of(new double[][] {{3, 0}, {0, 0}, {0, 0}});

    KeptPolar polar = new KeptPolar(3, 2).setTo(A);

    assertClose(polar.factor(), Matrix.of(new double[][] {{1, 0}, {0, 0}, {0, 0}}), 1e-15);
    assertThat(polar.nuclearNorm()).isCloseTo(3, within(1e-14));
    Matrix good = polar.factor().copy();
    A.set(0, 0, Double.NaN);
    assertThatThrownBy(() -> polar.setTo(A))
        .isInstanceOf(NumericalException.class)
        .hasMessage("KeptPolar (3×2): an entry is not finite; check what it was computed from");
    assertClose(polar.factor(), good, 0);
  }

  @Test
  void recipeStepsByOneUnitOfItsNorm() {
    SmallProblem problem = SmallProblem.golden();
    for (String norm : List.of("spectral", "frobenius", "sign")) {
      Matrix D = problem.direction("steepest", Map.of("lr", "0.5", "norm", norm));
      Matrix first = D.slice(0, 12, 0, 1).reshaped(4, 3);
      ModularNorm kind = ModularNorm.valueOf(norm.toUpperCase(java.util.Locale.ROOT));
      assertThat(norm(kind).applyAsDouble(first)).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void frobeniusNormWithDualScalingIsGradientDescent() {
    SmallProblem problem = SmallProblem.golden();
    Matrix D =
        problem.direction(
            "steepest", Map.of("lr", "0.5", "norm", "frobenius", "dual-scaling", "true"));

    assertClose(D, problem.gradient(), 1e-13);
  }
}
