package dev.layerwise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

final class ErrorFunctionTest {
  /** Erf is at most 1: two roundings of the sum, one of the tabulated value, and the last term. */
  private static final double ROUNDING = 4e-16;

  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal ROOT_PI =
      new BigDecimal("1.772453850905516027298167483341145182797549456122387128213807790");

  /** The alternating series in 60 digits; its largest term at 6 is e³⁶ = 4e15. */
  private static double exact(double at) {
    BigDecimal x = new BigDecimal(at);
    BigDecimal power = x.round(DIGITS);
    BigDecimal sum = x.round(DIGITS);
    BigDecimal square = x.multiply(x, DIGITS);
    for (int k = 1; k < 200; k++) {
      power = power.multiply(square, DIGITS).divide(BigDecimal.valueOf(-k), DIGITS);
      sum = sum.add(power.divide(BigDecimal.valueOf(2L * k + 1), DIGITS), DIGITS);
    }
    return sum.multiply(BigDecimal.TWO).divide(ROOT_PI, DIGITS).doubleValue();
  }

  @Test
  void agreesWithSixtyDigits() {
    for (int i = -51; i <= 51; i++) {
      double x = i * 0.1198;
      assertThat(ErrorFunction.erf(x)).as("erf %s", x).isCloseTo(exact(x), within(ROUNDING));
    }
  }

  @Test
  void keepsItsDigitsNearZero() {
    for (double x = 1e-300; x < 0.06; x *= 10) {
      assertThat(ErrorFunction.erf(x)).isCloseTo(exact(x), within(4 * Math.ulp(exact(x))));
    }
  }

  @Test
  void endsAtOneAndPassesNotANumberOn() {
    assertThat(ErrorFunction.erf(6)).isEqualTo(1);
    assertThat(ErrorFunction.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(ErrorFunction.erf(Double.NaN)).isNaN();
  }
}
