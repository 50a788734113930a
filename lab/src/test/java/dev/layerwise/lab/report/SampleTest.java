package dev.layerwise.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampleTest {
  @Test
  void sumsUpFiniteSeedsAndCountsThem() {
    Sample sample = Sample.of(3, new double[] {4, Double.NaN, 1, 10, Double.POSITIVE_INFINITY});
    assertThat(sample).isEqualTo(new Sample(3, 5, 4, 1, 10, 3));
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMiddle() {
    assertThat(Sample.of(0, new double[] {1, 8, 2, 5}).median()).isEqualTo(3.5);
  }

  @Test
  void noFiniteSeedLeavesNoNumber() {
    Sample sample = Sample.of(7, new double[] {Double.NaN, Double.NEGATIVE_INFINITY});
    assertThat(sample.finite()).isZero();
    assertThat(new double[] {sample.mean(), sample.median(), sample.low(), sample.high()})
        .containsOnly(Double.NaN);
    assertThat(sample.drawable(false, false)).isFalse();
  }

  @Test
  void valuesNearTheLargestDoubleDoNotOverflow() {
    double huge = Double.MAX_VALUE;
    Sample sample = Sample.of(0, new double[] {huge, huge, huge});
    assertThat(sample.mean()).isEqualTo(huge);
    assertThat(Sample.of(0, new double[] {huge, huge}).median()).isEqualTo(huge);
  }

  @Test
  void logarithmicAxesTakePositiveValuesAlone() {
    assertThat(Sample.exact(0, 1).drawable(true, false)).isFalse();
    assertThat(Sample.exact(1, 0).drawable(false, true)).isFalse();
    assertThat(Sample.exact(1, -2).drawable(false, true)).isFalse();
    assertThat(Sample.exact(1, 2).drawable(true, true)).isTrue();
    assertThat(Sample.exact(0, -2).drawable(false, false)).isTrue();
    assertThat(Sample.exact(Double.NaN, 1).drawable(false, false)).isFalse();
  }
}
