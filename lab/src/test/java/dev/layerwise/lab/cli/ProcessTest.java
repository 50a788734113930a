package dev.layerwise.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: being killed, the environment, a full disk. */
@Timeout(300)
@DisabledOnOs(OS.WINDOWS)
class ProcessTest {
  @TempDir Path dir;

  @Test
  void killedInMidRunAndResumedTheSeriesAreTheSameBytes() throws Exception {
    Process process = start(List.of("-Dfake.millis=1000"), Map.of(), reproduce("killed"));
    awaitLines(2);
    process.destroyForcibly();
    assertThat(exitOf(process)).isEqualTo(128 + 9);
    assertThat(lines()).hasSizeBetween(2, 5);
    assertThat(dir.resolve("killed/paper-fig7/series.csv")).doesNotExist();
    cutLastLineShort();

    Told resumed = told(start(List.of(), Map.of(), reproduce("killed", "--resume")));
    Told whole = told(start(List.of(), Map.of(), reproduce("whole")));
    assertThat(resumed.status()).isZero();
    assertThat(whole.status()).isZero();
    assertThat(resumed.err())
        .startsWith("warning: ")
        .contains("was cut short by a crash; its run is done again\n");
    assertThat(dir.resolve("killed/paper-fig7/series.csv"))
        .hasSameBinaryContentAs(dir.resolve("whole/paper-fig7/series.csv"));
    assertThat(dir.resolve("killed/paper-fig7/claims.json"))
        .hasSameBinaryContentAs(dir.resolve("whole/paper-fig7/claims.json"));
  }

  @Test
  void interruptedItKeepsWhatHasFinishedAndSaysHowToGoOn() throws Exception {
    Process process = start(List.of("-Dfake.millis=1000"), Map.of(), reproduce("killed"));
    awaitLines(2);
    signal("INT", process);
    Told told = told(process);
    assertThat(told.status()).isEqualTo(130);
    assertThat(told.err())
        .matches(
            "(?s).*\ninterrupted: [2-5] of 6 runs of paper-fig7 are kept; go on with"
                + " \\./layerwise reproduce paper-fig7 --scale quick --out \\S+/killed --resume\n");
    assertThat(told.out()).isEmpty();
    assertThat(told(start(List.of(), Map.of(), reproduce("killed", "--resume"))).status()).isZero();
  }

  @Test
  void aFullDiskEndsItWithOneSentence() throws Exception {
    String java = String.join(" ", command(List.of("-XX:-UsePerfData", "-Xshare:auto")));
    String limited = "ulimit -f 1; exec " + java + " " + String.join(" ", reproduce("full"));
    Told told = told(new ProcessBuilder("bash", "-c", limited).start());
    assertThat(told.status()).isEqualTo(3);
    assertThat(told.err().lines().filter(line -> !line.startsWith("[")))
        .containsExactly(
            "layerwise: cannot write "
                + dir.resolve("full/paper-fig7/runs.jsonl")
                + ": file too large");
  }

  @Test
  void anUnwritableFolderIsStatusTwo() throws Exception {
    assumeTrue(!"root".equals(System.getProperty("user.name")), "root may write anywhere");
    Path locked = Files.createDirectory(dir.resolve("locked"));
    assertThat(locked.toFile().setWritable(false)).isTrue();
    Told told = told(start(List.of(), Map.of(), reproduce("locked")));
    assertThat(told.status()).isEqualTo(2);
    assertThat(told.err())
        .isEqualTo(
            "layerwise: cannot write results to "
                + locked.resolve("paper-fig7")
                + ": permission denied; choose another folder with --out\n");
  }

  @Test
  void verdictsAreColouredOnATerminalUnlessNoColorIsSet() throws Exception {
    List<String> terminal = List.of("-Dlayerwise.tty.out=true");
    Map<String, String> xterm = Map.of("TERM", "xterm", "NO_COLOR", "");
    assertThat(told(start(terminal, xterm, reproduce("a"))).out())
        .contains("\u001b[32mholds    \u001b[0m  decays");
    Map<String, String> noColour = Map.of("TERM", "xterm", "NO_COLOR", "1");
    assertThat(told(start(terminal, noColour, reproduce("b"))).out())
        .contains("  holds      decays")
        .doesNotContain("\u001b");
    assertThat(told(start(List.of(), xterm, reproduce("c"))).out()).doesNotContain("\u001b");
  }

  private List<String> reproduce(String folder, String... more) {
    List<String> args = new ArrayList<>(List.of("reproduce", "paper-fig7", "--workers=1", "--out"));
    args.add(dir.resolve(folder).toString());
    args.addAll(List.of(more));
    return args;
  }

  private static Process start(
      List<String> options, Map<String, String> environment, List<String> args) throws IOException {
    List<String> command = command(options);
    command.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static List<String> command(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(FakeMain.class.getName());
    return command;
  }

  private static Told told(Process process) throws IOException, InterruptedException {
    // Little is said on either stream: it fits in their buffers.
    int status = exitOf(process);
    return new Told(
        status,
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8),
        new String(
            process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
  }

  private static int exitOf(Process process) throws InterruptedException {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ended by itself").isTrue();
    return process.exitValue();
  }

  private static void signal(String name, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private void awaitLines(int wanted) throws Exception {
    while (lines().size() < wanted) {
      Thread.sleep(20);
    }
  }

  private List<String> lines() throws IOException {
    Path file = dir.resolve("killed/paper-fig7/runs.jsonl");
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.toList();
    }
  }

  private void cutLastLineShort() throws IOException {
    Path file = dir.resolve("killed/paper-fig7/runs.jsonl");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 100));
  }
}
