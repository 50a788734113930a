package dev.layerwise.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** That the harness works, in small; how long anything takes is not a matter of tests. */
class BenchTest {
  private static final JmhRounds SHORT =
      new JmhRounds(false, 2, 1, new PrintStream(PrintStream.nullOutputStream()));

  @TempDir private Path folder;

  @Test
  void linalgComparesEveryOperationWithTheBareCall() throws Exception {
    Results results = LinalgCommand.measure(SHORT, List.of(8), 2);
    assertThat(results.tables().getFirst().rows()).hasSize(7);
    for (JsonNode operation : results.data()) {
      assertThat(operation.path("ourNanos")).hasSize(2).allMatch(time -> time.asDouble() > 0);
      assertThat(operation.path("bareNanos")).hasSize(2).allMatch(time -> time.asDouble() > 0);
    }
  }

  @Test
  void theoryIsMeasuredCurveByCurve() throws Exception {
    Results results = TheoryCommand.measure(SHORT, 3, 1);
    assertThat(results.data().valueStream().map(row -> row.get("curve").asString()))
        .containsExactly("overTheRidge", "overTheAnisotropy");
  }

  @Test
  void drawsAreComparedWithTheProductThatUsesThem() throws Exception {
    Results results = DrawCommand.measure(SHORT, 64, 1);
    List<List<String>> rows = results.tables().getFirst().rows();
    assertThat(rows).hasSize(6);
    assertThat(rows.getFirst().get(2)).isEqualTo("1.00 (1.00 to 1.00)");
  }

  @Test
  void ourSideTimesEveryMethodOfEverySetting() {
    for (String label : List.of("uniform-high", "gaussian-high", "uniform-low", "gaussian-low")) {
      JsonNode methods = new OurSide(2, 1, 1).measure(Setting.of(label));
      assertThat(methods.propertyNames())
          .containsExactly("SGD", "AMGD", "DFW", "KFAC", "MinMin", "Adam", "AMGD-BN", "NGD");
      assertThat(methods).allMatch(time -> time.path("wallSeconds").asDouble() > 0);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // the stand-in for Python is a shell
  void peersRunsBothProgramsInTurnAndWritesBothFiles() throws IOException {
    Files.writeString(
        folder.resolve("bench.py"),
        """
        test "$OMP_NUM_THREADS $*" = "1 --its 3 --repeats 1 --setting uniform-high" || exit 9
        echo '{"torch": {"SGD": {"total": [2e3, 1]}, "AMGD": {"total": [1e-9, 1]}}}'
        """);
    Path out = folder.resolve("out");
    int status =
        run(
            "peers",
            "--python",
            "/bin/sh",
            "--peers",
            folder.toString(),
            "--setting",
            "uniform-high",
            "--its",
            "3",
            "--our-its",
            "2",
            "--repeats",
            "1",
            "--rounds",
            "2",
            "--out",
            out.toString());
    assertThat(status).isZero();
    assertThat(out.resolve("peers.md"))
        .content()
        .containsPattern("\\| SGD +\\| 2000\\.00 .*≥ 5 met, aim 10 met")
        .containsPattern("\\| AMGD +\\| 0\\.00 .*≥ 5 missed, aim 10 missed")
        .contains("Machine: ");
    assertThat(out.resolve("peers.json")).content().contains("\"processCpuSeconds\"", "\"cores\"");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // the stand-in for Python is a shell
  void peersSaysWhatIsMissing() throws IOException {
    StringWriter err = new StringWriter();
    assertThat(run(err, "peers", "--peers", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--peers names the folder that has bench.py");

    Files.writeString(folder.resolve("bench.py"), "echo '{\"torch\": {}}'");
    StringWriter noTorch = new StringWriter();
    int status =
        run(
            noTorch,
            "peers",
            "--python",
            "/bin/sh",
            "--peers",
            folder.toString(),
            "--out",
            folder.toString());
    assertThat(status).isEqualTo(3);
    assertThat(noTorch.toString()).contains("printed no times of PyTorch; is it installed for");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // the stand-in for the launcher is a shell script
  void reproduceTimesTheLauncher() throws IOException {
    Path launcher = folder.resolve("launcher");
    Files.writeString(
        launcher,
        """
        #!/bin/sh
        test "$1" = list || test "$1 $2 $3 $4" = "reproduce concurrence-fig1 --scale quick"
        """);
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    int status =
        run(
            "reproduce",
            "--launcher",
            launcher.toString(),
            "--rounds",
            "1",
            "--out",
            folder.toString());
    assertThat(status).isZero();
    assertThat(folder.resolve("reproduce.md")).content().contains("≤ 15 s met");
  }

  @Test
  void aTableLinesUpItsColumns() {
    Table table =
        new Table("T", List.of("a", "long head"), List.of(List.of("entry", "1")), "Note.");
    assertThat(table.markdown())
        .isEqualTo(
            """
            ### T

            | a     | long head |
            | ---   | ---       |
            | entry | 1         |

            Note.
            """);
  }

  @Test
  void aSpreadIsTheMedianAndTheEnds() {
    assertThat(Spread.of(List.of(5.0, 1.0, 2.0, 4.0))).isEqualTo(new Spread(3, 1, 5));
    assertThat(Spread.ofRatios(List.of(6.0, 8.0, 9.0), List.of(2.0, 2.0, 9.0)).text(1))
        .isEqualTo("3.0 (1.0 to 4.0)");
    assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("no rounds");
  }

  @Test
  void theTimesOfAShellAreReadFromTheLineOfItsChildren() {
    assertThat(Figure3Command.secondsOfChildren("0m9.000s 0m9.000s\n1m2.500s 0m0.250s\n"))
        .isEqualTo(62.75);
    assertThatThrownBy(() -> Figure3Command.secondsOfChildren("user 1.0"))
        .hasMessageContaining("times printed 'user 1.0'");
  }

  private static int run(String... args) {
    return run(new StringWriter(), args);
  }

  private static int run(StringWriter err, String... args) {
    CommandLine commandLine = Bench.commandLine();
    commandLine.setErr(new PrintWriter(err, true));
    commandLine.getSubcommands().values().forEach(c -> c.setErr(new PrintWriter(err, true)));
    return commandLine.execute(args);
  }
}
