package dev.layerwise.optim.form;

import dev.layerwise.linalg.NumericalException;
import dev.layerwise.optim.Failures;
import dev.layerwise.optim.Jobs;
import dev.layerwise.optim.StateVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;

/**
 * Decompositions that do not know each other, done at the same time where nobody else does work of
 * the common pool, each with its count of failures. The results do not depend on the number of
 * threads.
 */
public final class Attempts {
  /** Floating-point operations, for all that is known of them: worth handing over. */
  private static final double WORK = 1e9;

  private final List<String> names = new ArrayList<>();
  private final List<Runnable> bodies = new ArrayList<>();
  private final List<Failures> failures = new ArrayList<>();
  private final List<NumericalException> errors = new ArrayList<>();
  private final Jobs jobs = new Jobs();

  /** All of them beside other work, again and again. */
  private final ForkJoinTask<?> beside = ForkJoinTask.adapt(this::attemptAll);

  private boolean pending;
  private final String method;
  private final int tolerated;

  /**
   * None yet.
   *
   * @param method whose failures they are
   * @param tolerated how many in a row do not end the run
   */
  public Attempts(String method, int tolerated) {
    this.method = method;
    this.tolerated = tolerated;
  }

  /**
   * Adds a decomposition.
   *
   * @param what its name, unique among them
   * @param body replaces the last good result, or throws {@link NumericalException} and leaves it
   */
  public void add(String what, Runnable body) {
    int place = names.size();
    jobs.add(WORK, () -> attempt(place));
    names.add(what);
    bodies.add(body);
    errors.add(null);
    failures.add(new Failures(method + ": " + what, tolerated));
  }

  /**
   * Does all of them.
   *
   * @throws dev.layerwise.optim.DivergedException if one failed too often
   */
  public void run() {
    attemptAll();
    count();
  }

  /** Begins with all of them beside other work. */
  public void start() {
    beside.reinitialize();
    ForkJoinPool.commonPool().execute(beside);
    pending = true;
  }

  /**
   * Waits for what was begun, if something was.
   *
   * @throws dev.layerwise.optim.DivergedException if one failed too often
   */
  public void finish() {
    if (pending) {
      beside.join();
      pending = false;
      count();
    }
  }

  private void attemptAll() {
    if (ForkJoinTask.inForkJoinPool()) {
      for (int i = 0; i < bodies.size(); i++) {
        attempt(i);
      }
    } else {
      jobs.run();
    }
  }

  private void count() {
    for (int i = 0; i < bodies.size(); i++) {
      NumericalException error = errors.get(i);
      if (error == null) {
        failures.get(i).succeeded();
      } else {
        failures.get(i).failed(error);
      }
    }
  }

  private void attempt(int i) {
    try {
      bodies.get(i).run();
      errors.set(i, null);
    } catch (NumericalException e) {
      errors.set(i, e);
    }
  }

  /** How many failed since the start. */
  public long failed() {
    return failures.stream().mapToLong(Failures::count).sum();
  }

  /** Shows the counts. */
  public void state(StateVisitor visitor) {
    for (int i = 0; i < names.size(); i++) {
      failures.get(i).state(visitor.in(names.get(i)));
    }
  }
}
