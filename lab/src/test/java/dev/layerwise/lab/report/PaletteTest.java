package dev.layerwise.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Reference;
import dev.layerwise.lab.Figure.Spacing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaletteTest {
  @Test
  void aNameLooksTheSameWhateverStandsBesideIt() {
    Style inAll = Palette.of(Synthetic.figure()).get("KFAC");
    Style alone = Palette.of(figure(new Measured("p", "KFAC"))).get("KFAC");
    Style last = Palette.of(figure(measured("x"), measured("SGD"), measured("KFAC"))).get("KFAC");
    assertThat(alone).isEqualTo(inAll).isEqualTo(last);
    assertThat(Palette.of(figure(measured("new"))).get("new"))
        .isEqualTo(Palette.of(figure(measured("KFAC"), measured("new"))).get("new"));
  }

  @Test
  void aLabelledSeriesKeepsTheSeriesLook() {
    Style plain = Palette.of(figure(measured("DFW"))).get("DFW");
    assertThat(Palette.of(figure(new Measured("p", "DFW", "right side alone"))))
        .containsEntry("right side alone", plain);
  }

  @Test
  void noTwoCurvesOfAFigureLookAlike() {
    List<Curve> curves = new ArrayList<>();
    Synthetic.SERIES.forEach(name -> curves.add(measured(name)));
    for (int i = 0; i < 60; i++) {
      curves.add(measured("n=" + i));
    }
    curves.add(new Measured("p", "KFAC", "KFAC, large batch"));
    curves.add(new Reference("bound", List.of(), List.of()));
    curves.add(new Reference("rate", List.of(), List.of()));
    Map<String, Style> styles = Palette.of(figure(curves.toArray(Curve[]::new)));
    assertThat(styles).hasSize(curves.size());
    assertThat(styles.values()).doesNotHaveDuplicates();
  }

  @Test
  void everyColourIsSeenOnItsBackground() {
    List<Curve> curves = new ArrayList<>();
    Synthetic.SERIES.forEach(name -> curves.add(measured(name)));
    for (int i = 0; i < 40; i++) {
      curves.add(measured("other " + i));
    }
    for (Style style : Palette.of(figure(curves.toArray(Curve[]::new))).values()) {
      // WCAG 2.2, success criterion 1.4.11: at least 3 to 1 for graphics.
      assertThat(contrast(style.light(), "#ffffff")).as(style.light()).isGreaterThan(3);
      assertThat(contrast(style.dark(), "#151a23")).as(style.dark()).isGreaterThan(3);
    }
  }

  private static double contrast(String one, String other) {
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return Math.max(a, b) / Math.min(a, b);
  }

  private static double luminance(String colour) {
    int rgb = Integer.decode(colour);
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  private static double linear(int channel) {
    double c = (channel & 0xff) / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static Measured measured(String name) {
    return new Measured("p", name);
  }

  private static Figure figure(Curve... curves) {
    Axis axis = new Axis("x", Spacing.LINEAR);
    return new Figure("", "", List.of(new LinePanel("", axis, axis, List.of(curves))));
  }
}
