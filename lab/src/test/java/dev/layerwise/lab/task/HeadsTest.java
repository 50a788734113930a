package dev.layerwise.lab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.Svd;
import dev.layerwise.random.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class HeadsTest {
  private final Rng rng = Rng.of(3).stream("heads");

  @Test
  void singularValuesRunLogarithmicallyFromTheSmallest() {
    Matrix F = Heads.conditioned(7, 3, 0.5, 100, rng);
    double[] s = Svd.valuesOf(F);
    Arrays.sort(s);
    // Rounding of an SVD: a few units in the last place of the largest value.
    assertThat(s).containsExactly(new double[] {0.5, 5, 50}, within(1e-13));
    assertThat(F.rows()).isEqualTo(7);
    assertThat(F.cols()).isEqualTo(3);
  }

  @Test
  void aSingleFeatureHasTheSmallestValue() {
    assertThat(Svd.valuesOf(Heads.conditioned(5, 1, 2, 10, rng)))
        .containsExactly(new double[] {2}, within(1e-14));
  }

  @Test
  void impossibleHeadsAreRejected() {
    assertThatThrownBy(() -> Heads.conditioned(5, 3, 1, 0.5, rng))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Heads.conditioned: σmin = 1.0, κ = 0.5; want σmin > 0 and κ ≥ 1");
    assertThatThrownBy(() -> Heads.conditioned(3, 5, 1, 2, rng))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Heads.conditioned: 3 outputs, 5 features; want at least as many outputs");
  }
}
