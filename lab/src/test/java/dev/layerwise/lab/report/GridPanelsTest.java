package dev.layerwise.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.BarPanel;
import dev.layerwise.lab.Figure.HeatMapPanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Row;
import dev.layerwise.lab.Figure.Shading;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Heat maps and stacked bars, in the picture and on the page. */
class GridPanelsTest {
  private static final List<String> ROWS = List.of("0.001", "0.01", "0.1");
  private static final double[] COLUMNS = {1e-3, 1e-2, 1e-1, 1};

  @TempDir Path dir;

  static Figure figure() {
    List<Row> rows =
        ROWS.stream().map(damping -> new Row(damping, "accuracy", "damping " + damping)).toList();
    return new Figure(
        "Grid",
        "Accuracy over two settings, and where the time goes.",
        List.of(
            new HeatMapPanel("KFAC", "learning rate", "damping", "accuracy, %", rows),
            new BarPanel(
                "Time per step",
                "milliseconds",
                List.of("SGD", "KFAC"),
                List.of(
                    new Measured("time", "forward/backward"), new Measured("time", "update")))));
  }

  static Results results() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < ROWS.size(); i++) {
      for (int j = 0; j < COLUMNS.length; j++) {
        double y = i == 0 && j == 3 ? Double.NaN : 60 + 5 * i + 2 * j;
        points.add(new Point("accuracy", "damping " + ROWS.get(i), 0, COLUMNS[j], y - 1));
        points.add(new Point("accuracy", "damping " + ROWS.get(i), 1, COLUMNS[j], y + 1));
      }
    }
    double[][] times = {{4, 5}, {1, 6}};
    for (int i = 0; i < 2; i++) {
      points.add(new Point("time", "forward/backward", 0, i, times[0][i]));
      points.add(new Point("time", "update", 0, i, times[1][i]));
    }
    return new Results(points);
  }

  private static ReportInput input() {
    ReportInput s = Synthetic.input();
    return new ReportInput(s.info(), results(), List.of(figure()), List.of(), s.facts(), List.of());
  }

  @Test
  void cellsAreMeansOverSeedsAndMissingOnesStayMissing() {
    HeatMap heat = (HeatMap) Drawing.of(1, figure(), results()).panels().getFirst();
    assertThat(heat.columns()).containsExactly(1e-3, 1e-2, 1e-1, 1.0);
    assertThat(heat.cells().get(2)).containsExactly(70.0, 72.0, 74.0, 76.0);
    assertThat(heat.cells().getFirst().getLast()).isNaN();
    assertThat(heat.low()).isEqualTo(60);
    assertThat(heat.high()).isEqualTo(76);
  }

  @Test
  void thePictureShowsEveryNumberAndEveryPart() throws Exception {
    assertThat(Report.write(dir, input())).isEmpty();
    String svg = Files.readString(dir.resolve("figure-1.svg"));
    assertThat(svg).contains(">60<", ">76<", ">–<", ">learning rate<", ">damping<", ">KFAC<");
    assertThat(svg).contains(">milliseconds<", ">forward/backward<", ">update<");
    BufferedImage png = ImageIO.read(dir.resolve("figure-1.png").toFile());
    int greatest = Integer.decode(HeatColours.STOPS.getLast());
    int found = 0;
    for (int y = 0; y < png.getHeight(); y++) {
      for (int x = 0; x < png.getWidth(); x++) {
        found += (png.getRGB(x, y) & 0xffffff) == greatest ? 1 : 0;
      }
    }
    assertThat(found).as("pixels of the greatest value's cell").isGreaterThan(1000);
  }

  @Test
  void thePageHoldsTheNumbersAndNoAxisButtons() throws Exception {
    Report.write(dir, input());
    String page = Files.readString(dir.resolve("report.html"));
    String open = "<script type=\"application/json\" id=\"data\">";
    int from = page.indexOf(open) + open.length();
    JsonNode data =
        JsonMapper.shared().readTree(page.substring(from, page.indexOf("</script>", from)));
    JsonNode panels = data.path("figures").path(0).path("panels");
    assertThat(panels.path(0).path("kind").asString()).isEqualTo("heat");
    assertThat(panels.path(0).path("cells").path(0).path(3).isNull()).isTrue();
    assertThat(panels.path(0).path("cells").path(2).path(3).asDouble()).isEqualTo(76);
    assertThat(panels.path(1).path("kind").asString()).isEqualTo("bars");
    assertThat(panels.path(1).path("lengths").path(1).path(1).asDouble()).isEqualTo(6);
    assertThat(page).doesNotContain("data-axis=\"x\"").contains("accuracy, % over learning rate");
  }

  @Test
  void inkIsDarkOnLightColoursAndWhiteOnDarkOnes() {
    assertThat(HeatColours.inkOn(HeatColours.at(1))).isEqualTo(PanelPlot.INK);
    assertThat(HeatColours.inkOn(HeatColours.at(0))).isEqualTo(java.awt.Color.WHITE);
    assertThat(HeatColours.at(0.5)).isEqualTo(java.awt.Color.decode("#21918c"));
  }

  private static HeatMap behind(double... logs) {
    List<Point> points = new ArrayList<>();
    for (int j = 0; j < logs.length; j++) {
      points.add(new Point("score", "task", 0, j, logs[j]));
    }
    HeatMapPanel panel =
        new HeatMapPanel(
            "Quadrant",
            "method",
            "task",
            "times the best",
            List.of(new Row("task", "score", "task")),
            List.of("Adam", "GN⁻¹", "GN⁻½", "SGD"),
            new Shading.BehindBest(3));
    return HeatMap.of(panel, new Results(points));
  }

  @Test
  void aRowComparedWithItsBestSaysFactorsAndItsColoursEnd() {
    HeatMap heat = behind(-4, -4 + Math.log10(1586), 9, Double.NaN);
    assertThat(heat.texts()).containsExactly(List.of("best", "×1600", "×10¹³", "–"));
    assertThat(heat.column(1)).isEqualTo("GN⁻¹");
    assertThat(heat.shade(0, 0)).isEqualTo(1);
    assertThat(heat.shade(0, 1)).isZero();
    assertThat(heat.shade(0, 2)).isZero();
    assertThat(heat.shade(0, 3)).isNaN();
    assertThat(behind(0, 1.5, Math.log10(1.36), 0.001).texts().getFirst())
        .containsExactly("best", "×32", "×1.4", "×1");
    assertThat(behind(0, 1.5).shade(0, 1)).isEqualTo(0.5);
  }

  @Test
  void aRowComparedWithItsBestIsReadAloudCellByCell() {
    assertThat(Words.description(behind(0, 1, 2)))
        .isEqualTo(
            "times the best over method and task. task: Adam best, GN⁻¹ ×10, GN⁻½ ×100, SGD –.");
  }

  @Test
  void fourHeatMapsStandTwoByTwo() {
    Figure.Panel map = figure().panels().getFirst();
    Figure four = new Figure("Four", "", List.of(map, map, map, map));
    Figure mixed = new Figure("Four", "", List.of(map, map, map, figure().panels().getLast()));
    assertThat(Drawing.of(1, four, results()).columns()).isEqualTo(2);
    assertThat(Drawing.of(1, mixed, results()).columns()).isEqualTo(4);
  }

  @Test
  void coloursThatEndNowhereAreRefused() {
    assertThatThrownBy(() -> new Shading.BehindBest(0))
        .hasMessage("colours that end after 0.0 decades; want more than 0");
  }
}
