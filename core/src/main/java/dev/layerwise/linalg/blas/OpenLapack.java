package dev.layerwise.linalg.blas;

import static dev.layerwise.linalg.blas.OpenBlasLibrary.SYMBOLS;
import static dev.layerwise.linalg.blas.OpenBlasSymbols.failed;
import static java.lang.foreign.MemorySegment.ofArray;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** LAPACK by OpenBLAS, with workspaces kept for each thread. */
final class OpenLapack implements Lapack {
  private static final int COLUMN_MAJOR = 102;
  private static final byte LOWER = 'L';

  /** Columns that LAPACK's blocked QR handles together, at most: sizes its workspace. */
  private static final int QR_BLOCK = 64;

  // Time in units of a product's, as factors of n³ or m n min(m, n).
  private static final double CHOLESKY_WORK = 1.0 / 3;
  private static final double INVERSE_WORK = 1;
  private static final double EIGEN_WORK = 9;
  private static final double LU_WORK = 1;
  private static final double QR_WORK = 2;
  private static final double SVD_WORK = 20;

  private static final MethodHandle DPOTRF =
      SYMBOLS.critical("LAPACKE_dpotrf_work", OpenBlasSymbols.DPOTRF);
  private static final MethodHandle DPOTRI =
      SYMBOLS.critical("LAPACKE_dpotri_work", OpenBlasSymbols.DPOTRF);
  private static final MethodHandle DSYEVD =
      SYMBOLS.critical("LAPACKE_dsyevd_work", OpenBlasSymbols.DSYEVD);
  private static final MethodHandle DGEQRF =
      SYMBOLS.critical("LAPACKE_dgeqrf_work", OpenBlasSymbols.DGEQRF);
  private static final MethodHandle DORGQR =
      SYMBOLS.critical("LAPACKE_dorgqr_work", OpenBlasSymbols.DORGQR);
  private static final MethodHandle DGESDD =
      SYMBOLS.critical("LAPACKE_dgesdd_work", OpenBlasSymbols.DGESDD);
  private static final MethodHandle DGETRF =
      SYMBOLS.critical("LAPACKE_dgetrf_work", OpenBlasSymbols.DGETRF);
  private static final MethodHandle DGETRS =
      SYMBOLS.critical("LAPACKE_dgetrs_work", OpenBlasSymbols.DGETRS);

  @Override
  public int dpotrf(int n, Operand a, int lda) {
    try {
      if (CHOLESKY_WORK * n * n * n > LargeBlas.LIMIT) {
        return LargeBlas.dpotrf(n, a.array(), lda);
      }
      return (int) DPOTRF.invokeExact(COLUMN_MAJOR, LOWER, n, a.segment(), lda);
    } catch (Throwable e) {
      throw failed("dpotrf", e);
    }
  }

  @Override
  public int dpotri(int n, Operand a, int lda) {
    try {
      if (INVERSE_WORK * n * n * n > LargeBlas.LIMIT) {
        return LargeBlas.dpotri(n, a.array(), lda);
      }
      return (int) DPOTRI.invokeExact(COLUMN_MAJOR, LOWER, n, a.segment(), lda);
    } catch (Throwable e) {
      throw failed("dpotri", e);
    }
  }

  @Override
  public int dsyevd(boolean vectors, int n, Operand a, int lda, Operand w) {
    int work = vectors ? Math.addExact(1 + 6 * n, Math.multiplyExact(2 * n, n)) : 2 * n + 1;
    int integers = vectors ? 3 + 5 * n : 1;
    byte job = (byte) (vectors ? 'V' : 'N');
    try {
      if (EIGEN_WORK * n * n * n > LargeBlas.LIMIT) {
        return LargeBlas.dsyevd(job, n, a.array(), lda, w.array(), work, integers);
      }
      Workspace space = Workspace.ofThread();
      return (int)
          DSYEVD.invokeExact(
              COLUMN_MAJOR,
              job,
              LOWER,
              n,
              a.segment(),
              lda,
              w.segment(),
              space.doubles(work).segment(),
              work,
              space.integers(integers),
              integers);
    } catch (Throwable e) {
      throw failed("dsyevd", e);
    }
  }

  @Override
  public int dgeqrf(int m, int n, Operand a, int lda, Operand tau) {
    int work = Math.max(1, n * QR_BLOCK);
    try {
      if (QR_WORK * m * n * Math.min(m, n) > LargeBlas.LIMIT) {
        return LargeBlas.dgeqrf(m, n, a.array(), lda, tau.array(), work);
      }
      return (int)
          DGEQRF.invokeExact(
              COLUMN_MAJOR,
              m,
              n,
              a.segment(),
              lda,
              tau.segment(),
              Workspace.ofThread().doubles(work).segment(),
              work);
    } catch (Throwable e) {
      throw failed("dgeqrf", e);
    }
  }

  @Override
  public int dorgqr(int m, int n, int k, Operand a, int lda, Operand tau) {
    int work = Math.max(1, n * QR_BLOCK);
    try {
      if (QR_WORK * m * n * k > LargeBlas.LIMIT) {
        return LargeBlas.dorgqr(m, n, k, a.array(), lda, tau.array(), work);
      }
      return (int)
          DORGQR.invokeExact(
              COLUMN_MAJOR,
              m,
              n,
              k,
              a.segment(),
              lda,
              tau.segment(),
              Workspace.ofThread().doubles(work).segment(),
              work);
    } catch (Throwable e) {
      throw failed("dorgqr", e);
    }
  }

  @Override
  public int dgesdd(
      boolean vectors, int m, int n, Operand a, int lda, Operand s, Operand u, Operand vt) {
    byte job = (byte) (vectors ? 'S' : 'N');
    int k = Math.min(m, n);
    Workspace space = Workspace.ofThread();
    MemorySegment integers = space.integers(8 * k);
    try {
      Operand answer = space.doubles(1);
      int info =
          (int)
              DGESDD.invokeExact(
                  COLUMN_MAJOR,
                  job,
                  m,
                  n,
                  a.segment(),
                  lda,
                  s.segment(),
                  u.segment(),
                  m,
                  vt.segment(),
                  k,
                  answer.segment(),
                  -1,
                  integers);
      if (info != 0) {
        return info;
      }
      int work = (int) answer.array()[0];
      if (SVD_WORK * m * n * k > LargeBlas.LIMIT) {
        return LargeBlas.dgesdd(job, m, n, a.array(), lda, s.array(), u.array(), vt.array(), work);
      }
      return (int)
          DGESDD.invokeExact(
              COLUMN_MAJOR,
              job,
              m,
              n,
              a.segment(),
              lda,
              s.segment(),
              u.segment(),
              m,
              vt.segment(),
              k,
              space.doubles(work).segment(),
              work,
              integers);
    } catch (Throwable e) {
      throw failed("dgesdd", e);
    }
  }

  @Override
  public int dgetrf(int n, Operand a, int lda, int[] pivots) {
    try {
      if (LU_WORK * n * n * n > LargeBlas.LIMIT) {
        return LargeBlas.dgetrf(n, a.array(), lda, pivots);
      }
      return (int) DGETRF.invokeExact(COLUMN_MAJOR, n, n, a.segment(), lda, ofArray(pivots));
    } catch (Throwable e) {
      throw failed("dgetrf", e);
    }
  }

  @Override
  public int dgetrs(
      boolean trans, int n, int nrhs, Operand a, int lda, int[] pivots, Operand b, int ldb) {
    byte op = (byte) (trans ? 'T' : 'N');
    try {
      if (2.0 * n * n * nrhs > LargeBlas.LIMIT) {
        return LargeBlas.dgetrs(op, n, nrhs, a.array(), lda, pivots, b.array(), ldb);
      }
      return (int)
          DGETRS.invokeExact(
              COLUMN_MAJOR, op, n, nrhs, a.segment(), lda, ofArray(pivots), b.segment(), ldb);
    } catch (Throwable e) {
      throw failed("dgetrs", e);
    }
  }
}
