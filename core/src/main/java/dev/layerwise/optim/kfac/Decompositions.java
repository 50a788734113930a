package dev.layerwise.optim.kfac;

import dev.layerwise.linalg.NumericalException;
import dev.layerwise.optim.Failures;
import dev.layerwise.optim.Jobs;
import dev.layerwise.optim.StateVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinTask;

/**
 * Runs the decompositions of all layers, at the same time where nobody else does work of the pool,
 * and counts those that fail. The results do not depend on the number of threads.
 */
final class Decompositions {
  /** Floating-point operations, for all that is known of them: worth handing over. */
  private static final double WORK = 1e9;

  private final List<BlockCurvature.Decomposition> all;
  private final List<Failures> failures = new ArrayList<>();
  private final NumericalException[] errors;
  private final Jobs jobs = new Jobs();
  private double lambda;

  Decompositions(String method, List<BlockCurvature.Decomposition> all, int tolerated) {
    this.all = all;
    all.forEach(one -> failures.add(new Failures(method + ": " + one.what(), tolerated)));
    errors = new NumericalException[all.size()];
    for (int i = 0; i < errors.length; i++) {
      int place = i;
      jobs.add(WORK, () -> attempt(place));
    }
  }

  /** Runs all of them. */
  void run(double damping) {
    lambda = damping;
    if (ForkJoinTask.inForkJoinPool()) {
      for (int i = 0; i < errors.length; i++) {
        attempt(i);
      }
    } else {
      jobs.run();
    }
    for (int i = 0; i < errors.length; i++) {
      if (errors[i] == null) {
        failures.get(i).succeeded();
      } else {
        failures.get(i).failed(errors[i]);
      }
    }
  }

  private void attempt(int i) {
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
}
