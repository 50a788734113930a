package dev.layerwise.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.experiments.Bounded.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BoundedTest {
  private static final Bounded SIX = Bounded.exactly(6);
  private static final Bounded TWO = Bounded.exactly(2);

  @Test
  void aQuotientKnowsOnWhichSideItLies() {
    assertThat(SIX.over(TWO)).isEqualTo(Bounded.exactly(3));
    assertThat(Bounded.atLeast(6).over(TWO)).isEqualTo(Bounded.atLeast(3));
    assertThat(SIX.over(Bounded.atLeast(2))).isEqualTo(new Bounded(3, Side.AT_MOST));
    assertThat(Bounded.atLeast(6).over(Bounded.atLeast(2)).side()).isEqualTo(Side.UNKNOWN);
    assertThat(SIX.over(Bounded.NOTHING).side()).isEqualTo(Side.UNKNOWN);
    Bounded below = SIX.over(Bounded.atLeast(2));
    assertThat(below.over(Bounded.atLeast(1))).isEqualTo(new Bounded(3, Side.AT_MOST));
  }

  @Test
  void theLeastOfBoundsIsTheLeastBound() {
    assertThat(Bounded.least(List.of(SIX, Bounded.atLeast(9)))).isEqualTo(SIX);
    assertThat(Bounded.least(List.of(SIX, Bounded.atLeast(2)))).isEqualTo(Bounded.atLeast(2));
    assertThat(Bounded.least(List.of(SIX, Bounded.NOTHING))).isEqualTo(Bounded.NOTHING);
  }

  @Test
  void onlyWhatIsCertainIsSaid() {
    Bounded atLeast = Bounded.atLeast(6);
    Bounded atMost = new Bounded(6, Side.AT_MOST);
    assertThat(atLeast.surelyAbove(5)).isTrue();
    assertThat(atLeast.surelyAtLeast(6)).isTrue();
    assertThat(atLeast.surelyAtMost(7)).isFalse();
    assertThat(atLeast.surelyBelow(7)).isFalse();
    assertThat(atMost.surelyAtMost(6)).isTrue();
    assertThat(atMost.surelyBelow(7)).isTrue();
    assertThat(atMost.surelyAbove(5)).isFalse();
    assertThat(atMost.surelyAtLeast(5)).isFalse();
    assertThat(SIX.surelyAtMost(6)).isTrue();
    assertThat(SIX.surelyAbove(6)).isFalse();
    assertThat(Bounded.exactly(Double.NaN).side()).isEqualTo(Side.UNKNOWN);
  }

  @Test
  void aBoundIsWrittenAsOne() {
    assertThat(SIX).hasToString("6.00");
    assertThat(Bounded.atLeast(2000)).hasToString("≥ 2000");
    assertThat(Bounded.NOTHING).hasToString("unknown");
  }
}
