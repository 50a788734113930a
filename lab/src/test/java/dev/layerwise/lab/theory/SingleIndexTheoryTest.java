package dev.layerwise.lab.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Lemmas 3.10 and 3.12 against golden values, 120 digits, closed forms and laws. */
final class SingleIndexTheoryTest {
  private static PopulationSpectrum spectrum(JsonNode row) {
    return new PopulationSpectrum(doubles(row.get("t")), doubles(row.get("w")));
  }

  private static double[] doubles(JsonNode array) {
    return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void equalsTheGoldenLimits(JsonNode row) {
    AspectRatio ratio = AspectRatio.of(row.get("phi").asDouble());
    double lambda = row.get("lam").asDouble();
    RidgeLimit limit = RidgeLimit.of(spectrum(row), ratio, lambda);
    relative(limit.kappa(), row.get("kappa").asDouble(), "kappa");
    relative(limit.psi1(), row.get("Psi1").asDouble(), "psi1");
    relative(limit.psi2(), row.get("Psi2").asDouble(), "psi2");
    relative(limit.psi3(), row.get("Psi3").asDouble(), "psi3");
    if (!row.get("m").isNull()) {
      relative(limit.m(), row.get("m").asDouble(), "m");
      relative(limit.mPrime(), row.get("mprime").asDouble(), "m′");
    }
    if (row.has("corr_sgd")) {
      SingleIndexTheory theory = SingleIndexTheory.of(spectrum(row), ratio, Teacher.PAPER, 1);
      relative(theory.corrSgd(), row.get("corr_sgd").asDouble(), "SGD");
      relative(theory.corrKfac(lambda), row.get("corr_kfac").asDouble(), "K-FAC");
    }
  }

  /** Both are of double precision; φ = 0.999 costs three digits. */
  private static void relative(double value, double wanted, String what) {
    assertThat(value).as(what).isCloseTo(wanted, within(1e-12 * Math.abs(wanted)));
  }

  static Stream<JsonNode> golden() {
    return Golden.singleIndex().get("limits").valueStream();
  }

  record Case(PopulationSpectrum spectrum, long dx, long n, double lambda) {}

  @ParameterizedTest
  @MethodSource("grid")
  void equals120DigitsOverTheWholeRange(Case c) {
    SilversteinReference exact = SilversteinReference.of(c.spectrum, c.dx, c.n, c.lambda);
    RidgeLimit limit = RidgeLimit.of(c.spectrum, AspectRatio.of(c.dx, c.n), c.lambda);
    close(limit.kappa(), exact.kappa(), "kappa");
    close(limit.m(), exact.m(), "m");
    close(limit.mPrime(), exact.mPrime(), "m′");
    close(limit.psi1(), exact.psi1(), "psi1");
    close(limit.psi2(), exact.psi2(), "psi2");
    close(limit.psi3(), exact.psi3(), "psi3");
  }

  /**
   * Positive sums keep 1e−15; where φ &gt; 1 and the ridge is small κ is the root of a difference,
   * whose condition is largest at the widest spectrum: 50 for 1 ± 0.999.
   */
  private static void close(double value, BigDecimal exact, String what) {
    BigDecimal error = new BigDecimal(value).subtract(exact).abs();
    assertThat(error.doubleValue())
        .as("%s: %s, exactly %s", what, value, exact.doubleValue())
        .isLessThanOrEqualTo(1e-13 * Math.abs(exact.doubleValue()));
  }

  static Stream<Case> grid() {
    List<PopulationSpectrum> spectra =
        List.of(
            PopulationSpectrum.twoPoint(0),
            PopulationSpectrum.twoPoint(0.3),
            PopulationSpectrum.twoPoint(0.9),
            PopulationSpectrum.twoPoint(0.999),
            new PopulationSpectrum(new double[] {0.001, 1, 1000}, new double[] {0.25, 0.5, 0.25}));
    long[][] sizes = {{1, 100}, {1, 7}, {1, 2}, {9, 10}, {999, 1000}, {1, 1}, {1001, 1000}, {2, 1}};
    List<Case> cases = new ArrayList<>();
    for (PopulationSpectrum spectrum : spectra) {
      for (long[] size : sizes) {
        for (double lambda : new double[] {1e-8, 1e-6, 3e-4, 0.01, 0.36, 1, 30, 1e3, 1e6}) {
          cases.add(new Case(spectrum, size[0], size[1], lambda));
        }
      }
    }
    return cases.stream();
  }

  @Test
  void theLimitOfNoRidgeIsReached() {
    // The first order in λ is λ/((1 − φ) (1 − ε))² at most, 1.2e−10 at λ = 1e−15.
    for (double eps : new double[] {0, 0.5, 0.999}) {
      for (long n : new long[] {10, 110, 190, 10_000}) {
        PopulationSpectrum spectrum = PopulationSpectrum.twoPoint(eps);
        RidgeLimit at = RidgeLimit.of(spectrum, AspectRatio.of(100, n), 0);
        RidgeLimit near = RidgeLimit.of(spectrum, AspectRatio.of(100, n), 1e-15);
        assertThat(near.psi1() / at.psi1()).isCloseTo(1, within(1e-9));
        assertThat(near.psi2() / at.psi2()).isCloseTo(1, within(1e-9));
        assertThat(near.psi3() / at.psi3()).isCloseTo(1, within(1e-9));
        assertThat(near.kappa()).isCloseTo(at.kappa(), within(1e-13));
      }
    }
  }

  @Test
  void withoutRidgeTheClosedFormHolds() {
    for (double eps : new double[] {0, 0.5, 0.9, 0.999}) {
      for (double phi : new double[] {0.01, 1.0 / 30, 0.18, 0.5}) {
        SingleIndexTheory theory = paper(eps, AspectRatio.of(phi));
        double closed = 1 / Math.sqrt(1 + 2 * phi / (1 - phi) / (1 - eps) / (1 + eps));
        relative(theory.corrKfac(0), closed, "K-FAC");
      }
    }
  }

  @Test
  void moreDimensionsThanExamplesHaveALimitWithoutRidge() {
    RidgeLimit limit = RidgeLimit.of(PopulationSpectrum.twoPoint(0.5), AspectRatio.of(2), 0);
    relative(limit.kappa(), Math.sqrt(0.75), "kappa");
    relative(limit.psi1(), 0.5, "psi1");
    relative(limit.psi2(), 0.5, "psi2");
    relative(limit.psi3(), 1 / Math.sqrt(3), "psi3");
    assertThat(limit.m()).isInfinite();
    relative(paper(0.5, AspectRatio.of(2)).corrKfac(0), 0.2983067853757903, "K-FAC");
  }

  @Test
  void asManyDimensionsAsExamplesHideTheDirectionWithoutRidge() {
    SingleIndexTheory theory = paper(0.5, AspectRatio.of(100, 100));
    assertThat(theory.limit(0).psi3()).isInfinite();
    assertThat(theory.corrKfac(0)).isZero();
    assertThat(theory.corrKfac(1e-12)).isGreaterThan(0).isLessThan(1e-2);
  }

  private static SingleIndexTheory paper(double eps, AspectRatio ratio) {
    return SingleIndexTheory.of(PopulationSpectrum.twoPoint(eps), ratio, Teacher.PAPER, 1);
  }

  @Test
  void aHugeRidgeIsSgd() {
    SingleIndexTheory theory = paper(0.5, AspectRatio.of(0.18));
    // The first order in 1/λ is about t₂/λ.
    assertThat(theory.corrKfac(1e12)).isCloseTo(theory.corrSgd(), within(1e-11));
  }

  @Test
  void theBestRidgeIsBestAndThereTheCorrelationIsARoot() {
    SingleIndexTheory theory = paper(0.5, AspectRatio.of(0.18));
    assertThat(theory.bestLambda()).isCloseTo(0.36, within(1e-15));
    double best = theory.corrKfac(0.36);
    assertThat(best).isCloseTo(Math.sqrt(theory.limit(0.36).psi1()), within(1e-15));
    assertThat(theory.corrKfac(0.35)).isLessThan(best);
    assertThat(theory.corrKfac(0.37)).isLessThan(best);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1})
  void theSignThatThePaperPrintsIsWrongAwayFromTheBestRidge(double lambda) {
    // Eq. (34) as printed, with the true m′, is right at λ⋆ alone: never test there only.
    SingleIndexTheory theory = paper(0.5, AspectRatio.of(0.18));
    assertThat(printed(theory, 0.36)).isCloseTo(theory.corrKfac(0.36), within(1e-12));
    double printed = printed(theory, lambda);
    if (lambda == 0.1) {
      assertThat(printed).isCloseTo(0.7688716909212178, within(1e-12));
    } else {
      assertThat(printed).isNaN();
    }
  }

  private static double printed(SingleIndexTheory theory, double lambda) {
    RidgeLimit limit = theory.limit(lambda);
    double psi2 = 1 - 2 * lambda * limit.m() - lambda * lambda * limit.mPrime();
    double psi3 = limit.m() + lambda * limit.mPrime();
    return limit.psi1() / Math.sqrt(psi2 + 2 * 0.18 * psi3);
  }

  @Test
  void noRidgeFallsBelowSgdNearFullAnisotropy() {
    double crossing = Golden.singleIndex().get("right_crossover_eps_lam0").asDouble();
    AspectRatio ratio = AspectRatio.of(200, 6000);
    SingleIndexTheory at = paper(crossing, ratio);
    assertThat(at.corrKfac(0)).isCloseTo(at.corrSgd(), within(1e-12));
    SingleIndexTheory beyond = paper(0.99, ratio);
    assertThat(beyond.corrKfac(0)).isLessThan(beyond.corrSgd());
    assertThat(beyond.corrKfac(beyond.bestLambda())).isGreaterThan(beyond.corrSgd());
  }

  @Test
  void aTeacherWithoutSlopeIsNotFound() {
    SingleIndexTheory theory =
        SingleIndexTheory.of(PopulationSpectrum.twoPoint(0.5), AspectRatio.of(0.2), Teacher.HE3, 1);
    assertThat(theory.corrSgd()).isZero();
    assertThat(theory.corrKfac(1)).isZero();
    assertThat(theory.bestLambda()).isInfinite();
  }

  @Test
  void anOddTeacherOfSmallVarianceIsFoundBackwards() {
    SingleIndexTheory theory =
        SingleIndexTheory.of(
            PopulationSpectrum.equally(0.75, 0.25), AspectRatio.of(0.2), Teacher.HE3, 1);
    // The four digits of the reference's table.
    assertThat(theory.corrSgd()).isCloseTo(-0.6143, within(5e-5));
    assertThat(theory.corrKfac(0)).isCloseTo(-0.5774, within(5e-5));
    assertThat(theory.corrKfac(0.5)).isCloseTo(-0.6367, within(5e-5));
  }

  @Test
  void wrongRequestsAreSentences() {
    PopulationSpectrum spectrum = PopulationSpectrum.twoPoint(0.5);
    AspectRatio ratio = AspectRatio.of(0.2);
    assertThatThrownBy(() -> RidgeLimit.of(spectrum, ratio, -1))
        .hasMessage("lambda -1.0 of the ridge: want a finite number of at least 0");
    assertThatThrownBy(() -> RidgeLimit.of(PopulationSpectrum.equally(0, 1), ratio, 0))
        .hasMessage(
            "lambda 0 with an eigenvalue 0: the covariance has no inverse; want lambda above 0, or"
                + " positive eigenvalues");
    assertThatThrownBy(() -> PopulationSpectrum.twoPoint(1))
        .hasMessage(
            "eps 1.0 of the two eigenvalues 1 ± eps: want a number from 0 up to, not including, 1");
    assertThatThrownBy(() -> PopulationSpectrum.equally(1, -1))
        .hasMessage("spectrum: eigenvalue 2 is -1.0; want finite numbers of at least 0");
    assertThatThrownBy(() -> PopulationSpectrum.equally(0, 0))
        .hasMessage("spectrum: all eigenvalues are 0; want one above 0");
    assertThatThrownBy(() -> new PopulationSpectrum(new double[] {1}, new double[] {0.5}))
        .hasMessage("spectrum: the weights add to 0.5; want 1");
    assertThatThrownBy(() -> new PopulationSpectrum(new double[] {1, 2}, new double[] {1}))
        .hasMessage(
            "spectrum: 2 eigenvalues and 1 weights; want as many of both, and at least one");
    assertThatThrownBy(() -> AspectRatio.of(0))
        .hasMessage("phi = dx/n is 0.0; want a finite number above 0");
    assertThatThrownBy(() -> SingleIndexTheory.of(spectrum, ratio, Teacher.SIN, -1))
        .hasMessage("noise -1.0 of the labels: want a standard deviation, at least 0");
    GaussianConstants other = GaussianConstants.of(Teacher.SIN, 2);
    assertThatThrownBy(() -> new SingleIndexTheory(spectrum, ratio, other, 1))
        .hasMessage("teacher at variance 2.0; want 1.0, the mean eigenvalue");
  }
}
