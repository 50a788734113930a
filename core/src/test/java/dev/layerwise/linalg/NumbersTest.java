package dev.layerwise.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void numbersAreShortAndTheirMinusIsOne() {
    assertThat(Numbers.brief(-3.14e-9)).isEqualTo("−3.1e−9");
    assertThat(Numbers.brief(-1.25)).isEqualTo("−1.3");
    assertThat(Numbers.brief(123456)).isEqualTo("1.2e5");
    assertThat(Numbers.brief(1e-300)).isEqualTo("1.0e−300");
    assertThat(Numbers.brief(-0.0)).isEqualTo("0");
    assertThat(Numbers.brief(Double.NaN)).isEqualTo("NaN");
    assertThat(Numbers.brief(Double.NEGATIVE_INFINITY)).isEqualTo("−∞");
  }
}
