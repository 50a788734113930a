package dev.layerwise.linalg.blas;

import static dev.layerwise.linalg.blas.OpenBlasLibrary.SYMBOLS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The same calls on copies outside the heap, for work so large that the copy costs next to nothing.
 *
 * <p>A call on heap arrays keeps every thread of the JVM waiting when one wants to collect garbage.
 */
final class LargeBlas {
  /**
   * Floating-point operations above which a call works on copies. Measured at 50 GFLOP/s, copying
   * the three operands of a product takes 3.3 % of its 41 ms at order 1024 (2·10⁹), 2.4 % of its 80
   * ms at order 1270 (4·10⁹), 1.9 % of its 330 ms at order 2048: below the limit the wait is short,
   * above it the copy is cheap.
   */
  static final double LIMIT = 4e9;

  private static final MethodHandle DGEMM = SYMBOLS.ordinary("cblas_dgemm", OpenBlasSymbols.DGEMM);
  private static final MethodHandle DSYRK = SYMBOLS.ordinary("cblas_dsyrk", OpenBlasSymbols.DSYRK);
  private static final MethodHandle DTRSM =
      SYMBOLS.ordinary("cblas_dtrsm", OpenBlasSymbols.TRIANGULAR);
  private static final MethodHandle DPOTRF =
      SYMBOLS.ordinary("LAPACKE_dpotrf_work", OpenBlasSymbols.DPOTRF);
  private static final MethodHandle DPOTRI =
      SYMBOLS.ordinary("LAPACKE_dpotri_work", OpenBlasSymbols.DPOTRF);
  private static final MethodHandle DSYEVD =
      SYMBOLS.ordinary("LAPACKE_dsyevd_work", OpenBlasSymbols.DSYEVD);
  private static final MethodHandle DGESDD =
      SYMBOLS.ordinary("LAPACKE_dgesdd_work", OpenBlasSymbols.DGESDD);
  private static final MethodHandle DGEQRF =
      SYMBOLS.ordinary("LAPACKE_dgeqrf_work", OpenBlasSymbols.DGEQRF);
  private static final MethodHandle DORGQR =
      SYMBOLS.ordinary("LAPACKE_dorgqr_work", OpenBlasSymbols.DORGQR);
  private static final MethodHandle DGETRF =
      SYMBOLS.ordinary("LAPACKE_dgetrf_work", OpenBlasSymbols.DGETRF);
  private static final MethodHandle DGETRS =
      SYMBOLS.ordinary("LAPACKE_dgetrs_work", OpenBlasSymbols.DGETRS);

  private LargeBlas() {}

  static void dgemm(
      int transA,
      int transB,
      int m,
      int n,
      int k,
      double alpha,
      double[] a,
      int first,
      int lda,
      double[] b,
      int ldb,
      double beta,
      double[] c,
      int ldc)
      throws Throwable {
    int rows = transA == OpenBlas.TRANS ? k : m;
    int cols = transA == OpenBlas.TRANS ? m : k;
    try (OffHeap heap = OffHeap.enter()) {
      MemorySegment copyA = heap.copyOf(0, a, first, rows, lda, cols);
      MemorySegment copyB = heap.copyOf(1, b);
      MemorySegment copyC = beta == 0 ? heap.doubles(2, c.length) : heap.copyOf(2, c);
      DGEMM.invokeExact(
          OpenBlas.COLUMN_MAJOR,
          transA,
          transB,
          m,
          n,
          k,
          alpha,
          copyA,
          rows,
          copyB,
          ldb,
          beta,
          copyC,
          ldc);
      OffHeap.copyTo(copyC, c);
    }
  }

  static void dsyrk(
      int trans, int n, int k, double alpha, double[] a, int lda, double beta, double[] c, int ldc)
      throws Throwable {
    try (OffHeap heap = OffHeap.enter()) {
      MemorySegment copyA = heap.copyOf(0, a);
      MemorySegment copyC = heap.copyOf(1, c);
      DSYRK.invokeExact(
          OpenBlas.COLUMN_MAJOR, OpenBlas.LOWER, trans, n, k, alpha, copyA, lda, beta, copyC, ldc);
      OffHeap.copyTo(copyC, c);
    }
  }

  static void dtrsm(
      int side, int trans, int m, int n, double alpha, double[] l, int ldl, double[] b, int ldb)
      throws Throwable {
    try (OffHeap heap = OffHeap.enter()) {
      MemorySegment copyL = heap.copyOf(0, l);
      MemorySegment copyB = heap.copyOf(1, b);
      DTRSM.invokeExact(
          OpenBlas.COLUMN_MAJOR,
          side,
          OpenBlas.LOWER,
          trans,
          OpenBlas.NON_UNIT,
          m,
          n,
          alpha,
          copyL,
          ldl,
          copyB,
          ldb);
      OffHeap.copyTo(copyB, b);
    }
  }

  static int dpotrf(int n, double[] a, int lda) throws Throwable {
    try (OffHeap heap = OffHeap.enter()) {
      MemorySegment copy = heap.copyOf(0, a);
      int info = (int) DPOTRF.invokeExact(OpenBlas.COLUMN_MAJOR, (byte) 'L', n, copy, lda);
      OffHeap.copyTo(copy, a);
      return info;
    }
  }

  static int dpotri(int n, double[] a, int lda) throws Throwable {
    try (OffHeap heap = OffHeap.enter()) {
      MemorySegment copy = heap.copyOf(0, a);
      int info = (int) DPOTRI.invokeExact(OpenBlas.COLUMN_MAJOR, (byte) 'L', n, copy, lda);
      OffHeap.copyTo(copy, a);
      return info;
    }
  }

  static int dsyevd(byte job, int n, double[] a, int lda, double[] w, int work, int integers)
      throws Throwable {
    try (OffHeap heap = OffHeap.enter()) {
      MemorySegment copyA = heap.copyOf(0, a);
      MemorySegment copyW = heap.doubles(1, w.length);
      int info =
          (int)
              DSYEVD.invokeExact(
                  OpenBlas.COLUMN_MAJOR,
                  job,
                  (byte) 'L',
                  n,
                  copyA,
                  lda,
                  copyW,
                  heap.doubles(2, work),
                  work,
                  heap.room(3, (long) integers * Integer.BYTES),
                  integers);
      OffHeap.copyTo(copyA, a);
      OffHeap.copyTo(copyW, w);
      return info;
    }
  }

  static int dgesdd(
      byte job, int m, int n, double[] a, int lda, double[] s, double[] u, double[] vt, int work)
      throws Throwable {
    int k = Math.min(m, n);
    try (OffHeap heap = OffHeap.enter()) {
      MemorySegment copyA = heap.copyOf(0, a);
      MemorySegment copyS = heap.doubles(1, s.length);
      MemorySegment copyU = heap.doubles(2, u.length);
      MemorySegment copyV = heap.doubles(3, vt.length);
      int info =
          (int)
              DGESDD.invokeExact(
                  OpenBlas.COLUMN_MAJOR,
                  job,
                  m,
                  n,
                  copyA,
                  lda,
                  copyS,
                  copyU,
                  m,
                  copyV,
                  k,
                  heap.doubles(4, work),
                  work,
                  heap.room(5, 8L * k * Integer.BYTES));
      OffHeap.copyTo(copyS, s);
      OffHeap.copyTo(copyU, u);
      OffHeap.copyTo(copyV, vt);
      return info;
    }
  }

  static int dgeqrf(int m, int n, double[] a, int lda, double[] tau, int work) throws Throwable {
    try (OffHeap heap = OffHeap.enter()) {
      MemorySegment copyA = heap.copyOf(0, a);
      MemorySegment copyTau = heap.doubles(1, tau.length);
      int info =
          (int)
              DGEQRF.invokeExact(
                  OpenBlas.COLUMN_MAJOR, m, n, copyA, lda, copyTau, heap.doubles(2, work), work);
      OffHeap.copyTo(copyA, a);
      OffHeap.copyTo(copyTau, tau);
      return info;
    }
  }

  static int dorgqr(int m, int n, int k, double[] a, int lda, double[] tau, int work)
      throws Throwable {
    try (OffHeap heap = OffHeap.enter()) {
      MemorySegment copyA = heap.copyOf(0, a);
      MemorySegment copyTau = heap.copyOf(1, tau);
      int info =
          (int)
              DORGQR.invokeExact(
                  OpenBlas.COLUMN_MAJOR, m, n, k, copyA, lda, copyTau, heap.doubles(2, work), work);
      OffHeap.copyTo(copyA, a);
      return info;
    }
  }

  static int dgetrf(int n, double[] a, int lda, int[] pivots) throws Throwable {
    try (OffHeap heap = OffHeap.enter()) {
      MemorySegment copyA = heap.copyOf(0, a);
      MemorySegment copyPivots = heap.room(1, (long) n * Integer.BYTES);
      int info = (int) DGETRF.invokeExact(OpenBlas.COLUMN_MAJOR, n, n, copyA, lda, copyPivots);
      OffHeap.copyTo(copyA, a);
      MemorySegment.copy(copyPivots, ValueLayout.JAVA_INT, 0, pivots, 0, n);
      return info;
    }
  }

  static int dgetrs(
      byte trans, int n, int nrhs, double[] a, int lda, int[] pivots, double[] b, int ldb)
      throws Throwable {
    try (OffHeap heap = OffHeap.enter()) {
      MemorySegment copyA = heap.copyOf(0, a);
      MemorySegment copyB = heap.copyOf(1, b);
      MemorySegment copyPivots = heap.room(2, (long) n * Integer.BYTES);
      MemorySegment.copy(pivots, 0, copyPivots, ValueLayout.JAVA_INT, 0, n);
      int info =
          (int)
              DGETRS.invokeExact(
                  OpenBlas.COLUMN_MAJOR, trans, n, nrhs, copyA, lda, copyPivots, copyB, ldb);
      OffHeap.copyTo(copyB, b);
      return info;
    }
  }
}
