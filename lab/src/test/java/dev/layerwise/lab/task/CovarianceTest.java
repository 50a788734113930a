package dev.layerwise.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.random.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class CovarianceTest {
  private final Rng rng = Rng.of(5).stream("covariance");

  @Test
  void scalingMovesEveryEigenvalue() {
    Covariance scaled = Covariance.logSpaced(7, 2, rng).times(0.01);
    double[] values = SymmetricEigen.valuesOf(scaled.sigma());
    double smallest = Arrays.stream(values).min().orElseThrow();
    double largest = Arrays.stream(values).max().orElseThrow();
    // Rounding of an eigendecomposition: a few units in the last place of the largest value, 1.
    assertThat(smallest).isCloseTo(0.01, within(1e-14));
    assertThat(largest).isCloseTo(1, within(1e-14));
    assertThat(scaled.smallest()).isCloseTo(0.01, within(1e-16));
    assertThat(scaled.largest()).isCloseTo(1, within(1e-14));
  }

  @Test
  void theRootOfAScaledCovarianceIsItsRoot() {
    for (Covariance scaled :
        new Covariance[] {
          Covariance.isotropic(5).times(3), Covariance.logSpaced(7, 3, rng).times(10)
        }) {
      Matrix root = scaled.root().dense();
      assertThat(root.times(root).minus(scaled.sigma()).maxAbs())
          .isLessThan(1e-14 * scaled.largest());
    }
  }

  @Test
  void aFactorThatIsNotPositiveIsRejected() {
    assertThatThrownBy(() -> Covariance.isotropic(3).times(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Covariance.times: factor 0.0; want a positive finite number");
  }
}
