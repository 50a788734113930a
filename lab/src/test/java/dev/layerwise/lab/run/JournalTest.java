package dev.layerwise.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final BuildInfo BUILD = new BuildInfo("1.2", "abc1234");
  private static final FakeExperiment DECAY = FakeExperiment.named("decay");
  private static final Provenance HERE = Provenance.of(DECAY, Scale.QUICK, BUILD);
  private static final List<RunRecord> RUNS =
      DECAY.cells(Scale.QUICK, 3).stream().map(DECAY::run).toList();

  @TempDir Path dir;
  private final List<String> warnings = new ArrayList<>();

  @Test
  void aStoredRunReadsBackAsItWas() {
    store(RUNS);
    RunRecord odd =
        new RunRecord(
            "quick,seed=9",
            List.of(
                new Point("p", "s \"quoted\", ü", 9, 1e-310, Math.nextUp(0.1)),
                new Point("p", "s", Long.MAX_VALUE, -0.0, Double.NaN),
                new Point("p", "s", -3, 0x1p-1074, Double.MAX_VALUE)),
            List.of(new RunEvent.NumericalFailure("s", 1L << 40, "pivot 3 is −1\n")),
            Map.of("s", 1 / 3.0));
    try (Journal journal = open(true)) {
      assertThat(journal.finished().values()).containsExactlyElementsOf(RUNS);
      journal.append(odd);
    }
    try (Journal journal = open(true)) {
      assertThat(journal.finished()).hasSize(7).containsEntry("quick,seed=9", odd);
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void aLineIsStoredForEachRun() throws IOException {
    store(RUNS);
    assertThat(lines()).hasSize(6).allMatch(line -> line.startsWith("{\"cell\":\"quick,setting="));
  }

  @Test
  void withoutResumeStoredRunsAreDropped() throws IOException {
    store(RUNS);
    open(false).close();
    assertThat(file()).isEmptyFile();
  }

  @Test
  void aLastLineThatACrashCutShortIsIgnoredWithAWarningWhereverItWasCut() throws IOException {
    store(RUNS.subList(0, 2));
    byte[] whole = Files.readAllBytes(file());
    int secondLine = (lines().getFirst() + "\n").getBytes(StandardCharsets.UTF_8).length;
    for (int length = secondLine + 1; length < whole.length - 1; length += 13) {
      warnings.clear();
      Files.write(file(), Arrays.copyOf(whole, length));
      try (Journal journal = open(true)) {
        assertThat(journal.finished().values()).containsExactly(RUNS.getFirst());
        journal.append(RUNS.get(1));
      }
      assertThat(warnings)
          .containsExactly(file() + ", line 2, was cut short by a crash; its run is done again");
      assertThat(file()).hasBinaryContent(whole);
    }
  }

  @Test
  void aWholeLastLineWithoutItsLineFeedIsKept() throws IOException {
    store(RUNS.subList(0, 2));
    byte[] whole = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(whole, whole.length - 1));
    try (Journal journal = open(true)) {
      assertThat(journal.finished()).hasSize(2);
      journal.append(RUNS.get(2));
    }
    assertThat(lines()).hasSize(3);
    assertThat(warnings).isEmpty();
  }

  @Test
  void aCorruptedEarlierLineIsRefusedByFileAndLine() throws IOException {
    store(RUNS);
    List<String> lines = new ArrayList<>(lines());
    lines.set(2, lines.get(2).replace("\"points\":[[", "\"points\":[{["));
    Files.write(file(), lines);
    assertThatThrownBy(() -> open(true))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file() + ", line 3, is corrupted: not JSON (")
        .hasMessageEndingWith("; remove that line, or run without --resume to start over");

    lines.set(2, lines.getFirst().replaceFirst("\"Slow, high\",0,", "\"Slow, high\",\"0\","));
    Files.write(file(), lines);
    assertThatThrownBy(() -> open(true))
        .hasMessage(
            file()
                + ", line 3, is corrupted: point 0 is not [panel, series, seed, x, y];"
                + " remove that line, or run without --resume to start over");
  }

  @Test
  void runsOfOtherSettingsAreRefusedNamingTheSetting() {
    store(RUNS);
    Provenance other = Provenance.of(DECAY.withEta(0.2), Scale.QUICK, BUILD);
    assertThatThrownBy(() -> Journal.open(dir.resolve("decay"), other, true, warnings::add))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "cannot resume from "
                + file()
                + ", line 1: setting 'eta' was 0.1 and is 0.2;"
                + " run without --resume to start over, or choose another --out");
  }

  @Test
  void runsOfAnotherScaleOrVersionAreRefused() {
    store(RUNS);
    assertThatThrownBy(() ->
            Journal.open(
                dir.resolve("decay"),
                Provenance.of(DECAY, Scale.PAPER, BUILD),
                true,
                warnings::add))
        .hasMessageContaining("line 1: scale was quick and is paper;");
    BuildInfo next = new BuildInfo("1.2", "def5678");
    assertThatThrownBy(() ->
            Journal.open(
                dir.resolve("decay"), Provenance.of(DECAY, Scale.QUICK, next), true, warnings::add))
        .hasMessageContaining("line 1: version was 1.2 (abc1234) and is 1.2 (def5678);");
  }

  @Test
  void aFailedRunIsNotFinished() {
    try (Journal journal = open(false)) {
      journal.append(RUNS.getFirst());
      journal.appendFailure(RUNS.get(1).cell(), "IllegalStateException: boom");
    }
    try (Journal journal = open(true)) {
      assertThat(journal.finished().keySet()).containsExactly(RUNS.getFirst().cell());
    }
  }

  @Test
  void aSecondProcessIsRefused() {
    try (Journal _ = open(false)) {
      assertThatThrownBy(() -> open(true))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "another layerwise is writing to "
                  + dir.resolve("decay")
                  + "; wait for it, or choose another folder with --out");
    }
  }

  @Test
  void aFileInTheWayIsRefused() throws IOException {
    Files.writeString(dir.resolve("decay"), "in the way", StandardOpenOption.CREATE_NEW);
    assertThatThrownBy(() -> open(false))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "cannot write results to "
                + dir.resolve("decay")
                + ": a file is in the way; choose another folder with --out");
  }

  @Test
  void afterItIsClosedNothingIsWritten() throws IOException {
    Journal journal = open(false);
    journal.close();
    journal.append(RUNS.getFirst());
    assertThat(file()).isEmptyFile();
  }

  private Journal open(boolean resume) {
    return Journal.open(dir.resolve("decay"), HERE, resume, warnings::add);
  }

  private Path file() {
    return dir.resolve("decay").resolve("runs.jsonl");
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(file());
  }

  private void store(List<RunRecord> runs) {
    try (Journal journal = open(false)) {
      runs.forEach(journal::append);
    }
  }

  @Test
  void twoCellsHaveTwoNames() {
    assertThat(DECAY.cells(Scale.QUICK, 3).stream().map(Cell::id)).doesNotHaveDuplicates();
  }
}
