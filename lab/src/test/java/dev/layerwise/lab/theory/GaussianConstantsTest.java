package dev.layerwise.lab.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.layerwise.nn.ErrorFunction;
import dev.layerwise.nn.Nonlinearity;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The integrals against golden values, closed forms and a rule of another kind. */
final class GaussianConstantsTest {
  /** What the calculator promises, in units of √E s² or E s². */
  private static final double PROMISED = 1e-12;

  @ParameterizedTest
  @MethodSource("golden")
  void equalsTheGoldenConstants(JsonNode row) {
    GaussianConstants c =
        GaussianConstants.of(Teacher.named(row.get("name").asString()), row.get("s2").asDouble());
    // The golden ones are Gauss-Hermite of high degree: tanh and its kin to 1e-11.
    assertThat(c.c1()).isCloseTo(row.get("c1").asDouble(), within(1e-11));
    assertThat(c.c2()).isCloseTo(row.get("cstar2").asDouble(), within(1e-11));
    assertThat(c.cAbove()).isCloseTo(row.get("cgt1_2").asDouble(), within(1e-11));
    assertThat(c.mean()).isCloseTo(row.get("c0").asDouble(), within(1e-11));
  }

  static Stream<JsonNode> golden() {
    return Golden.singleIndex().get("constants").valueStream();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 0.3, 1, 7.5, 400})
  void polynomialsAndKinksAreTheirClosedForms(double v) {
    double s = Math.sqrt(v);
    // s⋆ = z + (z² − 1)/√2: E s² = v + (3v² − 2v + 1)/2.
    expect(Teacher.PAPER, v, 1, (v - 1) / Math.sqrt(2), (3 * v * v - 2 * v + 1) / 2);
    expect(Teacher.HE3, v, 3 * (v - 1) / Math.sqrt(6), 0, v * v * v); // z³ − 3vz, norm √(6v³)
    expect("identity", v, 1, 0, 0);
    expect("quadratic", v, 0, v, 3 * v * v);
    expect("relu", v, 0.5, s / Math.sqrt(2 * Math.PI), v / 4);
    // z (1 + α)/2 + |z| (1 − α)/2.
    double half = (1 - 0.01) / 2;
    expect("leaky-relu", v, 1 - half, half * s * Math.sqrt(2 / Math.PI), half * half * v);
    expect(Teacher.SIN, v, Math.exp(-v / 2), 0, sinAbove(v));
  }

  private static double sinAbove(double v) {
    // (1 − e^(−2v))/2 − v e^(−v) = Σ (−1)ᵏ vᵏ (…)/k!; at v = 1e−4 its first term is v³/6.
    return v < 1e-3 ? v * v * v / 6 * (1 - v) : -Math.expm1(-2 * v) / 2 - v * Math.exp(-v);
  }

  private static void expect(String name, double v, double c1, double mean, double above) {
    expect(Teacher.named(name), v, c1, mean, above);
  }

  private static void expect(Teacher teacher, double v, double c1, double mean, double above) {
    GaussianConstants c = GaussianConstants.of(teacher, v);
    double size = Math.sqrt(c1 * c1 * v + above);
    assertThat(c.c1() * Math.sqrt(v))
        .as("c1 s of %s", teacher)
        .isCloseTo(c1 * Math.sqrt(v), within(PROMISED * size));
    assertThat(c.mean()).as("mean of %s", teacher).isCloseTo(mean, within(PROMISED * size));
    assertThat(c.c2())
        .as("c2 of %s", teacher)
        .isCloseTo(size * size, within(PROMISED * size * size));
    assertThat(c.cAbove())
        .as("c_gt1_2 of %s", teacher)
        .isCloseTo(above, within(PROMISED * size * size));
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void smoothOnesEqualTheTrapezoidRule(Teacher teacher) {
    for (double v : new double[] {0.01, 0.5, 1, 2, 30, 400}) {
      GaussianConstants c = GaussianConstants.of(teacher, v);
      double c1 = trapezoid(z -> z * teacher.at(z), v) / v;
      double c2 = trapezoid(z -> teacher.at(z) * teacher.at(z), v);
      double size = Math.sqrt(c2);
      double s = Math.sqrt(v);
      assertThat(c.c1() * s).as("c1 s, %s", v).isCloseTo(c1 * s, within(PROMISED * size));
      assertThat(c.c2()).as("c2, %s", v).isCloseTo(c2, within(PROMISED * c2));
      double above = trapezoid(z -> Math.pow(teacher.at(z) - c1 * z, 2), v);
      assertThat(c.cAbove()).as("above, %s", v).isCloseTo(above, within(PROMISED * c2));
      assertThat(c.mean())
          .as("mean, %s", v)
          .isCloseTo(trapezoid(teacher::at, v), within(PROMISED * size));
    }
  }

  static Stream<Teacher> smooth() {
    return Teacher.all().stream().filter(teacher -> teacher.kinks().isEmpty());
  }

  /**
   * Of a function analytic in |Im u| &lt; a the error is about exp(−2π a/h): with poles of tanh at
   * π/(2·20) and h = 1/512 that is e⁻²⁵⁰.
   */
  private static double trapezoid(DoubleUnaryOperator f, double variance) {
    double h = 1.0 / 512;
    double sum = 0;
    for (int i = -12 * 512; i <= 12 * 512; i++) {
      double u = i * h;
      sum += Math.exp(-0.5 * u * u) * f.applyAsDouble(Math.sqrt(variance) * u);
    }
    return sum * h / Math.sqrt(2 * Math.PI);
  }

  @ParameterizedTest
  @CsvSource({"0.5", "1", "3"})
  void theSlopeIsTheMeanOfTheDerivative(double v) {
    // Stein's identity, for GELU: E Φ(z) + E z Φ′(z) = 1/2.
    assertThat(GaussianConstants.of(Teacher.named("gelu"), v).c1()).isCloseTo(0.5, within(1e-14));
    assertThat(GaussianConstants.of(Teacher.named("silu"), v).c1()).isCloseTo(0.5, within(1e-14));
    assertThat(GaussianConstants.of(Teacher.named("softplus"), v).c1())
        .isCloseTo(0.5, within(1e-14));
    assertThat(GaussianConstants.of(Teacher.ERF, v).c1())
        .isCloseTo(Math.sqrt(2 / (Math.PI * (1 + v))), within(1e-14));
  }

  @Test
  void aPieceOfTheLibraryThatIsNewIsATeacher() {
    assertThat(Teacher.all().stream().map(Teacher::name))
        .containsAll(Nonlinearity.byName().keySet())
        .doesNotHaveDuplicates();
  }

  @Test
  void aKinkAwayFromZeroIsIntegratedToo() {
    // E (z − a)₊ = s φ(a/s) − a Φ(−a/s), as of an option's price.
    double a = 0.3;
    double s = 1.7;
    double density = Math.exp(-0.5 * a * a / (s * s)) / Math.sqrt(2 * Math.PI);
    double above = (1 - ErrorFunction.erf(a / s * Math.sqrt(0.5))) / 2;
    for (List<Double> kinks : List.of(List.of(a), List.<Double>of(), List.of(a, 1e3, -0.2))) {
      assertThat(GaussianQuadrature.expectation(z -> Math.max(z - a, 0), kinks, s * s))
          .isCloseTo(s * density - a * above, within(1e-15));
    }
  }

  @Test
  void whatIsZeroIsExactlyZero() {
    assertThat(GaussianConstants.of(Teacher.HE3, 1).c1()).isZero();
    assertThat(GaussianConstants.of(Teacher.named("identity"), 2).cAbove()).isZero();
    assertThat(GaussianConstants.of(Teacher.named("tanh"), 2).mean()).isZero();
  }

  @Test
  void aNearlyLinearFunctionKeepsTheDigitsOfItsRest() {
    // tanh z ≈ z − z³/3: E (z³/3 − v z)² = (15 − 9) v³/9; the next order is −8v of that.
    double v = 1e-6;
    assertThat(GaussianConstants.of(Teacher.named("tanh"), v).cAbove() / (v * v * v * 2 / 3))
        .isCloseTo(1, within(2e-5));
  }

  @Test
  void wrongRequestsAreSentences() {
    assertThatThrownBy(() -> GaussianConstants.of(Teacher.SIN, 0))
        .hasMessage("variance 0.0 of the Gaussian: want a finite number above 0");
    assertThatThrownBy(() -> Teacher.named("gellu"))
        .hasMessageStartingWith("there is no teacher 'gellu'; did you mean gelu?; there are paper");
  }
}
