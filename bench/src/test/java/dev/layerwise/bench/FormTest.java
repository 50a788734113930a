package dev.layerwise.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class FormTest {
  private static final String ROW = "fig3 teacher small m=16 id adam";

  @TempDir private Path folder;

  private static int run(StringWriter err, String... args) {
    CommandLine commandLine = Bench.commandLine();
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(args);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // the stand-in for Python is a shell
  void rowsOfOneNameStandSideBySide() throws IOException {
    Files.writeString(
        folder.resolve("bench.py"),
        """
        test "$OMP_NUM_THREADS $*" = "1 quick only=%1$s" || exit 9
        echo '{"%1$s": {"cpu_s_per_step": 2e3}}'
        """
            .formatted(ROW));
    Path out = folder.resolve("out");
    int status =
        run(
            new StringWriter(),
            "adam-or-gn",
            "--python",
            "/bin/sh",
            "--peers",
            folder.toString(),
            "--quick",
            "--only",
            ROW,
            "--rounds",
            "1",
            "--out",
            out.toString());
    assertThat(status).isZero();
    assertThat(out.resolve("adam-or-gn.md"))
        .content()
        .containsPattern("\\| " + ROW + " +\\| 2000000\\.000 .*≥ 3 met")
        .contains("Machine: ");
  }

  @Test
  void whatIsMissingIsSaid() throws IOException {
    StringWriter noFile = new StringWriter();
    assertThat(run(noFile, "adam-or-gn", "--peers", folder.toString())).isEqualTo(2);
    assertThat(noFile.toString()).contains("--peers names the folder that has bench.py");

    Files.writeString(folder.resolve("bench.py"), "");
    StringWriter noRow = new StringWriter();
    assertThat(run(noRow, "adam-or-gn", "--peers", folder.toString(), "--only", "fig11"))
        .isEqualTo(2);
    assertThat(noRow.toString())
        .contains("--only fig11: no row's name begins so; names begin with fig1_left to fig10");
  }
}
