package dev.layerwise.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void settingsAreWrittenWithoutRounding() {
    assertThat(Words.value(0.1)).isEqualTo("0.1");
    assertThat(Words.value(1e-4)).isEqualTo("0.0001");
    assertThat(Words.value(1e-8)).isEqualTo("1e-8");
    assertThat(Words.value(2.5e17)).isEqualTo("2.5e17");
    assertThat(Words.value(1024.0)).isEqualTo("1024");
    assertThat(Words.value(0.123456789012345)).isEqualTo("0.123456789012345");
    assertThat(Words.value(0.0)).isEqualTo("0");
    assertThat(Words.value(Double.NaN)).isEqualTo("not a number");
    assertThat(Words.value(List.of(100, 15.5, "k"))).isEqualTo("100, 15.5, k");
    assertThat(Words.value(Map.of("eta", 0.01))).isEqualTo("eta: 0.01");
    assertThat(Words.value(true)).isEqualTo("true");
  }

  @Test
  void runsOfSeedsAreShortened() {
    assertThat(Words.ranges(List.of(0L, 1L, 2L, 3L, 7L, 9L, 10L))).isEqualTo("0–3, 7, 9, 10");
    assertThat(Words.ranges(List.of(5L))).isEqualTo("5");
    assertThat(Words.ranges(List.of())).isEmpty();
  }

  @Test
  void numbersOnAxesHaveFourDigitsAndRaisedExponents() {
    assertThat(Ticks.plain(0)).isEqualTo("0");
    assertThat(Ticks.plain(0.00153)).isEqualTo("0.00153");
    assertThat(Ticks.plain(-0.25)).isEqualTo("−0.25");
    assertThat(Ticks.plain(12345.678)).isEqualTo("12350");
    assertThat(Ticks.plain(2e6)).isEqualTo("2×10⁶");
    assertThat(Ticks.plain(1e-7)).isEqualTo("10⁻⁷");
    assertThat(Ticks.plain(-4.32109e-12)).isEqualTo("−4.321×10⁻¹²");
    assertThat(Ticks.plain(Double.POSITIVE_INFINITY)).isEqualTo("∞");
    assertThat(Ticks.plain(Double.NaN)).isEqualTo("not a number");
  }

  @Test
  void axesOfPicturesUseSignsThatEveryTypefaceHas() {
    assertThat(Ticks.onAxis(2e6)).isEqualTo("2e6");
    assertThat(Ticks.onAxis(-1e-7)).isEqualTo("−1e−7");
    assertThat(Ticks.onAxis(0.25)).isEqualTo("0.25");
  }

  @Test
  void stepsAreRound() {
    assertThat(Ticks.step(1000, 5)).isEqualTo(200);
    assertThat(Ticks.step(7, 5)).isEqualTo(2);
    assertThat(Ticks.step(0.31, 5)).isEqualTo(0.1);
  }

  @Test
  void aFigureNamesTheSeriesThatLostSeeds() {
    Drawing drawing = Drawing.of(1, Synthetic.figure(), Synthetic.results(10));
    assertThat(Words.diverged(drawing))
        .isEqualTo(
            "Seeds that diverged are left out of lines and bands (NGD 1 of 10), which flatters"
                + " them. No seed stayed finite for SGD: the line follows the seeds for as long as"
                + " they last.");
    Drawing one = Drawing.of(1, Synthetic.figure(), Synthetic.results(3));
    assertThat(Words.diverged(one)).startsWith("No seed stayed finite for SGD");
  }
}
