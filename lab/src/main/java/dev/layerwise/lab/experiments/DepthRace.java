package dev.layerwise.lab.experiments;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.nn.Mode;
import dev.layerwise.nn.Network;
import dev.layerwise.nn.Pass;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.random.Rng;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;

/**
 * A training on a {@link DepthTask} until the held-out loss is at the target. The loss is looked at
 * after steps that are about 5 % apart: each of the first 20, then every ⌈t/20⌉.
 */
final class DepthRace {
  /** A loss of this many times the start's ends a training as diverged. */
  static final double DIVERGED = 1e3;

  private static final int FINENESS = 20;
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  /**
   * What came of a training.
   *
   * @param steps steps to the target; NaN if it was not reached
   * @param seconds processor seconds of those steps; NaN if it was not reached
   * @param spent processor seconds of all steps taken
   * @param remaining the last held-out loss over the start's; NaN if it diverged
   * @param curve step, and held-out loss over the start's
   * @param limit the steps after which a run is cut off
   * @param failure why it diverged
   */
  record Course(
      double steps,
      double seconds,
      double spent,
      double remaining,
      List<double[]> curve,
      int limit,
      Optional<Failure> failure) {
    /** What tuning makes least: steps to the target, or beyond their limit by the loss left. */
    double score() {
      return Double.isNaN(steps) ? limit * (1 + remaining) : steps;
    }
  }

  /** When and why a training diverged. */
  record Failure(long step, String message) {}

  private final Network network;
  private final Optimizer optimizer;
  private final NetworkObjective objective;
  private final DepthTask.Batches batches;
  private final Pass pass;
  private final List<Matrix> heldOut;
  private final double target;
  private final int limit;
  private final boolean goesOn;

  private DepthRace(
      DepthTask task,
      DepthContender contender,
      Map<String, String> tuned,
      long seed,
      boolean goesOn) {
    network = task.student(seed);
    optimizer = contender.start(network, tuned);
    objective =
        new NetworkObjective(
            network, new SquaredError(), DepthTask.BATCH, Rng.of(seed).stream("curvature"));
    batches = task.batches(seed);
    heldOut = batches.heldOut();
    pass = network.pass(DepthTask.HELD_OUT);
    target = task.net().target();
    limit = task.net().steps();
    this.goesOn = goesOn;
  }

  /**
   * Trains, alone on one thread: the pool of one keeps decompositions from being handed to others,
   * so that the thread's processor time is all that the steps take.
   *
   * @param tuned what tuning found
   * @param goesOn whether it goes on beyond the target, for the curve
   */
  static Course run(
      DepthTask task,
      DepthContender contender,
      Map<String, String> tuned,
      long seed,
      boolean goesOn) {
    try (ForkJoinPool alone = new ForkJoinPool(1)) {
      return alone
          .submit(() -> new DepthRace(task, contender, tuned, seed, goesOn).course())
          .join();
    }
  }

  private Course course() {
    double start = loss();
    List<double[]> curve = new ArrayList<>();
    curve.add(new double[] {0, 1});
    double remaining = 1;
    double steps = Double.NaN;
    double seconds = Double.NaN;
    long nanos = 0;
    for (int t = 1; t <= limit; t++) {
      batches.load(t);
      long before = CLOCK.getCurrentThreadCpuTime();
      double trained;
      try {
        trained = optimizer.step(objective.on(batches.inputs(), batches.targets()));
      } catch (NumericalException e) {
        return diverged(t, e.getMessage(), steps, seconds, nanos, curve);
      }
      nanos += CLOCK.getCurrentThreadCpuTime() - before;
      if (t % ((t + FINENESS - 1) / FINENESS) != 0 && t < limit) {
        continue;
      }
      remaining = loss() / start;
      if (!(remaining < DIVERGED) || !Double.isFinite(trained)) {
        String message = "after step " + t + " the loss is over 1000 times the start's";
        return diverged(t, message, steps, seconds, nanos, curve);
      }
      curve.add(new double[] {t, remaining});
      if (Double.isNaN(steps) && remaining <= target) {
        steps = t;
        seconds = nanos * 1e-9;
        if (!goesOn) {
          break;
        }
      }
    }
    return new Course(steps, seconds, nanos * 1e-9, remaining, curve, limit, Optional.empty());
  }

  private Course diverged(
      long step, String why, double steps, double seconds, long nanos, List<double[]> curve) {
    return new Course(
        steps,
        seconds,
        nanos * 1e-9,
        Double.NaN,
        curve,
        limit,
        Optional.of(new Failure(step, why)));
  }

  private double loss() {
    return objective
        .lossFunction()
        .value(pass.forward(heldOut.getFirst(), Mode.EVALUATE), heldOut.getLast());
  }
}
