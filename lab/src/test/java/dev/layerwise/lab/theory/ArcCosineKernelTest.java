package dev.layerwise.lab.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.lab.theory.ArcCosineKernel.Pair;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden values: an independent NumPy implementation, setup ngd, section 2. */
final class ArcCosineKernelTest {
  @ParameterizedTest
  @CsvSource({
    "-1, 0",
    "-0.5, -0.08333333333333333",
    "0, 0",
    "0.25, 0.07255382790689578",
    "0.5, 0.16666666666666666",
    "0.9, 0.38539516809208224",
    "1, 0.5"
  })
  void isTheReferenceAtGivenCosines(double t, double expected) {
    assertThat(ArcCosineKernel.gram(t)).isCloseTo(expected, within(2e-16));
  }

  /** So it has no odd harmonics above the first: t (π − arccos t)/(2π) = t/4 + an even function. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.77, 0.999, 1})
  void theOddPartIsLinear(double t) {
    assertThat(ArcCosineKernel.gram(t) - ArcCosineKernel.gram(-t)).isCloseTo(t / 2, within(2e-16));
  }

  @Test
  void isTheReferenceOnSixInputs() {
    Matrix X = new SplitMix(3).unitRows(6, 3);
    Matrix G = ArcCosineKernel.gram(X);
    assertThat(G.get(0, 1)).isCloseTo(0.05690280997340142, within(1e-15));
    assertThat(G.minus(G.T()).maxAbs()).isZero();
    assertThat(SymmetricEigen.valuesOf(G)[0]).isCloseTo(0.07861323151343617, within(1e-14));
    assertThat(SymmetricEigen.valuesOf(ArcCosineKernel.activations(X))[0])
        .isCloseTo(0.03712122974853604, within(1e-14));
  }

  @Test
  void isTheReferenceOnTheStandardData() {
    SplitMix rng = new SplitMix(11);
    Matrix X = rng.unitRows(64, 16);
    double[] values = SymmetricEigen.valuesOf(ArcCosineKernel.gram(X));
    assertThat(values[0]).isCloseTo(0.11069373828726656, within(1e-14));
    assertThat(values[63]).isCloseTo(2.209144846581245, within(1e-13));
    assertThat(SymmetricEigen.valuesOf(ArcCosineKernel.activations(X))[0])
        .isCloseTo(0.07112979451987127, within(1e-14));
  }

  /** For inputs at angle θ, G∞ = cos θ (π − θ)/(2π), whose last factor a rounded cosine loses. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 1e-7, 1e-4, 0.1, 1, 3, 3.141, 3.14159265, Math.PI - 1e-9})
  void keepsItsDigitsNearParallelAndAntipodalInputs(double theta) {
    Matrix X = Matrix.of(new double[][] {{0.6, 0.8}, {Math.cos(theta + A), Math.sin(theta + A)}});
    double rest = Math.PI - theta;
    // The inputs carry errors of some ε in the angle, the result a few roundings at 1/2.
    double error = 4 * Math.ulp(1.0) / (2 * Math.PI) + 2 * Math.ulp(0.5);
    assertThat(ArcCosineKernel.activations(X).get(0, 1))
        .isCloseTo(rest / (2 * Math.PI), within(error));
    assertThat(ArcCosineKernel.gram(X).get(0, 1))
        .isCloseTo(Math.cos(theta) * rest / (2 * Math.PI), within(error));
  }

  private static final double A = Math.atan2(0.8, 0.6);

  @Test
  void betweenTwoSetsIsTheBlockOfTheirUnion() {
    Matrix X = new SplitMix(5).unitRows(7, 4);
    Matrix all = ArcCosineKernel.gram(X);
    Matrix block = ArcCosineKernel.gram(X.slice(0, 3, 0, 4), X.slice(3, 7, 0, 4));
    assertThat(block.minus(all.slice(0, 3, 3, 7)).maxAbs()).isLessThan(1e-15);
  }

  /** One antipodal pair leaves G∞ regular; more than d make it singular: its odd part is linear. */
  @Test
  void moreAntipodalPairsThanDimensionsMakeItSingular() {
    Matrix X = new SplitMix(6).unitRows(6, 4);
    Matrix four = X.slice(0, 4, 0, 4);
    assertThat(smallest(Matrix.blocks(new Matrix[][] {{four}, {four.times(-1)}})))
        .isGreaterThan(1e-3);
    assertThat(smallest(Matrix.blocks(new Matrix[][] {{X}, {X.times(-1)}})))
        .isCloseTo(0, within(1e-15));
  }

  private static double smallest(Matrix X) {
    return SymmetricEigen.valuesOf(ArcCosineKernel.gram(X))[0];
  }

  @Test
  void findsRowsOfOneDirection() {
    Matrix X = new SplitMix(8).unitRows(5, 3);
    assertThat(ArcCosineKernel.parallel(X)).isEmpty();
    Matrix same = X.copy();
    Matrix opposite = X.copy();
    for (int j = 0; j < 3; j++) {
      same.set(3, j, X.get(1, j));
      opposite.set(4, j, -X.get(0, j));
    }
    assertThat(ArcCosineKernel.parallel(same)).contains(new Pair(1, 3, false));
    assertThat(ArcCosineKernel.parallel(opposite)).contains(new Pair(0, 4, true));
  }

  @Test
  void rowsThatDifferByMoreThanRoundingAreNotParallel() {
    Matrix X = Matrix.of(new double[][] {{1, 0}, {Math.cos(1e-8), Math.sin(1e-8)}});
    assertThat(ArcCosineKernel.parallel(X)).isEmpty();
  }

  @Test
  void namesTheRowThatIsNotOfLengthOne() {
    Matrix X = Matrix.of(new double[][] {{1, 0}, {3, 4}});
    assertThatThrownBy(() -> ArcCosineKernel.gram(X))
        .isInstanceOf(NumericalException.class)
        .hasMessage(
            "ArcCosineKernel: row 2 has length 5.00000; want 1 (within 1e-06): divide each row by"
                + " its length");
    Matrix nan = Matrix.of(new double[][] {{Double.NaN, 0}});
    assertThatThrownBy(() -> ArcCosineKernel.gram(nan))
        .isInstanceOf(NumericalException.class)
        .hasMessage(
            "ArcCosineKernel: row 1 is not finite; want numbers with squares that add up to 1");
  }

  @Test
  void refusesWhatIsNoCosineAndInputsOfDifferentLengths() {
    assertThatThrownBy(() -> ArcCosineKernel.gram(1.5))
        .hasMessage("ArcCosineKernel: the cosine is 1.5; want a number from −1 to 1");
    assertThatThrownBy(() -> ArcCosineKernel.gram(Matrix.identity(2), Matrix.identity(3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("ArcCosineKernel: inputs of 2 and of 3 numbers; want the same");
  }

  @Test
  void digitsBeyondTheSeventhAreDividedOut() {
    Matrix X = ForsterTransform.normalizedRows(Rng.of(1).gaussian(4, 3));
    Matrix rounded = X.map(x -> Math.rint(x * 1e8) / 1e8);
    assertThat(
            ArcCosineKernel.gram(rounded.times(1 + 1e-7))
                .minus(ArcCosineKernel.gram(rounded))
                .maxAbs())
        .isLessThan(1e-15);
  }
}
