package dev.layerwise.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.AttributedString;
import java.text.CharacterIterator;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogTick;
import org.jfree.chart.ui.RectangleEdge;
import org.junit.jupiter.api.Test;

class PowerAxisTest {
  @Test
  void aLongAxisHasPowersOfTen() {
    assertThat(labels(0.05, 2e4)).containsExactly("10−1", "100", "101", "102", "103", "104");
    assertThat(labels(1e-30, 1))
        .containsExactly("10−30", "10−25", "10−20", "10−15", "10−10", "10−5", "100");
  }

  @Test
  void aShortAxisHasOneTwoFive() {
    assertThat(labels(0.8, 40)).containsExactly("1", "2", "5", "10", "20");
  }

  @Test
  void aVeryShortAxisHasEqualSteps() {
    assertThat(labels(160, 230)).containsExactly("160", "180", "200", "220");
  }

  @Test
  void anEndThatIsAPowerOfTenKeepsItsTick() {
    assertThat(labels(1e-6, 1)).startsWith("10−6").endsWith("100");
    assertThat(labels(1e-3, 1e3)).hasSize(7);
  }

  @Test
  void theSmallestAndTheLargestNumbersHaveAnAxis() {
    assertThat(labels(Double.MIN_NORMAL, Double.MAX_VALUE / 4)).hasSizeBetween(5, 9);
  }

  private static List<String> labels(double low, double high) {
    return new PowerAxis(low, high)
        .refreshTicks(null, new AxisState(), null, RectangleEdge.LEFT).stream()
            .map(LogTick::getAttributedLabel)
            .map(PowerAxisTest::text)
            .toList();
  }

  private static String text(AttributedString label) {
    StringBuilder text = new StringBuilder();
    CharacterIterator signs = label.getIterator();
    for (char c = signs.first(); c != CharacterIterator.DONE; c = signs.next()) {
      text.append(c);
    }
    return text.toString();
  }
}
