package dev.layerwise.lab.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.ShapeException;
import org.junit.jupiter.api.Test;

/** Golden values: an independent NumPy implementation, setup ngd, section 2. */
final class KernelFitTest {
  @Test
  void isTheReferenceOnSixInputs() {
    SplitMix rng = new SplitMix(3);
    Matrix X = rng.unitRows(6, 3);
    KernelFit fit = KernelFit.of(X, Matrix.column(rng.normals(6)));
    rng.normal(128, 3);
    rng.signs(128);
    Matrix f = fit.predict(rng.unitRows(2, 3));
    assertThat(fit.bound(0)).isCloseTo(2.1141689413372013, within(1e-13));
    assertThat(f.get(0, 0)).isCloseTo(0.6533816634420331, within(1e-13));
    assertThat(f.get(1, 0)).isCloseTo(-1.1809186137958079, within(1e-13));
    assertThat(fit.spectrum()[0]).isCloseTo(0.07861323151343617, within(1e-14));
  }

  @Test
  void interpolatesItsTargets() {
    SplitMix rng = new SplitMix(11);
    Matrix X = rng.unitRows(64, 16);
    double[] y = rng.normals(64);
    Matrix f = KernelFit.of(X, Matrix.column(y)).predict(X);
    assertThat(f.minus(Matrix.column(y)).maxAbs()).isLessThan(1e-13); // some ε κ(G∞), κ = 20
  }

  /** In one dimension of targets, y = c G∞ e gives yᵀ G∞⁻¹ y = c² eᵀ G∞ e. */
  @Test
  void theDistanceIsTheKernelsNorm() {
    Matrix X = new SplitMix(2).unitRows(9, 4);
    Matrix y = ArcCosineKernel.gram(X).times(Matrix.column(1, -2, 3, 0, 0, 0, 0, 0, 0));
    double expected = y.get(0, 0) - 2 * y.get(1, 0) + 3 * y.get(2, 0);
    KernelFit fit = KernelFit.of(X, y);
    assertThat(fit.squaredDistance(0)).isCloseTo(expected, within(1e-13));
    assertThat(fit.distance(0)).isCloseTo(Math.sqrt(expected), within(1e-13));
  }

  @Test
  void refusesTargetsThatDoNotFitAndASingularKernel() {
    Matrix X = new SplitMix(2).unitRows(9, 4);
    assertThatThrownBy(() -> KernelFit.of(X, Matrix.column(1, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("KernelFit: 2 targets for 9 inputs; want one for each, and at least one");
    Matrix close =
        Matrix.generate(
            9, 4, (i, j) -> X.get(0, j) + (j == 3 ? 0 : 1e-11 * i * (j + 1) * X.get(i, j)));
    assertThatThrownBy(() -> KernelFit.of(close, Matrix.zeros(9, 1)))
        .isInstanceOf(NumericalException.class)
        .hasMessageContaining("inputs are too close to each other's lines: drop some");
    assertThatThrownBy(() -> KernelFit.slack(1, 10))
        .hasMessage("KernelFit: δ is 1.0; want a number between 0 and 1, without the ends");
  }
}
