package dev.layerwise.linalg;

import static dev.layerwise.testing.MatrixAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;

final class LanczosTest {
  private static final int N = 41;
  private final Matrix A = Rng.of(3).stream("A").gaussian(97, N);
  private final Matrix S = A.T().times(A).timesInPlace(1.0 / 97);
  private final Matrix b = Rng.of(3).stream("b").gaussian(N, 1);

  @Test
  void oneBasisSolvesEveryShiftedSystem() {
    Lanczos krylov = Lanczos.of(S::times, b, k -> k.residual(0) < 1e-13);
    assertThat(krylov.size()).isLessThanOrEqualTo(N);
    for (double lambda : new double[] {0, 1e-3, 0.4, 20, 1e6}) {
      Matrix residual = S.plusDiagonal(lambda).times(krylov.solve(lambda)).minus(b);
      // at 0 the residual asked for; above it converges sooner; rounding is some 1e−15 κ
      assertThat(residual.frobeniusNorm() / b.frobeniusNorm()).isLessThan(2e-13);
      assertThat(krylov.residual(lambda)).isLessThan(1.01e-13);
    }
  }

  @Test
  void theResidualIsKnownWithoutAProduct() {
    Lanczos krylov = Lanczos.of(S::times, b, k -> k.size() == 9);
    Matrix residual = S.plusDiagonal(0.2).times(krylov.solve(0.2)).minus(b);
    double relative = residual.frobeniusNorm() / b.frobeniusNorm();
    assertThat(relative).isGreaterThan(1e-6);
    assertThat(krylov.residual(0.2)).isCloseTo(relative, within(1e-12));
  }

  @Test
  void anInvariantSpaceEndsTheBasis() {
    Matrix projection = Matrix.diagonal(1, 1, 2, 2, 5, 5, 5);
    Lanczos krylov = Lanczos.of(projection::times, Matrix.zeros(7, 1).fill(1), k -> false);
    assertThat(krylov.size()).isEqualTo(3); // three distinct eigenvalues
    assertClose(krylov.solve(0), Matrix.column(1, 1, 0.5, 0.5, 0.2, 0.2, 0.2), 1e-14);
  }

  @Test
  void theLargestSingularPairIsThatOfTheDecomposition() {
    Svd svd = Svd.of(A);
    LeadingSingular leading = LeadingSingular.of(A, b, 1e-12);
    assertThat(leading.value()).isCloseTo(svd.s()[0], within(1e-12 * svd.s()[0]));
    double cosine = Math.abs(leading.right().dot(svd.v().slice(0, N, 0, 1)));
    assertThat(1 - cosine).isLessThan(1e-12);
  }

  @Test
  void whatCannotBeSolvedIsRefused() {
    assertThatThrownBy(() -> Lanczos.of(S::times, Matrix.zeros(N, 1), k -> true))
        .isInstanceOf(NumericalException.class)
        .hasMessage("Lanczos: ‖b‖ = 0.0; want a vector that is finite and not zero");
    assertThatThrownBy(() -> Lanczos.of(S::times, S, k -> true))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Lanczos: b is 41×41; want one column");
    Lanczos krylov = Lanczos.of(S::times, b, k -> k.size() == 5);
    assertThatThrownBy(() -> krylov.solve(-100))
        .isInstanceOf(NumericalException.class)
        .hasMessageContaining("A + λ I is not positive definite at λ = -100.0; increase λ");
    assertThatThrownBy(() -> Lanczos.of(v -> v.times(Double.NaN), b, k -> true))
        .isInstanceOf(NumericalException.class)
        .hasMessage("Lanczos: the matrix times vector 1 is not finite; check its entries");
  }
}
