package dev.layerwise.lab.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.Qr;
import dev.layerwise.linalg.ShapeException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden values: an independent NumPy implementation, setup ngd, sections 2 and 3. */
final class ForsterTransformTest {
  private static final double[] ERRORS_200_20 = {
    0.17878447949387, 0.03449071550564753, 0.0073249377085483625, 0.001762894522691849,
    0.0004630354160490846, 0.0001262077544097462, 3.507297080584948e-05, 9.921276778568355e-06,
    2.848166840596633e-06, 8.266430737702279e-07, 2.417232134455105e-07, 7.103589005907907e-08,
    2.0946522294451597e-08, 6.191787305098728e-09, 1.8338051077648743e-09, 5.439755312863781e-10,
    1.6158718807446348e-10, 4.8058668156159e-11
  };

  @Test
  void repeatsTheReferencesEighteenIterations() {
    ForsterTransform f = ForsterTransform.of(new SplitMix(41).normal(200, 20));
    assertThat(f.iterations()).isEqualTo(18);
    double[] errors = f.errors();
    for (int i = 0; i < errors.length; i++) { // an error is known up to the rounding of ZᵀZ
      assertThat(errors[i]).isCloseTo(ERRORS_200_20[i], within(1e-12 * ERRORS_200_20[i] + 2e-14));
    }
    assertThat(f.rate()).isCloseTo(0.30154713678243655, within(1e-9));
    double[] diagonal = {1, 1.0306049548615739, 1.0164049634079384, 1.0078923903917751};
    for (int i = 0; i < diagonal.length; i++) {
      assertThat(f.A().get(i, i)).isCloseTo(diagonal[i], within(1e-9));
    }
  }

  @Test
  void repeatsTheReferencesFortySevenIterations() {
    ForsterTransform f = ForsterTransform.of(new SplitMix(4).normal(12, 4));
    assertThat(f.iterations()).isEqualTo(47);
    assertThat(Arrays.copyOf(f.errors(), 3))
        .containsExactly(
            new double[] {0.4729850963961577, 0.2118305856286764, 0.08462194877374651},
            within(1e-13));
    double[] row = {1, -0.22382198959827151, -0.5474337384175912, -0.3747856872876093};
    double[] z = {
      0.4888644145172979, -0.43434838151902844, -0.7458180410847631, -0.1269193337634048
    };
    for (int j = 0; j < 4; j++) { // both stop at an error of 1e-10
      assertThat(f.A().get(0, j)).isCloseTo(row[j], within(1e-9));
      assertThat(f.Z().get(0, j)).isCloseTo(z[j], within(1e-9));
    }
  }

  @Test
  void takesThirtyIterationsOnTheStandardData() {
    assertThat(ForsterTransform.of(new SplitMix(11).unitRows(64, 16)).iterations()).isEqualTo(30);
  }

  @Test
  void theRowsOfZAreOfLengthOneAndWhiteAndThoseOfXA() {
    Matrix X = new SplitMix(13).normal(31, 7);
    ForsterTransform f = ForsterTransform.of(X);
    Matrix gram = f.Z().T().times(f.Z());
    assertThat(gram.minus(Matrix.identity(7).times(31.0 / 7)).operatorNorm())
        .isLessThanOrEqualTo(31.0 / 7 * 1.01e-10);
    assertThat(f.Z().times(f.Z().T()).diagonal()).containsOnly(new double[] {1}, within(1e-15));
    assertThat(ForsterTransform.normalizedRows(X.times(f.A())).minus(f.Z()).maxAbs())
        .isLessThanOrEqualTo(f.deviation())
        .isLessThan(1e-13); // some ε times the condition of A, about 2
  }

  @Test
  void oneIterationMakesSquareDataOrthogonal() {
    assertThat(ForsterTransform.of(new SplitMix(71).normal(20, 20)).iterations()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e2, 1e4, 1e8})
  void theFirstWhiteningRemovesAnyLinearMap(double condition) {
    Matrix X = new SplitMix(41).normal(200, 20);
    Matrix Q = Qr.of(new SplitMix(50).normal(20, 20)).q();
    Matrix R = Qr.of(new SplitMix(51).normal(20, 20)).q();
    Matrix scaled = Matrix.generate(20, 20, (i, j) -> Q.get(i, j) * Math.pow(condition, -j / 19.0));
    double[] errors = ForsterTransform.of(X.times(scaled).times(R.T())).errors();
    assertThat(errors).hasSize(18);
    for (int i = 0; i < 8; i++) { // the whitened rows are known up to ε times the condition
      assertThat(errors[i]).isCloseTo(ERRORS_200_20[i], within(1e-14 * condition + 1e-13));
    }
  }

  @Test
  void whitensAMatrixOfConditionTenToTheTwelve() {
    Matrix X = new SplitMix(41).normal(200, 20);
    Matrix scaled = Matrix.generate(200, 20, (i, j) -> X.get(i, j) * Math.pow(10, -12 * j / 19.0));
    ForsterTransform f = ForsterTransform.of(scaled);
    assertThat(f.iterations()).isEqualTo(18);
    assertThat(f.deviation()).isLessThan(1e-3);
  }

  @Test
  void rowsOfAnyLengthHaveAnAnswer() {
    Matrix X = new SplitMix(17).normal(40, 5);
    Matrix scaled = Matrix.generate(40, 5, (i, j) -> X.get(i, j) * (i < 36 ? 1e-30 : 1));
    assertThat(ForsterTransform.of(scaled).deviation()).isLessThan(1e-9);
  }

  /** The reference's counts for 200 rows of which a part is near 5 of 20 dimensions. */
  @ParameterizedTest
  @CsvSource({"0.20, 80", "0.24, 243", "0.25, 316", "0.26, 275", "0.30, 111", "0.50, 36"})
  void clusteredRowsAreSlow(double part, int iterations) {
    assertThat(ForsterTransform.of(clustered(part, 1e-2)).iterations()).isEqualTo(iterations);
  }

  private static Matrix clustered(double part, double distance) {
    Matrix X = new SplitMix(61).normal(200, 20);
    long near = Math.round(200 * part);
    return Matrix.generate(
        200, 20, (i, j) -> i < near && j >= 5 ? distance * X.get(i, j) : X.get(i, j));
  }

  @Test
  void theErrorsFallAtThePredictedRate() {
    ForsterTransform f = ForsterTransform.of(clustered(0.2, 1e-2));
    assertThat(f.measuredRate().orElseThrow()).isCloseTo(f.rate(), within(1e-4));
  }

  @Test
  void theRateIsTheSameFromBothGramMatrices() {
    // 9 rows of 3 numbers: order 9 against 6; 5 rows: order 5.
    Matrix X = new SplitMix(19).normal(9, 3);
    ForsterTransform f = ForsterTransform.of(X);
    assertThat(f.measuredRate().orElseThrow()).isCloseTo(f.rate(), within(1e-3));
    ForsterTransform g = ForsterTransform.of(X.slice(0, 5, 0, 3));
    assertThat(g.measuredRate().orElseThrow()).isCloseTo(g.rate(), within(1e-3));
  }

  @Test
  void saysHowManyRowsLieInASubspace() {
    assertThatThrownBy(() -> ForsterTransform.of(clustered(0.3, 0)))
        .isInstanceOf(NumericalException.class)
        .hasMessage(
            "ForsterTransform (200×20): 60 of the 200 rows lie in a subspace of 5 dimensions; 5 of"
                + " 20 dimensions have room for fewer than n k/d = 50 of them; remove some of these"
                + " rows, or add a small random perturbation");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.255, 0.26, 0.5, 0.9})
  void findsASubspaceThatIsNoCoordinatePlane(double part) {
    Matrix Q = Qr.of(new SplitMix(50).normal(20, 20)).q();
    assertThatThrownBy(() -> ForsterTransform.of(clustered(part, 0).times(Q)))
        .isInstanceOf(NumericalException.class)
        .hasMessageContaining(
            "%d of the 200 rows lie in a subspace of 5 dimensions"
                .formatted(Math.round(200 * part)));
  }

  @Test
  void findsRepeatedRows() {
    Matrix X = new SplitMix(23).normal(12, 4);
    Matrix repeated = Matrix.generate(12, 4, (i, j) -> (i % 2 + 1) * X.get(i < 5 ? 0 : i, j));
    assertThatThrownBy(() -> ForsterTransform.of(repeated))
        .isInstanceOf(NumericalException.class)
        .hasMessageContaining("5 of the 12 rows lie in a subspace of 1 dimension; 1 of 4");
  }

  @Test
  void asManyRowsAsThereIsRoomForAreNotEnough() {
    assertThatThrownBy(() -> ForsterTransform.of(clustered(0.25, 0), 1e-10, 3000))
        .isInstanceOf(NumericalException.class)
        .hasMessageContaining("50 of the 200 rows lie in a subspace of 5 dimensions");
  }

  @Test
  void rowsCloseToASubspaceAreNoObstacle() {
    assertThat(ForsterTransform.of(clustered(0.3, 1e-6)).deviation()).isLessThan(1e-8);
  }

  @Test
  void refusesRowsThatSpanTooLittle() {
    Matrix X = new SplitMix(29).normal(9, 4);
    Matrix flat = Matrix.generate(9, 4, (i, j) -> X.get(i, j == 3 ? 0 : j) * (j == 3 ? 2 : 1));
    assertThatThrownBy(() -> ForsterTransform.of(flat))
        .isInstanceOf(NumericalException.class)
        .hasMessage(
            "ForsterTransform (9×4): the rows span 3 of 4 dimensions to working precision; want"
                + " rows that span all, any d of them if possible; add a small random perturbation,"
                + " or drop columns that depend on others");
    assertThatThrownBy(() -> ForsterTransform.of(X.slice(0, 3, 0, 4)))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "ForsterTransform (3×4): 3 rows span at most 3 of 4 dimensions; want at least as many"
                + " rows as columns, and at least one column");
  }

  @Test
  void namesARowThatHasNoDirection() {
    Matrix X = new SplitMix(29).normal(9, 2);
    Matrix zero = Matrix.generate(9, 2, (i, j) -> i == 4 ? 0 : X.get(i, j));
    assertThatThrownBy(() -> ForsterTransform.of(zero))
        .hasMessage("ForsterTransform (9×2): row 5 is 0 and has no direction; remove it");
    Matrix nan = Matrix.generate(9, 2, (i, j) -> i == 4 ? Double.NaN : X.get(i, j));
    assertThatThrownBy(() -> ForsterTransform.of(nan))
        .hasMessage("ForsterTransform (9×2): row 5 is not finite; want numbers");
  }

  @Test
  void saysWhereItGaveUp() {
    assertThatThrownBy(() -> ForsterTransform.of(new SplitMix(41).normal(200, 20), 1e-10, 2))
        .isInstanceOf(NumericalException.class)
        .hasMessageStartingWith(
            "ForsterTransform (200×20): after 2 iterations ‖(d/n) ZᵀZ − I‖ is 3.4e-02, above"
                + " 1.0e-10");
    assertThatThrownBy(() -> ForsterTransform.of(Matrix.identity(2), 0, 2))
        .hasMessage("ForsterTransform: tolerance 0.0, at most 2 iterations; want numbers above 0");
  }
}
