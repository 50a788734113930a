package dev.layerwise.optim.shampoo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Pieces of work that do not know each other, done by the caller and the common pool, the largest
 * first. What they compute does not depend on who does them, or when.
 */
final class Jobs {
  /** Floating-point operations below which handing work over costs more than it saves. */
  private static final double WORTHWHILE = 5e6;

  private final List<Job> jobs = new ArrayList<>();
  private double flops;

  private record Job(double flops, Runnable work) {}

  /**
   * Adds a piece.
   *
   * @param cost floating-point operations, roughly
   * @param work what is to be done
   */
  Jobs add(double cost, Runnable work) {
    jobs.add(new Job(cost, work));
    jobs.sort(Comparator.comparingDouble(job -> -job.flops));
    flops += cost;
    return this;
  }

  /** Adds the pieces of others. */
  Jobs add(Jobs others) {
    others.jobs.forEach(job -> add(job.flops, job.work));
    return this;
  }

  /** Does all; a piece that throws does not keep the others from being done. */
  void run() {
    int helpers = Math.min(ForkJoinPool.getCommonPoolParallelism(), jobs.size() - 1);
    if (flops < WORTHWHILE || helpers < 1) {
      for (int i = 0; i < jobs.size(); i++) {
        jobs.get(i).work.run();
      }
      return;
    }
    Run run = new Run(jobs);
    for (int i = 0; i < helpers; i++) {
      ForkJoinPool.commonPool().execute(run);
    }
    run.run();
    run.await();
  }

  /** One pass over the pieces; a helper that comes too late finds nothing left. */
  private static final class Run implements Runnable {
    private final List<Job> jobs;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch left;
    private final AtomicReference<RuntimeException> problem = new AtomicReference<>();

    Run(List<Job> jobs) {
      this.jobs = jobs;
      left = new CountDownLatch(jobs.size());
    }

    @Override
    public void run() {
      for (int i = next.getAndIncrement(); i < jobs.size(); i = next.getAndIncrement()) {
        try {
          jobs.get(i).work.run();
        } catch (RuntimeException e) {
          problem.compareAndSet(null, e);
        } finally {
          left.countDown();
        }
      }
    }

    void await() {
      boolean interrupted = false;
      while (left.getCount() > 0) {
        try {
          left.await();
        } catch (InterruptedException e) {
          interrupted = true; // the pieces share the caller's matrices: wait for them all the same
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (problem.get() != null) {
        throw problem.get();
      }
    }
  }
}
