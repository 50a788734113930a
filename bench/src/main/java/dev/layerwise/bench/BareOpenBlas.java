package dev.layerwise.bench;

import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.layerwise.linalg.blas.BlasInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Routines of the OpenBLAS that the library has loaded, with nothing around the downcall: what our
 * own operations are measured against.
 *
 * <p>Matrices are column-major arrays of order n; of symmetric ones the lower triangle counts.
 */
@SuppressWarnings("restricted") // calling OpenBLAS is what this class is for
final class BareOpenBlas {
  private static final int COLUMN_MAJOR = 102;
  private static final int NO_TRANS = 111;
  private static final int TRANS = 112;
  private static final int LOWER = 122;

  private static final SymbolLookup SYMBOLS = SymbolLookup.libraryLookup(library(), Arena.global());

  private static final MethodHandle DGEMM =
      handle(
          "cblas_dgemm",
          FunctionDescriptor.ofVoid(
              JAVA_INT,
              JAVA_INT,
              JAVA_INT, // order, transposition of A and of B
              JAVA_INT,
              JAVA_INT,
              JAVA_INT, // m, n, k
              JAVA_DOUBLE,
              ADDRESS,
              JAVA_INT,
              ADDRESS,
              JAVA_INT, // α, A, B
              JAVA_DOUBLE,
              ADDRESS,
              JAVA_INT)); // β, C
  private static final MethodHandle DSYRK =
      handle(
          "cblas_dsyrk",
          FunctionDescriptor.ofVoid(
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT, // order, triangle, transposition, n, k
              JAVA_DOUBLE,
              ADDRESS,
              JAVA_INT, // α, A
              JAVA_DOUBLE,
              ADDRESS,
              JAVA_INT)); // β, C
  private static final MethodHandle DPOTRF =
      handle(
          "LAPACKE_dpotrf_work",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_BYTE, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle DSYEVD =
      handle(
          "LAPACKE_dsyevd_work",
          FunctionDescriptor.of(
              JAVA_INT, JAVA_INT, JAVA_BYTE, JAVA_BYTE, JAVA_INT, // order, vectors, triangle, n
              ADDRESS, JAVA_INT, ADDRESS, // A, eigenvalues
              ADDRESS, JAVA_INT, ADDRESS, JAVA_INT)); // work

  private BareOpenBlas() {}

  private static Path library() {
    return BlasInfo.current()
        .library()
        .orElseThrow(() ->
            new IllegalStateException(
                "the bare call needs OpenBLAS, and this JVM runs the Java backend; start it"
                    + " without layerwise.blas"));
  }

  private static MethodHandle handle(String function, FunctionDescriptor type) {
    return Linker.nativeLinker()
        .downcallHandle(SYMBOLS.findOrThrow(function), type, Linker.Option.critical(true));
  }

  /** {@code C ← A B}. */
  static void product(int n, double[] a, double[] b, double[] c) throws Throwable {
    DGEMM.invokeExact(
        COLUMN_MAJOR,
        NO_TRANS,
        NO_TRANS,
        n,
        n,
        n,
        1.0,
        ofArray(a),
        n,
        ofArray(b),
        n,
        0.0,
        ofArray(c),
        n);
  }

  /** {@code C ← AᵀA}, lower triangle, of A (k, n). */
  static void gram(int n, int k, double[] a, double[] c) throws Throwable {
    DSYRK.invokeExact(COLUMN_MAJOR, LOWER, TRANS, n, k, 1.0, ofArray(a), k, 0.0, ofArray(c), n);
  }

  /** {@code A ← L}, {@code A = L Lᵀ}. */
  static int cholesky(int n, double[] a) throws Throwable {
    return (int) DPOTRF.invokeExact(COLUMN_MAJOR, (byte) 'L', n, ofArray(a), n);
  }

  /** {@code A ← V}, {@code A = V diag(λ) Vᵀ}. */
  static int eigen(int n, double[] a, double[] values, double[] work, int[] integers)
      throws Throwable {
    return (int)
        DSYEVD.invokeExact(
            COLUMN_MAJOR,
            (byte) 'V',
            (byte) 'L',
            n,
            ofArray(a),
            n,
            ofArray(values),
            ofArray(work),
            work.length,
            ofArray(integers),
            integers.length);
  }
}
