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
  private ForkJoinTask<?> pending;
  private NumericalException[] errors = {};
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
    errors = new NumericalException[bodies.size()];
    boolean alone =
        bodies.size() < 2
            || ForkJoinTask.inForkJoinPool()
            || ForkJoinPool.getCommonPoolParallelism() < 1;
    IntStream all = IntStream.range(0, errors.length);
    (alone ? all : all.parallel()).forEach(i -> errors[i] = attempt(bodies.get(i)));
  }

  private void count() {
    for (int i = 0; i < errors.length; i++) {
      NumericalException error = errors[i];
      failures
          .get(i)
          .attempt(() -> {
            if (error != null) {
              throw error;
            }
          });
    }
  }

  private static NumericalException attempt(Runnable body) {
    try {
      body.run();
      return null;
    } catch (NumericalException e) {
      return e;
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
