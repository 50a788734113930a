package dev.layerwise.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.layerwise.lab.run.FakeExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One sentence and a status for everything that a user can get wrong. */
class CommandLineErrorsTest {
  private static final FakeExperiment DECAY = FakeExperiment.named("paper-fig7");
  private static final FakeExperiment LATER = FakeExperiment.named("paper-prop35");

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          reproduce paper-fgi7 | unknown experiment 'paper-fgi7'; did you mean paper-fig7? (layerwise list shows all 2)
          reproduce paper-prop53 | unknown experiment 'paper-prop53'; did you mean paper-prop35? (layerwise list shows all 2)
          reproduce paper | unknown experiment 'paper'; did you mean paper-fig7 or paper-prop35? (layerwise list shows all 2)
          reproduce fig7 | unknown experiment 'fig7'; did you mean paper-fig7? (layerwise list shows all 2)
          reproduce zebra | unknown experiment 'zebra' (layerwise list shows all 2)
          reproduce | missing required parameter: 'ID'; see layerwise reproduce --help
          reproduce paper-fig7 --sede 3 | unknown option '--sede'; did you mean --seeds?; see layerwise reproduce --help
          reproduce paper-fig7 --seed=3 | unknown option '--seed'; did you mean --seeds?; see layerwise reproduce --help
          reproduce paper-fig7 --scale big | invalid value for option '--scale': 'big' is not a scale (quick or paper); see layerwise reproduce --help
          reproduce paper-fig7 --seeds 0 | --seeds is 0; want a number of at least 1
          reproduce paper-fig7 --seeds many | invalid value for option '--seeds': 'many' is not an int; see layerwise reproduce --help
          reproduce paper-fig7 --workers -1 | --workers is -1; want a number of at least 1
          reproduce paper-fig7 --out | missing required parameter for option '--out' (DIR); see layerwise reproduce --help
          reproduce paper-fig7 --engine spark | --engine spark is not part of this version; leave it out to run on this machine's cores
          reproduce paper-fig7 --master local | --master is not part of this version; leave it out
          reproduce paper-fig7 --data here | --data here: none of these experiments needs data; leave it out
          reproduce paper-fig7 --print-sweep | paper-fig7 is no sweep and cannot be printed as one; the sweeps are none
          repoduce paper-fig7 | unknown command 'repoduce'; did you mean reproduce?; see layerwise --help
          list paper-fig7 | 'paper-fig7' is one argument too many; see layerwise list --help
          list --jsn | unknown option '--jsn'; did you mean --json?; see layerwise list --help
          report no-such-folder | no-such-folder is not a folder; layerwise reproduce makes one
          """)
  void aWrongCommandLineIsOneSentenceAndStatusTwo(String line, String sentence) {
    Told told = layerwise((Object[]) line.split(" ", -1));
    assertThat(told.err()).isEqualTo("layerwise: " + sentence + "\n");
    assertThat(told.out()).isEmpty();
    assertThat(told.status()).isEqualTo(2);
  }

  @Test
  void anUnknownIdAmongOthersStartsNothing() {
    Told told = layerwise("reproduce", "paper-fig7", "zebra", "--out", dir);
    assertThat(told.status()).isEqualTo(2);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void aFileInTheWayOfTheResultsIsNamed() throws IOException {
    Path file = Files.writeString(dir.resolve("results"), "precious");
    Told told = layerwise("reproduce", "paper-fig7", "--out", file);
    assertThat(told.err())
        .isEqualTo(
            "layerwise: cannot write results to "
                + file.resolve("paper-fig7")
                + ": not a directory; choose another folder with --out\n");
    assertThat(told.status()).isEqualTo(2);
    assertThat(file).hasContent("precious");
  }

  @Test
  void aCorruptedLineOfStoredRunsIsRefusedAndNothingIsOverwritten() throws IOException {
    layerwise("reproduce", "paper-fig7", "--out", dir, "--quiet");
    Path runs = dir.resolve("paper-fig7/runs.jsonl");
    List<String> lines = Files.readAllLines(runs);
    lines.set(3, lines.get(3).substring(0, 300));
    Files.write(runs, lines);
    byte[] before = Files.readAllBytes(runs);
    Told told = layerwise("reproduce", "paper-fig7", "--out", dir, "--resume");
    assertThat(told.status()).isEqualTo(2);
    assertThat(told.err())
        .startsWith("layerwise: " + runs + ", line 4, is corrupted: not JSON (")
        .endsWith("); remove that line, or run without --resume to start over\n")
        .hasLineCount(1);
    assertThat(runs).hasBinaryContent(before);

    lines.remove(3);
    Files.write(runs, lines);
    Told mended = layerwise("reproduce", "paper-fig7", "--out", dir, "--resume");
    assertThat(mended.status()).isZero();
    assertThat(mended.err()).hasLineCount(1).startsWith("[6/6] ");
  }

  @Test
  void runsOfOtherSettingsAreNeverReused() {
    layerwise("reproduce", "paper-fig7", "--out", dir, "--quiet");
    Told told =
        new Told.Teller(DECAY.withEta(0.5))
            .layerwise("reproduce", "paper-fig7", "--out", dir, "--resume");
    assertThat(told.status()).isEqualTo(2);
    assertThat(told.err())
        .isEqualTo(
            "layerwise: cannot resume from "
                + dir.resolve("paper-fig7/runs.jsonl")
                + ", line 1: setting 'eta' was 0.1 and is 0.5;"
                + " run without --resume to start over, or choose another --out\n");
    Told scale = layerwise("reproduce", "paper-fig7", "--out", dir, "--resume", "--scale", "paper");
    assertThat(scale.err()).contains("line 1: scale was quick and is paper;");
  }

  @Test
  void moreSeedsGoOnFromFewer() throws IOException {
    layerwise("reproduce", "paper-fig7", "--out", dir, "--seeds", "2", "--quiet");
    Told more = layerwise("reproduce", "paper-fig7", "--out", dir, "--seeds", "3", "--resume");
    assertThat(more.err()).hasLineCount(2);
    layerwise("reproduce", "paper-fig7", "--out", dir.resolve("whole"), "--seeds", "3");
    assertThat(dir.resolve("paper-fig7/series.csv"))
        .hasSameBinaryContentAs(dir.resolve("whole/paper-fig7/series.csv"));
    layerwise("reproduce", "paper-fig7", "--out", dir, "--seeds", "1", "--resume");
    assertThat(Files.readAllLines(dir.resolve("paper-fig7/series.csv"))).hasSize(1 + 2 * 6);
  }

  @Test
  void anEarlierResultStaysUntilTheNewOneIsWhole() throws IOException {
    layerwise("reproduce", "paper-fig7", "--out", dir, "--quiet");
    byte[] series = Files.readAllBytes(dir.resolve("paper-fig7/series.csv"));
    FakeExperiment looking =
        DECAY
            .withEta(0.5)
            .with(_ -> assertThat(dir.resolve("paper-fig7/series.csv")).hasBinaryContent(series));
    Told told = new Told.Teller(looking).layerwise("reproduce", "paper-fig7", "--out", dir);
    assertThat(told.status()).as(told.err()).isZero();
    assertThat(Files.readAllBytes(dir.resolve("paper-fig7/series.csv"))).isNotEqualTo(series);
  }

  @Test
  void reportSaysWhatIsWrongWithAFile() throws IOException {
    layerwise("reproduce", "paper-fig7", "--out", dir, "--quiet");
    Path folder = dir.resolve("paper-fig7");
    Path series = folder.resolve("series.csv");
    String csv = Files.readString(series);
    Files.writeString(series, csv.replaceFirst("10\\.0,0\\.3", "10.0,x0.3"));
    assertThat(layerwise("report", folder))
        .isEqualTo(
            new Told(
                2,
                "",
                "layerwise: "
                    + series
                    + " cannot be read: line 4 holds something else where a number must be:"
                    + " [loss, Slow, high, 0, 10.0, x0.3486784401000001];"
                    + " run the experiment again\n"));
    Files.writeString(series, csv.replaceFirst(",10\\.0,", ","));
    assertThat(layerwise("report", folder).err()).contains("line 4 has 4 fields, not 5;");
    Files.writeString(series, "panel;series\n");
    assertThat(layerwise("report", folder).err())
        .contains("line 1 is not the header panel,series,seed,x,y;");
    Files.delete(series);
    assertThat(layerwise("report", folder).err())
        .isEqualTo("layerwise: cannot read " + series + ": no such file or folder\n");

    Path run = folder.resolve("run.json");
    String json = Files.readString(run);
    Files.writeString(run, json.replace("paper-fig7", "paper-fig9"));
    Files.writeString(series, csv);
    assertThat(layerwise("report", folder).err())
        .contains("unknown experiment 'paper-fig9'; did you mean paper-fig7?");
    Files.writeString(run, json.replace("\"seeds\"", "\"sedes\""));
    assertThat(layerwise("report", folder).err())
        .contains(run + " cannot be read: 'seeds' is missing or of another kind; run the");
    Files.writeString(run, "{");
    assertThat(layerwise("report", folder).err()).contains(run + " cannot be read: it is not JSON");
    Files.delete(run);
    assertThat(layerwise("report", folder).err())
        .isEqualTo(
            "layerwise: "
                + folder
                + " holds an experiment that has not finished; go on with reproduce --resume\n");
    assertThat(layerwise("report", dir).err())
        .isEqualTo(
            "layerwise: "
                + dir
                + " holds no results: neither run.json nor folders named by experiments\n");
  }

  @Test
  void aFileInTheWayOfAResultIsStatusThree() throws IOException {
    Path blocked = Files.createDirectories(dir.resolve("paper-fig7/series.csv/precious"));
    Told told = layerwise("reproduce", "paper-fig7", "--out", dir, "--quiet");
    assertThat(told.status()).isEqualTo(3);
    assertThat(told.err())
        .startsWith("layerwise: cannot write " + dir.resolve("paper-fig7/series.csv") + ": ")
        .hasLineCount(1);
    assertThat(blocked).exists();
    assertThat(dir.resolve("paper-fig7/.series.csv.tmp")).doesNotExist();
  }

  @Test
  void aBarShowsRunsDoneOnATerminal() {
    Told told =
        new Told.Teller(List.of(DECAY), false, true)
            .layerwise("reproduce", "paper-fig7", "--out", dir);
    assertThat(told.err()).contains("\rpaper-fig7 100%").contains("6/6 runs").endsWith("\n");
    assertThat(told.err().lines().filter(line -> line.startsWith("["))).isEmpty();
  }

  private static Told layerwise(Object... args) {
    return new Told.Teller(DECAY, LATER).layerwise(args);
  }
}
