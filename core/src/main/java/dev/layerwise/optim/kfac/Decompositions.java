package dev.layerwise.optim.kfac;

import dev.layerwise.linalg.NumericalException;
import dev.layerwise.optim.Failures;
import dev.layerwise.optim.StateVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveAction;

/**
 * Runs the decompositions of all layers, at the same time where nobody else does work of the pool,
 * and counts those that fail. The results do not depend on the number of threads.
 */
final class Decompositions {
  private final List<BlockCurvature.Decomposition> all;
  private final List<Failures> failures = new ArrayList<>();
  private final NumericalException[] errors;

  Decompositions(String method, List<BlockCurvature.Decomposition> all, int tolerated) {
    this.all = all;
    all.forEach(one -> failures.add(new Failures(method + ": " + one.what(), tolerated)));
    errors = new NumericalException[all.size()];
  }

  /** Runs all of them. */
  void run(double lambda) {
    boolean alone = all.size() == 1 || ForkJoinTask.inForkJoinPool();
    if (alone || ForkJoinPool.getCommonPoolParallelism() < 1) {
      for (int i = 0; i < errors.length; i++) {
        attempt(i, lambda);
      }
    } else {
      List<RecursiveAction> tasks = new ArrayList<>();
      for (int i = 0; i < errors.length; i++) {
        tasks.add(new Task(i, lambda));
      }
      ForkJoinTask.invokeAll(tasks);
    }
    for (int i = 0; i < errors.length; i++) {
      if (errors[i] == null) {
        failures.get(i).succeeded();
      } else {
        failures.get(i).failed(errors[i]);
      }
    }
  }

  private void attempt(int i, double lambda) {
    errors[i] = null;
    try {
      all.get(i).body().run(lambda);
    } catch (NumericalException e) {
      errors[i] = e;
    }
  }

  /** How many failed since the start. */
  long failed() {
    return failures.stream().mapToLong(Failures::count).sum();
  }

  /** Shows the counts. */
  void state(StateVisitor visitor) {
    for (int i = 0; i < errors.length; i++) {
      failures.get(i).state(visitor.in(all.get(i).what()));
    }
  }

  private final class Task extends RecursiveAction {
    private static final long serialVersionUID = 1L;
    private final int i;
    private final double lambda;

    Task(int i, double lambda) {
      this.i = i;
      this.lambda = lambda;
    }

    @Override
    protected void compute() {
      attempt(i, lambda);
    }
  }
}
