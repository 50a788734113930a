package dev.layerwise.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.experiments.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SweepCommandTest {
  private static final String TWO_RATES =
      """
      sweep: two-rates
      title: Two learning rates
      task: {name: quadratic, covariance: half}
      steps: 20
      every: 10
      methods:
        - {name: gn, label: "GN⁻¹", lr: [0.1, 0.2]}
      seeds: {evaluation: 0..4}
      """;

  @TempDir Path dir;

  private static Told layerwise(Object... args) {
    return new Told.Teller(Catalogue.all(), false, false).layerwise(args);
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(dir.resolve("mine.yaml"), yaml);
  }

  @Test
  void aSweepLeavesTheResultFilesAndItselfWithEveryDefault() throws IOException {
    Told told = layerwise("sweep", file(TWO_RATES), "--out", dir, "--quiet");
    assertThat(told.status()).as(told.err()).isZero();
    Path folder = dir.resolve("two-rates");
    assertThat(told.out())
        .isEqualTo(
            """
            two-rates: Two learning rates, paper scale, 1 seed
              no claims
              page: %s
            """
                .formatted(folder.resolve("report.html")));
    for (String name : List.of("series.csv", "run.json", "report.html", "figure-1.svg")) {
      assertThat(folder.resolve(name)).isNotEmptyFile();
    }
    // The population has one seed; recorded at 0, 10 and 20.
    assertThat(Files.readAllLines(folder.resolve("series.csv")))
        .hasSize(1 + 2 * 3)
        .element(1)
        .asString()
        .startsWith("loss:all,\"GN⁻¹, lr 0.1\",0,0.0,0.7");
    assertThat(folder.resolve("sweep.yaml")).content().contains("diagonal: gauss-newton");
    assertThat(folder.resolve("run.json")).content().contains("./layerwise sweep ");

    Files.delete(folder.resolve("figure-1.svg"));
    Told report = layerwise("report", folder);
    assertThat(report.status()).as(report.err()).isZero();
    assertThat(folder.resolve("figure-1.svg")).isNotEmptyFile();

    Told again = layerwise("sweep", folder.resolve("sweep.yaml"), "--out", dir.resolve("b"));
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(dir.resolve("b/two-rates/series.csv"))
        .hasSameBinaryContentAs(folder.resolve("series.csv"));
  }

  @Test
  void aPrintedExperimentRunsWithTheSameResult() throws IOException {
    Told printed = layerwise("reproduce", "adamgn-fig2", "--print-sweep", "--seeds", "2");
    assertThat(printed.status()).as(printed.err()).isZero();
    Told swept = layerwise("sweep", file(printed.out()), "--out", dir.resolve("a"), "--quiet");
    Told ran = layerwise("reproduce", "adamgn-fig2", "--seeds", 2, "--out", dir, "--quiet");
    assertThat(swept.status()).as(swept.err()).isEqualTo(ran.status()).isLessThan(2);
    for (String name : List.of("series.csv", "claims.json")) {
      assertThat(dir.resolve("a/adamgn-fig2").resolve(name))
          .hasSameBinaryContentAs(dir.resolve("adamgn-fig2").resolve(name));
    }
    String changed = printed.out().replace("steps: 2000", "steps: 200");
    assertThat(layerwise("sweep", file(changed), "--out", dir).err())
        .isEqualTo(
            "layerwise: "
                + dir.resolve("mine.yaml")
                + ": sweep is 'adamgn-fig2', the name of an experiment from which it differs; give"
                + " it a name of its own\n");
  }

  @Test
  void aPrintedStudyRunsWithTheSameResultAndWithOtherParameters() throws IOException {
    String yaml = layerwise("reproduce", "adamgn-lemmas", "--print-sweep", "--seeds", "1").out();
    Told swept = layerwise("sweep", file(yaml), "--out", dir.resolve("a"), "--quiet");
    Told ran = layerwise("reproduce", "adamgn-lemmas", "--seeds", 1, "--out", dir, "--quiet");
    assertThat(swept.status()).as(swept.err()).isEqualTo(ran.status()).isEqualTo(1);
    assertThat(dir.resolve("a/adamgn-lemmas/series.csv"))
        .hasSameBinaryContentAs(dir.resolve("adamgn-lemmas/series.csv"));
    String mine =
        yaml.replace("sweep: adamgn-lemmas", "sweep: mine").replace("[2, 3, 5, 7, 10]", "4");
    Told other = layerwise("sweep", file(mine), "--out", dir, "--quiet");
    assertThat(other.status()).as(other.err()).isEqualTo(1);
    assertThat(Files.readString(dir.resolve("mine/series.csv"))).contains("lemma1,largest,0,4.0,");
  }

  @Test
  void theExampleRuns() {
    Path example = Path.of("../examples/damping-on-parity.yaml");
    Told told = layerwise("sweep", example, "--out", dir, "--quiet");
    assertThat(told.status()).as(told.err()).isZero();
    assertThat(dir.resolve("damping-on-parity/series.csv"))
        .content()
        .contains("error over alpha:all,Gauss-Newton,1,0.01,")
        .contains("tuned:all,\"Adam, lr\",0,0.0,");
  }

  @Test
  void whatIsWrongIsOneSentenceAndStatusTwo() throws IOException {
    Told told = layerwise("sweep", file(TWO_RATES.replace("steps", "stps")), "--out", dir);
    assertThat(told.status()).isEqualTo(2);
    assertThat(told.err())
        .startsWith("layerwise: " + dir.resolve("mine.yaml") + ", line 4, column 1: ")
        .contains("did you mean steps?")
        .hasLineCount(1);
    assertThat(layerwise("sweep", dir.resolve("none.yaml")).err())
        .startsWith("layerwise: cannot read " + dir.resolve("none.yaml") + ": ");
    assertThat(layerwise("sweep", file(TWO_RATES), "--seeds", "0").err())
        .isEqualTo("layerwise: --seeds is 0; want a number of at least 1\n");
    assertThat(layerwise("reproduce", "concurrence-fig1", "--print-sweep").err())
        .startsWith("layerwise: concurrence-fig1 is no sweep and cannot be printed as one; the");
    assertThat(layerwise("reproduce", "all", "--print-sweep").err())
        .startsWith("layerwise: --print-sweep prints one experiment, and these are ");
  }

  @Test
  void helpTeachesWithACompleteFile() throws IOException {
    String help = layerwise("sweep", "--help").out();
    int first = help.indexOf("  sweep: damping-on-parity");
    String yaml = help.substring(first, help.indexOf("\n\n", first)).stripIndent();
    Path taught = file(yaml.replace("steps: 200", "steps: 4"));
    Told told = layerwise("sweep", taught, "--seeds", "1", "--out", dir, "--quiet");
    assertThat(told.status()).as(told.err()).isZero();
  }
}
