package dev.layerwise.lab.cli;

import dev.layerwise.linalg.Matrix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measures how fast this machine multiplies matrices; indicative, not a benchmark. */
final class ProductSpeed {
  private static final int TRIALS = 9;
  private static final long TRIAL_NANOS = 20_000_000;
  private static final long BUDGET_NANOS = 3_000_000_000L;

  private ProductSpeed() {}

  /**
   * Measures products of two n × n matrices, 2 n³ floating-point operations each.
   *
   * @param n the size
   * @return the median over trials, in GFLOP/s
   */
  static double gflops(int n) {
    Matrix A = Matrix.generate(n, n, (i, j) -> Math.sin(i + 3.0 * j));
    Matrix B = Matrix.generate(n, n, (i, j) -> Math.cos(2.0 * i - j));
    long warm = time(A, B, 1);
    int repeats = Math.clamp(TRIAL_NANOS / Math.max(1, warm), 1, 1000);
    time(A, B, repeats);
    List<Double> rates = new ArrayList<>();
    long end = System.nanoTime() + BUDGET_NANOS;
    do {
      rates.add(2.0 * n * n * n * repeats / time(A, B, repeats));
    } while (rates.size() < TRIALS && System.nanoTime() < end);
    Collections.sort(rates);
    return rates.get(rates.size() / 2);
  }

  private static long time(Matrix A, Matrix B, int repeats) {
    long start = System.nanoTime();
    double used = 0;
    for (int i = 0; i < repeats; i++) {
      used += A.times(B).get(0, 0);
    }
    long nanos = System.nanoTime() - start;
    if (Double.isNaN(used)) { // Never, but the compiler cannot know and so must multiply.
      throw new IllegalStateException("a product of finite matrices is not a number");
    }
    return nanos;
  }
}
