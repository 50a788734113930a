package dev.layerwise.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.Scale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RunnerTest {
  private static final BuildInfo BUILD = new BuildInfo("1.2", "abc1234");
  private static final FakeExperiment DECAY = FakeExperiment.named("decay");
  private static final List<Cell> CELLS = DECAY.cells(Scale.QUICK, 5);

  @TempDir Path dir;

  @Test
  void pointsComeInTheOrderOfTheCellsWhateverFinishesFirst() {
    Outcome alone = run(DECAY, 1, "alone");
    Outcome three = run(DECAY.with(cell -> pause(20 - 2 * cell.seed())), 3, "three");
    assertThat(three.points()).isEqualTo(alone.points());
    assertThat(three.runs())
        .extracting(RunRecord::cell)
        .isEqualTo(CELLS.stream().map(Cell::id).toList());
  }

  @Test
  void asManyRunsGoOnAtOnceAsThereAreWorkers() {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch three = new CountDownLatch(3);
    run(
        DECAY.with(_ -> {
          threads.add(Thread.currentThread().getName());
          three.countDown();
          await(three);
        }),
        3,
        "three");
    assertThat(threads).hasSize(3);
  }

  @Test
  void aDivergedPointIsNaNWhicheverValueItHad() {
    Outcome outcome = run(DECAY, 2, "decay");
    assertThat(outcome.points())
        .filteredOn(p -> p.series().startsWith("Wild") && p.x() == 100)
        .hasSize(10)
        .extracting(Point::y)
        .containsOnly(Double.NaN);
    assertThat(outcome.events()).hasSize(10);
  }

  @Test
  void aRunThatThrowsIsAFailureAndTheOthersFinish() throws IOException {
    FakeExperiment partly =
        DECAY.with(cell -> {
          if (cell.seed() == 2) {
            throw new IllegalStateException("boom\nat seed 2");
          }
          if (cell.seed() == 3) {
            throw new StackOverflowError();
          }
        });
    Outcome outcome = run(partly, 2, "partly");
    assertThat(outcome.runs()).hasSize(6);
    assertThat(outcome.failures())
        .extracting(Outcome.Failure::cell)
        .containsExactly(
            "quick,setting=high,seed=2",
            "quick,setting=high,seed=3",
            "quick,setting=low,seed=2",
            "quick,setting=low,seed=3");
    assertThat(outcome.failures().getFirst().message())
        .startsWith("IllegalStateException: boom at seed 2 (at ");
    assertThat(Files.readAllLines(dir.resolve("partly").resolve("runs.jsonl"))).hasSize(10);
  }

  @Test
  void storedRunsAreNotDoneAgainAndFailedOnesAre() {
    List<String> done = new ArrayList<>();
    Outcome first =
        run(
            DECAY.with(cell -> {
              if (cell.seed() == 2) {
                throw new IllegalStateException("boom");
              }
            }),
            1,
            "again");
    Outcome second;
    try (Journal journal = open("again", true)) {
      second =
          new Runner(1, new Silent()).run(DECAY.with(cell -> done.add(cell.id())), CELLS, journal);
    }
    assertThat(done).containsExactly("quick,setting=high,seed=2", "quick,setting=low,seed=2");
    assertThat(first.failures()).hasSize(2);
    assertThat(second).isEqualTo(run(DECAY, 2, "whole"));
  }

  @Test
  void aRunThatNamesAnotherCellIsAFailure() {
    Cell stranger = Cell.of("decay", Scale.QUICK, Map.of("setting", "high"), 99);
    RunRecord wrong = DECAY.run(stranger);
    Outcome outcome = run(new Mislabelled(wrong), 1, "wrong");
    assertThat(outcome.failures().getFirst().message())
        .isEqualTo("the run names another cell, quick,setting=high,seed=99");
  }

  @Test
  @Timeout(20)
  void aRunThatCannotBeStoredEndsTheSweepWithoutWaitingForTheOthers() {
    FakeExperiment slow =
        DECAY.with(cell -> {
          if (cell.seed() > 0) {
            pause(60_000);
          }
        });
    RunListener fullDisk =
        new Silent() {
          @Override
          public void finished(Cell cell, RunRecord run, long elapsedNanos) {
            throw new StorageException(
                "cannot write", Path.of("runs.jsonl"), new IOException("No space left on device"));
          }
        };
    try (Journal journal = open("slow", false)) {
      assertThatThrownBy(() -> new Runner(2, fullDisk).run(slow, CELLS, journal))
          .isInstanceOf(StorageException.class)
          .hasMessage("cannot write runs.jsonl: no space left on device");
    }
  }

  @Test
  void noWorkersAreRefused() {
    assertThatThrownBy(() -> new Runner(0, new Silent()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Runner: 0 workers; want at least 1 thread to run on");
  }

  private Outcome run(Experiment experiment, int workers, String folder) {
    try (Journal journal = open(folder, false)) {
      return new Runner(workers, new Silent()).run(experiment, CELLS, journal);
    }
  }

  private Journal open(String folder, boolean resume) {
    return Journal.open(
        dir.resolve(folder), Provenance.of(DECAY, Scale.QUICK, BUILD), resume, warning -> {});
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static class Silent implements RunListener {
    @Override
    public void started(Cell cell) {}

    @Override
    public void finished(Cell cell, RunRecord run, long elapsedNanos) {}

    @Override
    public void failed(Cell cell, String failure) {}
  }

  private record Mislabelled(RunRecord always) implements Experiment {
    @Override
    public ExperimentInfo info() {
      return DECAY.info();
    }

    @Override
    public int defaultSeeds(Scale scale) {
      return 1;
    }

    @Override
    public Map<String, Object> settings(Scale scale) {
      return DECAY.settings(scale);
    }

    @Override
    public List<Cell> cells(Scale scale, int seeds) {
      return CELLS;
    }

    @Override
    public RunRecord run(Cell cell) {
      return always;
    }

    @Override
    public List<Figure> figures(Results results) {
      return List.of();
    }

    @Override
    public List<Claim> claims() {
      return List.of();
    }
  }
}
