package dev.layerwise.optim.form;

import dev.layerwise.linalg.NumericalException;
import dev.layerwise.optim.Failures;
import dev.layerwise.optim.StateVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;

/**
 * Decompositions that do not know each other, done at the same time where nobody else does work of
 * the common pool, each with its count of failures. The results do not depend on the number of
 * threads.
 */
public final class Attempts {
  private final List<String> names = new ArrayList<>();
  private final List<Runnable> bodies = new ArrayList<>();
  private final List<Failures> failures = new ArrayList<>();
  private final List<NumericalException> errors = new ArrayList<>();
  private ForkJoinTask<?> pending;
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
    pending = ForkJoinPool.commonPool().submit(this::attemptAll);
  }

  /**
   * Waits for what was begun, if something was.
   *
   * @throws dev.layerwise.optim.DivergedException if one failed too often
   */
  public void finish() {
    if (pending != null) {
      pending.join();
      pending = null;
      count();
    }
  }

  private void attemptAll() {
    boolean alone =
        bodies.size() < 2
            || ForkJoinTask.inForkJoinPool()
            || ForkJoinPool.getCommonPoolParallelism() < 1;
    if (alone) {
      for (int i = 0; i < bodies.size(); i++) {
        attempt(i);
      }
    } else {
      IntStream.range(0, bodies.size()).parallel().forEach(this::attempt);
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
