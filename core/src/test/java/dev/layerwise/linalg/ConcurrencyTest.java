package dev.layerwise.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many threads at once compute what one thread computes, to the last bit. */
class ConcurrencyTest {
  private static final int THREADS = 8;

  /** Some of everything that keeps a workspace. */
  private static double[] work(int seed) {
    int n = 61 + seed % 5;
    Matrix A = Draws.gaussian(n + 9, n, seed);
    Matrix S = A.T().times(A);
    Spd spd = Spd.of(S).plusDamping(0.1);
    Matrix X = spd.inv().times(A.T());
    Matrix Y = X.times(A).plusInPlace(spd.eigen().apply(Math::sqrt));
    Y.plusInPlace(Qr.of(S).q()).plusInPlace(S.solve(Y));
    Svd svd = Svd.of(Y);
    return Y.times(svd.u()).times(svd.v().T()).toColumnMajor();
  }

  @Test
  void eightThreadsGiveTheBitsOfOne() throws Exception {
    int tasks = 40;
    List<double[]> alone = new ArrayList<>();
    List<Callable<double[]>> calls = new ArrayList<>();
    for (int t = 0; t < tasks; t++) {
      int seed = t;
      alone.add(work(seed));
      calls.add(() -> work(seed));
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      List<Future<double[]>> together = pool.invokeAll(calls);
      for (int t = 0; t < tasks; t++) {
        assertThat(together.get(t).get()).containsExactly(alone.get(t));
      }
    }
  }

  /** An Spd is factorised by whichever thread comes first. */
  @Test
  void aSharedSpdGivesEveryThreadTheSameAnswer() throws Exception {
    Spd S = Spd.of(Draws.spd(41, 1));
    Matrix B = Draws.gaussian(41, 3, 2);
    double[] expected = Spd.of(Draws.spd(41, 1)).inv().times(B).toColumnMajor();
    List<Callable<double[]>> calls = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      calls.add(() -> S.inv().times(B).toColumnMajor());
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      for (Future<double[]> answer : pool.invokeAll(calls)) {
        assertThat(answer.get()).containsExactly(expected);
      }
    }
  }
}
