package dev.layerwise.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Judgement.Verdict;
import org.junit.jupiter.api.Test;

final class JudgementTest {
  @Test
  void nearHoldsUpToItsToleranceOnBothSides() {
    assertThat(Judgement.near(-0.55, -0.5, 0.06, "e", "r").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(Judgement.near(-0.45, -0.5, 0.06, "e", "r").verdict()).isEqualTo(Verdict.HOLDS);
    Judgement far = Judgement.near(-0.57, -0.5, 0.06, "e", "r");
    assertThat(far.verdict()).isEqualTo(Verdict.FAILS);
    assertThat(far.measured() + " " + far.relation() + " " + far.bound())
        .isEqualTo("-0.57 within 0.060 of -0.5");
    assertThat(far.reading()).isEqualTo("r");
  }

  @Test
  void nearIsUndecidedWithoutANumber() {
    assertThat(Judgement.near(Double.NaN, 1, 0.1, "e", "r").verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(Judgement.near(1, 1, Double.NaN, "e", "r").verdict()).isEqualTo(Verdict.UNDECIDED);
  }
}
