package dev.layerwise.linalg.blas;

import static dev.layerwise.linalg.blas.OpenBlasLibrary.SYMBOLS;
import static dev.layerwise.linalg.blas.OpenBlasSymbols.failed;

import java.lang.invoke.MethodHandle;

/** BLAS by OpenBLAS: downcalls that read and write the heap arrays themselves. */
final class OpenBlas implements Blas {
  static final int COLUMN_MAJOR = 102;
  private static final int NO_TRANS = 111;
  static final int TRANS = 112;
  static final int LOWER = 122;
  static final int NON_UNIT = 131;
  private static final int LEFT = 141;
  private static final int RIGHT = 142;

  /** Rows of a product that one call computes at least. */
  private static final int LEAST_PANEL = 64;

  private static final MethodHandle DGEMM = SYMBOLS.critical("cblas_dgemm", OpenBlasSymbols.DGEMM);
  private static final MethodHandle DSYRK = SYMBOLS.critical("cblas_dsyrk", OpenBlasSymbols.DSYRK);
  private static final MethodHandle DTRSM =
      SYMBOLS.critical("cblas_dtrsm", OpenBlasSymbols.TRIANGULAR);
  private static final MethodHandle DTRMM =
      SYMBOLS.critical("cblas_dtrmm", OpenBlasSymbols.TRIANGULAR);
  private static final MethodHandle DGEMV = SYMBOLS.critical("cblas_dgemv", OpenBlasSymbols.DGEMV);
  private static final MethodHandle DGER = SYMBOLS.critical("cblas_dger", OpenBlasSymbols.DGER);

  private static int op(boolean trans) {
    return trans ? TRANS : NO_TRANS;
  }

  @Override
  public void dgemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      double alpha,
      Operand a,
      int first,
      int lda,
      Operand b,
      int ldb,
      double beta,
      Operand c,
      int ldc) {
    try {
      if (2.0 * m * n * k > LargeBlas.LIMIT) {
        LargeBlas.dgemm(
            op(transA),
            op(transB),
            m,
            n,
            k,
            alpha,
            a.array(),
            first,
            lda,
            b.array(),
            ldb,
            beta,
            c.array(),
            ldc);
        return;
      }
      DGEMM.invokeExact(
          COLUMN_MAJOR,
          op(transA),
          op(transB),
          m,
          n,
          k,
          alpha,
          a.from(first),
          lda,
          b.segment(),
          ldb,
          beta,
          c.segment(),
          ldc);
    } catch (Throwable e) {
      throw failed("dgemm", e);
    }
  }

  @Override
  public void dsyrk(
      boolean trans,
      int n,
      int k,
      double alpha,
      Operand a,
      int lda,
      double beta,
      Operand c,
      int ldc) {
    try {
      if ((double) n * n * k > LargeBlas.LIMIT) {
        LargeBlas.dsyrk(op(trans), n, k, alpha, a.array(), lda, beta, c.array(), ldc);
        return;
      }
      DSYRK.invokeExact(
          COLUMN_MAJOR, LOWER, op(trans), n, k, alpha, a.segment(), lda, beta, c.segment(), ldc);
    } catch (Throwable e) {
      throw failed("dsyrk", e);
    }
  }

  /**
   * In panels of rows, measured at order 512: 0.65 times the time of the whole product, where dsyrk
   * takes 0.64 times and OpenBLAS's own dgemmt 1.5 times. What is large goes as a whole to {@link
   * LargeBlas}, which keeps no collector waiting.
   */
  @Override
  public void dgemmt(
      int n,
      int k,
      double alpha,
      Operand a,
      int lda,
      Operand b,
      int ldb,
      double beta,
      Operand c,
      int ldc) {
    if (2.0 * n * n * k > LargeBlas.LIMIT) {
      dgemm(true, false, n, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
      return;
    }
    int panel = Math.max(LEAST_PANEL, n / 8);
    try {
      for (int i = 0; i < n; i += panel) {
        int rows = Math.min(panel, n - i);
        DGEMM.invokeExact(
            COLUMN_MAJOR,
            TRANS,
            NO_TRANS,
            rows,
            i + rows,
            k,
            alpha,
            a.from((long) i * lda),
            lda,
            b.segment(),
            ldb,
            beta,
            c.from(i),
            ldc);
      }
    } catch (Throwable e) {
      throw failed("dgemmt", e);
    }
  }

  @Override
  public void dtrsm(
      boolean right,
      boolean trans,
      int m,
      int n,
      double alpha,
      Operand l,
      int ldl,
      Operand b,
      int ldb) {
    try {
      if ((double) m * n * (right ? n : m) > LargeBlas.LIMIT) {
        LargeBlas.dtrsm(
            right ? RIGHT : LEFT, op(trans), m, n, alpha, l.array(), ldl, b.array(), ldb);
        return;
      }
      DTRSM.invokeExact(
          COLUMN_MAJOR,
          right ? RIGHT : LEFT,
          LOWER,
          op(trans),
          NON_UNIT,
          m,
          n,
          alpha,
          l.segment(),
          ldl,
          b.segment(),
          ldb);
    } catch (Throwable e) {
      throw failed("dtrsm", e);
    }
  }

  @Override
  public void dtrmm(
      boolean right,
      boolean trans,
      int m,
      int n,
      double alpha,
      Operand l,
      int ldl,
      Operand b,
      int ldb) {
    try {
      DTRMM.invokeExact(
          COLUMN_MAJOR,
          right ? RIGHT : LEFT,
          LOWER,
          op(trans),
          NON_UNIT,
          m,
          n,
          alpha,
          l.segment(),
          ldl,
          b.segment(),
          ldb);
    } catch (Throwable e) {
      throw failed("dtrmm", e);
    }
  }

  @Override
  public void dgemv(
      boolean trans,
      int m,
      int n,
      double alpha,
      Operand a,
      int lda,
      Operand x,
      double beta,
      Operand y) {
    try {
      DGEMV.invokeExact(
          COLUMN_MAJOR,
          op(trans),
          m,
          n,
          alpha,
          a.segment(),
          lda,
          x.segment(),
          1,
          beta,
          y.segment(),
          1);
    } catch (Throwable e) {
      throw failed("dgemv", e);
    }
  }

  @Override
  public void dger(int m, int n, double alpha, Operand x, Operand y, Operand a, int lda) {
    try {
      DGER.invokeExact(COLUMN_MAJOR, m, n, alpha, x.segment(), 1, y.segment(), 1, a.segment(), lda);
    } catch (Throwable e) {
      throw failed("dger", e);
    }
  }
}
