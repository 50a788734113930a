package dev.layerwise.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Curves in the picture. */
class CurvePictureTest {
  @TempDir Path dir;

  @Test
  void aMarkerOnTheAxisIsSeenWhole() throws Exception {
    Axis x = new Axis("x", Spacing.LINEAR);
    Figure figure =
        new Figure(
            "Two points",
            "",
            List.of(new LinePanel("Panel", x, x, List.of(Measured.points("p", "KFAC")))));
    ReportInput s = Synthetic.input();
    Results results = new Results(List.of(point(0), point(1)));
    Report.write(
        dir, new ReportInput(s.info(), results, List.of(figure), List.of(), s.facts(), List.of()));
    BufferedImage png = ImageIO.read(dir.resolve("figure-1.png").toFile());
    int colour = Integer.decode(Palette.of(figure).get("KFAC").light());
    int aboveTheLegend = png.getHeight() * 3 / 4;
    int[] halves = new int[2];
    for (int j = 0; j < aboveTheLegend; j++) {
      for (int i = 0; i < png.getWidth(); i++) {
        halves[2 * i / png.getWidth()] += (png.getRGB(i, j) & 0xffffff) == colour ? 1 : 0;
      }
    }
    assertThat(halves[1]).as("pixels of the marker inside").isGreaterThan(50);
    assertThat(halves[0])
        .as("pixels of the marker on the axis, but for where the pixels' edges fall")
        .isBetween(halves[1] * 9 / 10, halves[1] * 11 / 10);
  }

  /** Level, so that both markers stand at the same height. */
  private static Point point(int x) {
    return new Point("p", "KFAC", 0, x, 1);
  }
}
