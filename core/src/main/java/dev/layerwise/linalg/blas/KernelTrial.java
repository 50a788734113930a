package dev.layerwise.linalg.blas;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Measures kernels on copies of the library, which are loaded side by side and unloaded again.
 *
 * <p>The work is that of one preconditioned step: four products, a symmetric update, a Cholesky
 * factorisation and a triangular solve, at orders 100 and 256.
 */
final class KernelTrial implements KernelChoice.Measurement {
  private static final int[] ORDERS = {100, 256};

  /** Kernels take turns this many times, and the least time of each counts. */
  private static final int ROUNDS = 5;

  private static final int COLUMN_MAJOR = 102;
  private static final int NO_TRANS = 111;
  private static final int TRANS = 112;
  private static final int LOWER = 122;
  private static final int NON_UNIT = 131;
  private static final int LEFT = 141;

  private final Platform platform;
  private final Path library;

  KernelTrial(Platform platform, Path library) {
    this.platform = platform;
    this.library = library;
  }

  @Override
  public String detected() throws IOException {
    Path copy = copy();
    try (Arena arena = Arena.ofConfined()) {
      return new OpenBlasSymbols(copy, arena).coreName();
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  @Override
  public double speed(String candidate) throws IOException {
    Path first = copy();
    Path second = copy();
    try (Arena arena = Arena.ofConfined()) {
      Kernel detected = new Kernel(new OpenBlasSymbols(first, arena));
      Kernel other;
      NativeEnvironment.set(platform, "OPENBLAS_CORETYPE", candidate);
      try {
        other = new Kernel(new OpenBlasSymbols(second, arena));
      } finally {
        NativeEnvironment.unset("OPENBLAS_CORETYPE");
      }
      double logarithm = 0;
      for (int n : ORDERS) {
        logarithm += Math.log(ratio(n, detected, other));
      }
      return Math.exp(logarithm / ORDERS.length);
    } finally {
      Files.deleteIfExists(first);
      Files.deleteIfExists(second);
    }
  }

  /** A file is loaded once, so two kernels need two files. */
  private Path copy() throws IOException {
    Path copy = Files.createTempFile(library.getParent(), "trial", ".part");
    return Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
  }

  private static double ratio(int n, Kernel first, Kernel second) {
    try (Arena arena = Arena.ofConfined()) {
      Work work = new Work(arena, n);
      long fast = Long.MAX_VALUE;
      long slow = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        slow = Math.min(slow, first.nanos(work));
        fast = Math.min(fast, second.nanos(work));
      }
      return (double) slow / fast;
    }
  }

  /** Operands off the heap. */
  private static final class Work {
    final int n;
    final MemorySegment a;
    final MemorySegment b;
    final MemorySegment c;
    final MemorySegment spd;

    Work(Arena arena, int n) {
      this.n = n;
      long size = (long) n * n;
      a = arena.allocate(ValueLayout.JAVA_DOUBLE, size);
      b = arena.allocate(ValueLayout.JAVA_DOUBLE, size);
      c = arena.allocate(ValueLayout.JAVA_DOUBLE, size);
      spd = arena.allocate(ValueLayout.JAVA_DOUBLE, size);
      for (long i = 0; i < size; i++) {
        double x = Math.sin((double) i);
        a.setAtIndex(ValueLayout.JAVA_DOUBLE, i, x);
        b.setAtIndex(ValueLayout.JAVA_DOUBLE, i, x);
        // Diagonally dominant, so it has a Cholesky factor.
        spd.setAtIndex(ValueLayout.JAVA_DOUBLE, i, i % (n + 1) == 0 ? n : 0.5);
      }
    }
  }

  /** The four routines of one copy. */
  private static final class Kernel {
    private final MethodHandle dgemm;
    private final MethodHandle dsyrk;
    private final MethodHandle dtrsm;
    private final MethodHandle dpotrf;

    Kernel(OpenBlasSymbols symbols) {
      symbols.setOneThread();
      dgemm = symbols.ordinary("cblas_dgemm", OpenBlasSymbols.DGEMM);
      dsyrk = symbols.ordinary("cblas_dsyrk", OpenBlasSymbols.DSYRK);
      dtrsm = symbols.ordinary("cblas_dtrsm", OpenBlasSymbols.TRIANGULAR);
      dpotrf = symbols.ordinary("LAPACKE_dpotrf_work", OpenBlasSymbols.DPOTRF);
    }

    long nanos(Work w) {
      int n = w.n;
      MemorySegment.copy(w.spd, 0, w.c, 0, w.c.byteSize());
      try {
        long start = System.nanoTime();
        int info = (int) dpotrf.invokeExact(COLUMN_MAJOR, (byte) 'L', n, w.c, n);
        dtrsm.invokeExact(COLUMN_MAJOR, LEFT, LOWER, NO_TRANS, NON_UNIT, n, n, 1.0, w.c, n, w.b, n);
        for (int i = 0; i < 4; i++) {
          int transA = i < 2 ? NO_TRANS : TRANS;
          int transB = i == 3 ? TRANS : NO_TRANS;
          dgemm.invokeExact(
              COLUMN_MAJOR, transA, transB, n, n, n, 1.0, w.a, n, w.b, n, 0.0, w.c, n);
        }
        dsyrk.invokeExact(COLUMN_MAJOR, LOWER, TRANS, n, n, 1.0, w.a, n, 0.0, w.c, n);
        long nanos = System.nanoTime() - start;
        return info == 0 ? Math.max(1, nanos) : Long.MAX_VALUE;
      } catch (Throwable e) {
        throw OpenBlasSymbols.failed("the measurement of kernels", e);
      }
    }
  }
}
