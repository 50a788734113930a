package dev.layerwise.optim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Pieces of work that do not know each other, done by the caller and the common pool, the largest
 * first. What they compute does not depend on who does them, or when.
 */
public final class Jobs {
  /** Floating-point operations below which handing work over costs more than it saves. */
  private static final double WORTHWHILE = 5e6;

  private final List<Job> jobs = new ArrayList<>();
  private final List<Helper> helping = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final Semaphore done = new Semaphore(0);
  private final AtomicReference<RuntimeException> problem = new AtomicReference<>();
  private double flops;

  /** None yet. */
  public Jobs() {}

  private record Job(double flops, Runnable work) {}

  /**
   * Adds a piece.
   *
   * @param cost floating-point operations, roughly
   * @param work what is to be done
   * @return this
   */
  public Jobs add(double cost, Runnable work) {
    jobs.add(new Job(cost, work));
    jobs.sort(Comparator.comparingDouble(job -> -job.flops));
    flops += cost;
    return this;
  }

  /** Adds the pieces of others. */
  public Jobs add(Jobs others) {
    others.jobs.forEach(job -> add(job.flops, job.work));
    return this;
  }

  /** Does all; a piece that throws does not keep the others from being done. */
  public void run() {
    int helpers = Math.min(ForkJoinPool.getCommonPoolParallelism(), jobs.size() - 1);
    if (flops < WORTHWHILE || helpers < 1) {
      for (int i = 0; i < jobs.size(); i++) {
        jobs.get(i).work.run();
      }
      return;
    }
    while (helping.size() < helpers) {
      helping.add(new Helper());
    }
    problem.set(null);
    next.set(0);
    for (int i = 0; i < helpers; i++) {
      helping.get(i).call();
    }
    work();
    done.acquireUninterruptibly(jobs.size()); // the pieces share the caller's matrices
    if (problem.get() != null) {
      throw problem.get();
    }
  }

  /** Does what nobody has taken yet; whoever comes too late finds nothing left. */
  private void work() {
    for (int i = next.getAndIncrement(); i < jobs.size(); i = next.getAndIncrement()) {
      try {
        jobs.get(i).work.run();
      } catch (RuntimeException e) {
        problem.compareAndSet(null, e);
      } finally {
        done.release();
      }
    }
  }

  /** A call for help to the common pool, which may be answered late, and then counts for later. */
  private final class Helper extends ForkJoinTask<Void> {
    private static final long serialVersionUID = 1L;
    private final AtomicBoolean called = new AtomicBoolean();

    void call() {
      if (!called.getAndSet(true)) {
        ForkJoinPool.commonPool().execute(this);
      }
    }

    @Override
    protected boolean exec() {
      called.set(false);
      work();
      return false; // never done: the same call is made again
    }

    @Override
    public Void getRawResult() {
      return null;
    }

    @Override
    protected void setRawResult(Void nothing) {
      // there is none
    }
  }
}
