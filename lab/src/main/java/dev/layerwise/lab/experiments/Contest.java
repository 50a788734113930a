package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunRecord;
import dev.layerwise.lab.task.LinearRepresentation;
import dev.layerwise.lab.task.MomentStream;
import dev.layerwise.lab.task.SubspaceDistance;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.nn.LinearNetwork;
import dev.layerwise.nn.Moments;
import dev.layerwise.optim.Method;
import dev.layerwise.optim.TwoLayer;
import dev.layerwise.random.Rng;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Trains several methods from the same start on the same fresh batches of one instance of linear
 * representation learning, and measures them as they go. In each iteration the representation sees
 * one batch and the head an independent one.
 *
 * <p>Measured after each of the given iterations: {@code train_loss} on a held-out training batch,
 * {@code subspace_distance} to {@code G⋆}, and {@code transfer_loss}, the loss of the least-squares
 * head on one fixed batch of the test task (Concurrence Lemma 3.7).
 */
final class Contest {
  static final String TRAIN_LOSS = "train_loss";
  static final String DISTANCE = "subspace_distance";
  static final String TRANSFER_LOSS = "transfer_loss";

  private final Cell cell;
  private final LinearRepresentation problem;
  private final MomentStream batches;
  private final Moments heldOut;
  private final Moments target;
  private final LinearNetwork initial;
  private final TreeMap<String, Double> seconds = new TreeMap<>();
  private final List<RunEvent> events = new ArrayList<>();
  private final List<Runner> runners = new ArrayList<>();

  Contest(Cell cell, Setting setting, List<Entrant> entrants) {
    Rng rng = Rng.of(cell.seed());
    int n = LinearRepresentation.BATCH;
    this.cell = cell;
    this.problem = setting.draw(rng.stream("problem"));
    this.batches = problem.train().batches(n, rng.stream("data"));
    this.heldOut = problem.train().batches(n, rng.stream("held-out")).next();
    this.target = problem.test().batches(n, rng.stream("transfer")).next();
    Matrix G0 =
        rng.stream("init").haarRows(LinearRepresentation.FEATURES, LinearRepresentation.INPUTS);
    Moments first = problem.train().batches(n, rng.stream("init-batch")).next();
    this.initial = LinearNetwork.of(TwoLayer.leastSquaresHead(G0, first), G0);
    entrants.forEach(entrant -> runners.add(new Runner(entrant)));
  }

  /** Trains to the last of the given iterations and returns the points at each of them. */
  RunRecord run(SortedSet<Integer> measuredAt, Metrics metrics) {
    List<Point> points = new ArrayList<>();
    int last = measuredAt.last();
    for (int iteration = 0; iteration <= last; iteration++) {
      if (iteration > 0) {
        step(iteration);
      }
      if (measuredAt.contains(iteration)) {
        for (Runner runner : runners) {
          metrics.measure(this, runner, iteration, points);
        }
      }
    }
    return new RunRecord(cell.id(), points, events, seconds);
  }

  private void step(int iteration) {
    long start = System.nanoTime();
    Moments A = batches.next();
    Moments B = batches.next();
    addSeconds("data", start);
    for (Runner runner : runners) {
      runner.step(A, B, iteration);
    }
  }

  private void addSeconds(String series, long startNanos) {
    seconds.merge(series, (System.nanoTime() - startNanos) * 1e-9, Double::sum);
  }

  /** What is measured of a method at an iteration. */
  @FunctionalInterface
  interface Metrics {
    void measure(Contest contest, Runner runner, int iteration, List<Point> points);
  }

  /** The three panels of the paper's head-to-head figures; NaN once a method has stopped. */
  static Metrics threePanels(String suffix) {
    return (contest, runner, iteration, points) -> {
      double loss =
          runner.measure(
              iteration, network -> network.loss(runner.entrant.method().seen(contest.heldOut)));
      double distance = contest.distanceOrNaN(runner, iteration);
      double transfer = runner.measure(iteration, contest::transferLoss);
      String series = runner.entrant.series();
      long seed = contest.cell.seed();
      points.add(new Point(TRAIN_LOSS + suffix, series, seed, iteration, loss));
      points.add(new Point(DISTANCE + suffix, series, seed, iteration, distance));
      points.add(new Point(TRANSFER_LOSS + suffix, series, seed, iteration, transfer));
    };
  }

  /**
   * The subspace distance alone; a method that has stopped counts as 1 (Concurrence App. F.2.2).
   */
  double distance(Runner runner, int iteration) {
    double distance = distanceOrNaN(runner, iteration);
    return Double.isNaN(distance) ? 1.0 : distance;
  }

  private double distanceOrNaN(Runner runner, int iteration) {
    return runner.measure(
        iteration, network -> SubspaceDistance.of(network.weight(0), problem.Gstar()));
  }

  private double transferLoss(LinearNetwork network) {
    Matrix G = network.weight(0);
    return LinearNetwork.of(TwoLayer.leastSquaresHead(G, target), G).loss(target);
  }

  /** One method under way. */
  final class Runner {
    private final Entrant entrant;
    private final Method.Training training;
    private boolean stopped;

    private Runner(Entrant entrant) {
      this.entrant = entrant;
      this.training = entrant.method().start(initial);
    }

    String series() {
      return entrant.series();
    }

    private void step(Moments A, Moments B, int iteration) {
      if (stopped) {
        return;
      }
      long start = System.nanoTime();
      try {
        training.step(A, B);
        if (!training.network().isFinite()) {
          diverged(iteration, "a weight");
        }
      } catch (NumericalException e) {
        stopped = true;
        events.add(new RunEvent.NumericalFailure(series(), iteration, e.getMessage()));
      }
      addSeconds(series(), start);
    }

    /**
     * NaN once the method has stopped, and where this measure of an exploding network cannot be
     * taken; a value that is not finite ends the run.
     */
    private double measure(int iteration, ToDoubleFunction<LinearNetwork> measure) {
      if (stopped) {
        return Double.NaN;
      }
      double value;
      try {
        value = measure.applyAsDouble(training.network());
      } catch (NumericalException e) {
        return Double.NaN;
      }
      if (!Double.isFinite(value)) {
        diverged(iteration, "a measured value");
        return Double.NaN;
      }
      return value;
    }

    private void diverged(int iteration, String what) {
      stopped = true;
      events.add(
          new RunEvent.Diverged(
              series(),
              iteration,
              "%s became infinite or not a number at iteration %d; its later points are NaN"
                  .formatted(what, iteration)));
    }
  }
}
