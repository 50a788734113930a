package dev.layerwise.lab.run;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.RunRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Executes the cells of an experiment on several threads, one run a thread. The outcome does not
 * depend on their number: a run is a pure function of its cell, and the outcome is in the order of
 * the cells, whatever the order in which they finished.
 */
public final class Runner {
  // Daemons, so that a program that gives up does not wait for runs that nobody will store.
  private static final ThreadFactory WORKERS =
      Thread.ofPlatform().daemon().name("worker-", 1).factory();

  private final int workers;
  private final RunListener listener;

  /**
   * Makes a runner.
   *
   * @param workers how many runs go on at once, at least 1
   * @param listener hears how the sweep goes on
   * @throws IllegalArgumentException if {@code workers} is less than 1
   */
  public Runner(int workers, RunListener listener) {
    if (workers < 1) {
      throw new IllegalArgumentException(
          "Runner: " + workers + " workers; want at least 1 thread to run on");
    }
    this.workers = workers;
    this.listener = listener;
  }

  /**
   * Performs the runs that the journal does not hold, and stores each as it finishes. A run that
   * throws is stored as failed and does not end the others.
   *
   * @param experiment the experiment
   * @param cells its cells
   * @param journal what is finished already, and where to store the rest
   * @return finished runs, stored ones among them, and failures
   * @throws StorageException if a run cannot be stored; the other runs are given up
   */
  public Outcome run(Experiment experiment, List<Cell> cells, Journal journal) {
    Map<String, RunRecord> finished = new HashMap<>(journal.finished());
    List<Cell> open = cells.stream().filter(cell -> !finished.containsKey(cell.id())).toList();
    Map<String, String> failures = new HashMap<>();
    ExecutorService pool = Executors.newFixedThreadPool(workers, WORKERS);
    try {
      CompletionService<Done> done = new ExecutorCompletionService<>(pool);
      open.forEach(cell -> done.submit(() -> perform(experiment, cell)));
      for (int i = 0; i < open.size(); i++) {
        switch (done.take().get()) {
          case Done.Finished f -> {
            journal.append(f.run);
            finished.put(f.run.cell(), f.run);
            listener.finished(f.cell, f.run, f.elapsedNanos);
          }
          case Done.Failed f -> {
            journal.appendFailure(f.cell.id(), f.failure);
            failures.put(f.cell.id(), f.failure);
            listener.failed(f.cell, f.failure);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the sweep was interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a listener failed: " + e.getCause(), e);
    } finally {
      pool.shutdownNow();
    }
    return inOrder(cells, finished, failures);
  }

  private Done perform(Experiment experiment, Cell cell) {
    listener.started(cell);
    long start = System.nanoTime();
    try {
      RunRecord run = experiment.run(cell);
      if (!run.cell().equals(cell.id())) {
        return new Done.Failed(cell, "the run names another cell, " + run.cell());
      }
      return new Done.Finished(cell, onlyFiniteOrNaN(run), System.nanoTime() - start);
    } catch (Throwable e) { // Even an Error of one run, such as of memory, must not end the others.
      return new Done.Failed(cell, describe(e));
    }
  }

  /** A diverged point is NaN in result files, whichever non-finite value it had. */
  private static RunRecord onlyFiniteOrNaN(RunRecord run) {
    List<Point> points = new ArrayList<>(run.points().size());
    for (Point p : run.points()) {
      points.add(
          Double.isFinite(p.y())
              ? p
              : new Point(p.panel(), p.series(), p.seed(), p.x(), Double.NaN));
    }
    return new RunRecord(run.cell(), points, run.events(), run.seconds());
  }

  private static String describe(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    String place = trace.length == 0 ? "" : " (at " + trace[0] + ")";
    String message = e.getMessage() == null ? "" : ": " + e.getMessage();
    return (e.getClass().getSimpleName() + message + place).replaceAll("\\s+", " ");
  }

  private static Outcome inOrder(
      List<Cell> cells, Map<String, RunRecord> finished, Map<String, String> failures) {
    List<RunRecord> runs = new ArrayList<>();
    List<Outcome.Failure> failed = new ArrayList<>();
    for (Cell cell : cells) {
      RunRecord run = finished.get(cell.id());
      if (run != null) {
        runs.add(run);
      } else {
        failed.add(new Outcome.Failure(cell.id(), failures.get(cell.id())));
      }
    }
    return new Outcome(runs, failed);
  }

  private sealed interface Done {
    record Finished(Cell cell, RunRecord run, long elapsedNanos) implements Done {}

    record Failed(Cell cell, String failure) implements Done {}
  }
}
