package dev.layerwise.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.run.StorageException;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
  private static final String NASTY = "<b>&\"'</script><script>alert(1)</script>";

  @TempDir static Path full;
  @TempDir Path dir;

  @BeforeAll
  static void write() {
    assertThat(Report.write(full, Synthetic.input())).isEmpty();
  }

  @Test
  void leavesThePageAndBothPicturesAndNothingElse() throws Exception {
    try (var files = Files.list(full)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("figure-1.svg", "figure-1.png", "report.html");
    }
  }

  @Test
  void sameInputSameBytes() throws Exception {
    Report.write(dir, Synthetic.input());
    for (String name : List.of("figure-1.svg", "figure-1.png", "report.html")) {
      assertThat(dir.resolve(name)).as(name).hasSameBinaryContentAs(full.resolve(name));
    }
  }

  @Test
  void theSvgIsWellFormedAndHasALineForEveryCurve() throws Exception {
    Element root = parsed(full.resolve("figure-1.svg"));
    assertThat(root.getTagName()).isEqualTo("svg");
    assertThat(root.getAttribute("viewBox")).matches("0 0 \\d+ \\d+");
    String svg = Files.readString(full.resolve("figure-1.svg"));
    Set<String> strokes = new TreeSet<>();
    Matcher stroke = Pattern.compile("stroke:rgb\\((\\d+),(\\d+),(\\d+)\\)").matcher(svg);
    while (stroke.find()) {
      strokes.add(
          "#%02x%02x%02x"
              .formatted(
                  Integer.valueOf(stroke.group(1)),
                  Integer.valueOf(stroke.group(2)),
                  Integer.valueOf(stroke.group(3))));
    }
    List<String> expected =
        Palette.of(Synthetic.figure()).values().stream().map(Style::light).toList();
    assertThat(expected).hasSize(13);
    assertThat(strokes).containsAll(expected);
    Synthetic.SERIES.forEach(name -> assertThat(svg).contains(">" + name + "<"));
    assertThat(svg).contains(">Training loss<", ">iteration<", ">noise floor<");
  }

  @Test
  void thePngHasTwiceTheSizeOfTheSvg() throws Exception {
    Element svg = parsed(full.resolve("figure-1.svg"));
    BufferedImage png = ImageIO.read(full.resolve("figure-1.png").toFile());
    assertThat(png.getWidth()).isEqualTo(2 * Integer.parseInt(svg.getAttribute("width")));
    assertThat(png.getHeight()).isEqualTo(2 * Integer.parseInt(svg.getAttribute("height")));
    int kfac = Integer.decode(Palette.of(Synthetic.figure()).get("KFAC").light());
    int white = 0;
    int red = 0;
    for (int y = 0; y < png.getHeight(); y++) {
      for (int x = 0; x < png.getWidth(); x++) {
        int rgb = png.getRGB(x, y) & 0xffffff;
        white += rgb == 0xffffff ? 1 : 0;
        red += rgb == kfac ? 1 : 0;
      }
    }
    assertThat(white).isGreaterThan(png.getWidth() * png.getHeight() / 2);
    assertThat(red).as("pixels of the KFAC line").isGreaterThan(3000);
  }

  @Test
  void thePageRefersToNothingOutsideItself() throws Exception {
    String page = Files.readString(full.resolve("report.html"));
    String markup = withoutScripts(page);
    assertThat(markup)
        .doesNotContainPattern("(src|srcset|action|poster|data)\\s*=\\s*[\"']?\\s*http");
    assertThat(markup).doesNotContainPattern("<(link|img|iframe|object|embed)[^>]+http");
    assertThat(markup).doesNotContain("@import").doesNotContainPattern("url\\(");
    assertThat(page).contains("default-src 'none'"); // the browser refuses what is left
  }

  @Test
  void theDataBlockHoldsEveryCurve() throws Exception {
    JsonNode data = data(full);
    JsonNode panels = data.path("figures").path(0).path("panels");
    assertThat(panels.size()).isEqualTo(3);
    JsonNode kfac = panels.path(1).path("traces").path(0);
    assertThat(kfac.path("label").asString()).isEqualTo("KFAC");
    assertThat(kfac.path("samples").size()).isEqualTo(101);
    assertThat(kfac.path("seeds").asInt()).isEqualTo(10);
    assertThat(kfac.path("steady").asBoolean()).isTrue();
    assertThat(panels.path(0).path("traces").path(3).path("steady").asBoolean()).isFalse(); // SGD
  }

  @Test
  void thePageTellsHowToRunItAgainAndOnWhat() throws Exception {
    assertThat(withoutScripts(Files.readString(full.resolve("report.html"))))
        .contains("./layerwise reproduce concurrence-fig1 --scale paper --seeds 10 --out results")
        .containsPattern("<b>2</b> holds</a>[^$]*<b>1</b> fails</a>[^$]*<b>1</b> undecided</a>")
        .contains("54f831a", "seeds 0–9", "Eclipse Temurin 25.0.1+8", "AMD EPYC 9B45")
        .contains("SkylakeX (AVX-512 found, and it measured faster)", "1024")
        .contains("<b>SGD</b> diverged between iterations 360 and 399")
        .contains("<b>NGD</b> could not go on (numerical failure) at iteration 430")
        .contains("<small>diverged</small>", "1/10 diverged");
  }

  @Test
  void textIsEscapedEverywhere() throws Exception {
    LinePanel panel =
        new LinePanel(
            NASTY,
            new Axis(NASTY, Spacing.LINEAR),
            new Axis(NASTY, Spacing.LINEAR),
            List.of(new Measured("p", NASTY)));
    ReportInput input =
        new ReportInput(
            new ExperimentInfo("id", NASTY, NASTY, NASTY, NASTY, 1, 1),
            new Results(List.of(new Point("p", NASTY, 1, 0, 1), new Point("p", NASTY, 1, 1, 2))),
            List.of(new Figure(NASTY, NASTY, List.of(panel))),
            List.of(
                new JudgedClaim(
                    new Claim("c", NASTY, NASTY, results -> Judgement.undecided(NASTY)),
                    Judgement.undecided(NASTY))),
            Synthetic.facts(1),
            List.of());
    Report.write(dir, input);
    String page = Files.readString(dir.resolve("report.html"));
    assertThat(page).doesNotContain("<script>alert").doesNotContain("<b>&\"");
    assertThat(data(dir).path("figures").path(0).path("styles").has(NASTY)).isTrue();
    parsed(dir.resolve("figure-1.svg"));
  }

  @Test
  void aFigureWithoutDataSaysSo() throws Exception {
    Report.write(dir, input(new Results(List.of()), Spacing.LOG, "KFAC", "DFW"));
    parsed(dir.resolve("figure-1.svg"));
    assertThat(Files.readString(dir.resolve("figure-1.svg"))).contains(">no data<");
    assertThat(Files.readString(dir.resolve("report.html"))).contains("No data.");
  }

  @Test
  void valuesThatCannotBeDrawnAreLeftOut() throws Exception {
    List<Point> points = new ArrayList<>();
    double[] values = {
      -1, 0, 1, Double.NaN, 1e-300, Double.POSITIVE_INFINITY, Double.MAX_VALUE, 3, Double.MIN_VALUE
    };
    for (int i = 0; i < values.length; i++) {
      points.add(new Point("p", "a", 1, i - 2, values[i]));
      points.add(new Point("p", "a", 2, i - 2, values[values.length - 1 - i]));
      points.add(new Point("p", "constant", 1, i, 5));
    }
    for (Spacing spacing : Spacing.values()) {
      Report.write(dir, input(new Results(points), spacing, "a", "constant"));
      parsed(dir.resolve("figure-1.svg"));
      assertThat(Files.readString(dir.resolve("figure-1.svg")))
          .doesNotContainPattern("NaN|Infinity");
      data(dir);
    }
  }

  @Test
  void tenThousandPointsAndLongNamesFit() throws Exception {
    String name = "an optimizer with a very long name ".repeat(9).strip();
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      points.add(new Point("p", name, 1, i, 1 + Math.sin(i / 700.0)));
      points.add(new Point("p", "short", 1, i, 2.0 + i));
    }
    Report.write(dir, input(new Results(points), Spacing.LOG, name, "short"));
    assertThat(Files.size(dir.resolve("figure-1.svg"))).isLessThan(400_000);
    assertThat(data(dir).at("/figures/0/panels/0/traces/0/samples").size()).isBetween(1000, 2000);
    assertThat(Files.readString(dir.resolve("figure-1.svg")))
        .contains("an optimizer")
        .contains("…");
    assertThat(Files.readString(dir.resolve("report.html"))).contains(name);
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() {
    Path missing = dir.resolve("missing");
    assertThatThrownBy(() -> Report.write(missing, Synthetic.input()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("cannot write " + missing);
  }

  @Test
  void theIndexShowsEveryExperimentWithItsVerdicts() throws Exception {
    Files.createDirectory(dir.resolve("concurrence-fig1"));
    Files.writeString(dir.resolve("concurrence-fig1").resolve("figure-1.svg"), "<svg/>");
    ExperimentInfo other = new ExperimentInfo("other", "Paper", "§2", "A & B", "Shows.", 1, 1);
    Index.write(
        dir,
        List.of(
            new Index.Entry(Synthetic.info(), Scale.PAPER, Synthetic.claims()),
            new Index.Entry(other, Scale.QUICK, List.of())));
    String page = Files.readString(dir.resolve("index.html"));
    assertThat(page)
        .contains("2 experiments", "A &amp; B", "quick scale")
        .contains("href=\"concurrence-fig1/report.html\"", "href=\"other/report.html\"")
        .contains("src=\"concurrence-fig1/figure-1.svg\"")
        .contains("concurrence-fig1/report.html#claim-others-stall")
        .doesNotContain("src=\"other/figure-1.svg\"");
  }

  private static ReportInput input(Results results, Spacing spacing, String... series) {
    List<Figure.Curve> curves = new ArrayList<>();
    for (String name : series) {
      curves.add(new Measured("p", name));
    }
    LinePanel panel =
        new LinePanel("Panel", new Axis("x", spacing), new Axis("y", spacing), curves);
    return new ReportInput(
        Synthetic.info(),
        results,
        List.of(new Figure("Figure", "", List.of(panel))),
        List.of(),
        Synthetic.facts(1),
        List.of());
  }

  private static String withoutScripts(String page) {
    return page.replaceAll("(?s)<script.*?</script>", "");
  }

  private static JsonNode data(Path dir) throws Exception {
    Matcher block =
        Pattern.compile("(?s)<script type=\"application/json\" id=\"data\">(.*?)</script>")
            .matcher(Files.readString(dir.resolve("report.html")));
    assertThat(block.find()).isTrue();
    return JsonMapper.shared().readTree(block.group(1));
  }

  private static Element parsed(Path xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(xml.toFile()).getDocumentElement();
  }
}
