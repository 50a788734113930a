package dev.layerwise.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.nn.Shape;
import dev.layerwise.random.Rng;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrincipalSpectrumTest {
  private static final int N = 31;
  private static final int D = 7;
  private static final int K = 5;

  /** Inputs with a spread spectrum, correlated, and with a mean. */
  private static DataSet correlated(int n, long seed) {
    Rng rng = Rng.of(seed);
    Matrix scales = Matrix.diagonal(3, 1, 0.5, 0.25, 0.1, 0.05, 0.01);
    Matrix X =
        rng.gaussian(n, D).times(scales).times(Rng.of(5).haarOrthogonal(D)).map(x -> x + 0.3);
    int[] labels = new int[n];
    return new DataSet(
        Shape.of(D),
        new Inputs.Reals(X.T().toColumnMajor(), D),
        new Targets.Classes(labels, List.of("0", "1")));
  }

  private static Matrix covariance(Inputs inputs) {
    Matrix X = Matrix.generate(inputs.count(), inputs.features(), inputs::get);
    Matrix ones = Matrix.generate(1, inputs.count(), (i, j) -> 1.0 / inputs.count());
    Matrix mean = ones.times(X);
    Matrix C = Matrix.generate(X.rows(), X.cols(), (i, j) -> X.get(i, j) - mean.get(0, j));
    return C.T().times(C).times(1.0 / inputs.count());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1, 1.5, 2})
  void theCovarianceBecomesThePowerOfTheSpectrumInTheSameBasis(double power) {
    DataSet set = correlated(N, 1);
    PrincipalSpectrum spectrum = PrincipalSpectrum.fit(set.inputs(), K);
    SymmetricEigen eigen = SymmetricEigen.of(covariance(set.inputs()));
    double[] raised = new double[D];
    for (int i = D - K; i < D; i++) {
      raised[i] = Math.pow(eigen.values()[i], power);
    }
    double scale = D / Arrays.stream(raised).sum();
    Matrix V = eigen.vectors();
    Matrix expected = V.times(Matrix.diagonal(raised)).times(V.T()).times(scale);
    // Whitening divides by the square root of the least kept eigenvalue, 10⁻² of the greatest, so
    // rounding grows by 10².
    Matrix found = covariance(spectrum.raised(set, power).inputs());
    assertThat(found.minus(expected).maxAbs()).isLessThan(1e-11);
  }

  @Test
  void atPowerOneWithAllComponentsInputsAreMovedAndScaledAlone() {
    DataSet set = correlated(N, 1);
    Inputs same = PrincipalSpectrum.fit(set.inputs(), D).raised(set, 1).inputs();
    double scale = Math.sqrt(D / covariance(set.inputs()).trace());
    double[] means = new double[D];
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < D; j++) {
        means[j] += set.inputs().get(i, j) / N;
      }
    }
    for (int j = 0; j < D; j++) {
      assertThat(same.get(3, j))
          .isCloseTo(scale * (set.inputs().get(3, j) - means[j]), within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1, 2})
  void theConditionNumberIsThatOfTheCovarianceOnItsRange(double power) {
    DataSet set = correlated(N, 1);
    PrincipalSpectrum spectrum = PrincipalSpectrum.fit(set.inputs(), K);
    double[] values = SymmetricEigen.valuesOf(covariance(spectrum.raised(set, power).inputs()));
    assertThat(values[D - 1] / values[D - K] / spectrum.conditionNumber(power))
        .isCloseTo(1, within(1e-9));
    assertThat(values[D - K - 1]).isCloseTo(0, within(1e-12));
  }

  @Test
  void otherSetsAreMovedByTheTrainingSetsMean() {
    DataSet training = correlated(N, 1);
    PrincipalSpectrum spectrum = PrincipalSpectrum.fit(training.inputs(), K);
    DataSet test = training.select(new int[] {4, 9});
    assertThat(spectrum.raised(test, 2).inputs().get(1, 3))
        .isCloseTo(spectrum.raised(training, 2).inputs().get(9, 3), within(1e-12));
  }

  @Test
  void componentsThatAreNotThereAreNotKept() {
    DataSet set = correlated(4, 1); // Four examples: three directions around their mean.
    PrincipalSpectrum spectrum = PrincipalSpectrum.fit(set.inputs(), K);
    assertThat(spectrum.components()).isEqualTo(3);
    assertThat(spectrum.share()).isCloseTo(1, within(1e-12));
    assertThat(spectrum.raised(set, 0).inputs().get(0, 0)).isFinite();
  }

  @Test
  void theShareIsThatOfTheVarianceKept() {
    DataSet set = correlated(N, 1);
    double[] values = SymmetricEigen.valuesOf(covariance(set.inputs()));
    assertThat(PrincipalSpectrum.fit(set.inputs(), 1).share())
        .isCloseTo(values[D - 1] / Arrays.stream(values).sum(), within(1e-12));
  }

  @Test
  void whatCannotBeMeasuredIsSaid() {
    DataSet set = correlated(N, 1);
    DataSet constant =
        new DataSet(
            Shape.of(2),
            new Inputs.Reals(new double[] {1, 2, 1, 2}, 2),
            set.select(new int[] {0, 1}).targets());
    assertThatThrownBy(() -> PrincipalSpectrum.fit(constant.inputs(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "principal spectrum: 1 components of a spectrum with 0 above rounding; want at least"
                + " 1");
    assertThatThrownBy(() -> PrincipalSpectrum.fit(set.inputs(), 2).raised(constant, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("principal spectrum: inputs of 7 features, of which a set has 2; want as many");
  }
}
