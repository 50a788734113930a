package dev.layerwise.lab.cli;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.run.RunListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how a sweep goes on. */
sealed interface Progress extends RunListener, AutoCloseable {
  /** Returns how many runs are stored, earlier ones among them. */
  int stored();

  @Override
  void close();

  /**
   * Starts to show a sweep.
   *
   * @param console a bar if it can show one, else lines
   * @param quiet whether to show nothing
   * @param id the experiment's id
   * @param done how many runs are stored already
   * @param all how many runs there are
   */
  static Progress start(Console console, boolean quiet, String id, int done, int all) {
    if (quiet) {
      return new Quiet(done);
    }
    return console.bar()
        ? new Bar(console, id, done, all)
        : new Lines(console.err(), id, done, all);
  }

  /** Shows nothing, but counts. */
  final class Quiet implements Progress {
    private final AtomicInteger stored;

    private Quiet(int done) {
      stored = new AtomicInteger(done);
    }

    @Override
    public int stored() {
      return stored.get();
    }

    @Override
    public void started(Cell cell) {}

    @Override
    public void finished(Cell cell, RunRecord run, long elapsedNanos) {
      stored.incrementAndGet();
    }

    @Override
    public void failed(Cell cell, String failure) {}

    @Override
    public void close() {}
  }

  /** One line for each finished run. */
  final class Lines implements Progress {
    private final PrintStream err;
    private final String id;
    private final int all;
    private final AtomicInteger stored;
    private int ended;

    private Lines(PrintStream err, String id, int done, int all) {
      this.err = err;
      this.id = id;
      this.all = all;
      this.stored = new AtomicInteger(done);
      this.ended = done;
    }

    @Override
    public int stored() {
      return stored.get();
    }

    @Override
    public void started(Cell cell) {}

    @Override
    public void finished(Cell cell, RunRecord run, long elapsedNanos) {
      stored.incrementAndGet();
      StringBuilder line = new StringBuilder();
      line.append(String.format(Locale.ROOT, "%.1f s", elapsedNanos / 1e9));
      for (RunEvent event : run.events()) {
        line.append("; ").append(said(event));
      }
      print(cell, line.toString());
    }

    @Override
    public void failed(Cell cell, String failure) {
      print(cell, "failed: " + failure);
    }

    @Override
    public void close() {}

    private void print(Cell cell, String text) {
      ended++;
      err.println("[" + ended + "/" + all + "] " + id + " " + cell.id() + ": " + text);
    }

    private static String said(RunEvent event) {
      return switch (event) {
        case RunEvent.Diverged e -> e.series() + " diverged at iteration " + e.iteration();
        case RunEvent.NumericalFailure e ->
            e.series() + " ended at iteration " + e.iteration() + ": " + e.message();
        case RunEvent.Crashed e -> e.message();
      };
    }
  }

  /** A bar with the runs done, the time left, and what is running. */
  final class Bar implements Progress {
    private final ProgressBar bar;
    private final AtomicInteger stored;
    private final Map<String, String> running = new LinkedHashMap<>();

    private Bar(Console console, String id, int done, int all) {
      stored = new AtomicInteger(done);
      bar =
          ProgressBar.builder()
              .setTaskName(id)
              .setInitialMax(all)
              .startsFrom(done, Duration.ZERO)
              .setUnit(" runs", 1)
              .setUpdateIntervalMillis(200)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setConsumer(new ConsoleProgressBarConsumer(console.err(), console.columns() - 1))
              .build();
    }

    @Override
    public int stored() {
      return stored.get();
    }

    @Override
    public void started(Cell cell) {
      synchronized (running) {
        running.put(cell.id(), shown(cell));
        showRunning();
      }
    }

    @Override
    public void finished(Cell cell, RunRecord run, long elapsedNanos) {
      stored.incrementAndGet();
      ended(cell);
    }

    @Override
    public void failed(Cell cell, String failure) {
      ended(cell);
    }

    @Override
    public void close() {
      bar.setExtraMessage("");
      bar.close();
    }

    private void ended(Cell cell) {
      synchronized (running) {
        running.remove(cell.id());
        showRunning();
      }
      bar.step();
    }

    private void showRunning() {
      List<String> cells = List.copyOf(running.values());
      String more = cells.size() > 1 ? " +" + (cells.size() - 1) : "";
      bar.setExtraMessage(cells.isEmpty() ? "" : " " + cells.getFirst() + more);
    }

    private static String shown(Cell cell) {
      String coordinates = String.join(" ", cell.coordinates().values());
      return (coordinates + " seed " + cell.seed()).strip();
    }
  }
}
