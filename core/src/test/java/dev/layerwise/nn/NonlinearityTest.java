package dev.layerwise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class NonlinearityTest {
  private static final double[] Z = {-Double.MAX_VALUE, -1, -0.0, 0.0, Double.MIN_VALUE, 3};

  private static double[] values(Nonlinearity function) {
    double[] a = new double[Z.length];
    function.apply(Z, a, a.length);
    return a;
  }

  private static double[] derivatives(Nonlinearity function) {
    double[] d = {1, 1, 1, 1, 1, 1};
    function.timesDerivative(Z, values(function), d, d.length);
    return d;
  }

  @Test
  void rectifiersTurnAtZeroWhereTheyHaveTheLowerSlope() {
    Nonlinearity leaky = new Nonlinearity.LeakyRelu(0.5);
    assertThat(values(Nonlinearity.RELU)).containsExactly(0, 0, 0, 0, Double.MIN_VALUE, 3);
    assertThat(derivatives(Nonlinearity.RELU)).containsExactly(0, 0, 0, 0, 1, 1);
    assertThat(derivatives(leaky)).containsExactly(0.5, 0.5, 0.5, 0.5, 1, 1);
    assertThat(values(leaky)[1]).isEqualTo(-0.5);
    assertThat(values(leaky)[5]).isEqualTo(3);
  }

  @Test
  void nothingOverflowsAtTheEndsOfTheLine() {
    for (Nonlinearity function : LayerExamples.nonlinearities()) {
      double[] z = {-800, -40, 40, 800};
      double[] a = new double[4];
      double[] d = {1, 1, 1, 1};
      function.apply(z, a, 4);
      function.timesDerivative(z, a, d, 4);
      assertThat(Arrays.stream(a).allMatch(Double::isFinite)).as("%s", function).isTrue();
      assertThat(Arrays.stream(d).allMatch(Double::isFinite)).as("%s", function).isTrue();
    }
  }

  @Test
  void theGaussianUnitIsTheArgumentTimesItsProbability() {
    double[] a = new double[Z.length];
    Nonlinearity.GELU.apply(Z, a, a.length);
    // −Φ(−1) = −0.15865525393145705 and 3 Φ(3), Φ(3) = 0.9986501019683699
    assertThat(a[1]).isEqualTo(-0.15865525393145705, within(1e-15));
    assertThat(a[5]).isEqualTo(3 * 0.9986501019683699, within(1e-15));
  }
}
