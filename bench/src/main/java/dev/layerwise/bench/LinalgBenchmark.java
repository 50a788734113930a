package dev.layerwise.bench;

import dev.layerwise.linalg.Cholesky;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import dev.layerwise.random.Rng;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Dense operations of order n through our API, each beside the bare native call on the same arrays.
 *
 * <p>LAPACK destroys its argument, so both sides of a factorisation copy it first.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LinalgBenchmark {
  /** The order. */
  @Param({"8", "100", "1024"})
  public int n;

  private Matrix A;
  private Matrix B;
  private Matrix C;
  private Matrix S;
  private Cholesky kept;
  private double[] a;
  private double[] b;
  private double[] c;
  private double[] s;
  private double[] work;
  private int[] integers;
  private double[] values;
  private double[] copy;

  /** Draws the operands. */
  @Setup
  public void draw() {
    Rng rng = Rng.of(1);
    A = rng.gaussian(n, n);
    B = rng.gaussian(n, n);
    C = Matrix.zeros(n, n);
    S = Matrix.zeros(n, n).setToGram(1.0 / n, A).plusDiagonal(1);
    kept = Cholesky.of(S);
    a = storage(A);
    b = storage(B);
    c = storage(C);
    s = storage(S);
    copy = new double[n * n];
    values = new double[n];
    work = new double[1 + 6 * n + 2 * n * n];
    integers = new int[3 + 5 * n];
  }

  /**
   * The matrix's own array, kept where it should not be: both sides are to read the same memory.
   */
  private static double[] storage(Matrix A) {
    double[][] kept = new double[1][];
    A.fillColumnsInPlace(entries -> kept[0] = entries);
    return kept[0];
  }

  /** {@code C ← A B}. */
  @Benchmark
  public Matrix product() {
    return C.setToProduct(A, B);
  }

  /** {@code cblas_dgemm}. */
  @Benchmark
  public double[] bareProduct() throws Throwable {
    BareOpenBlas.product(n, a, b, c);
    return c;
  }

  /** A new {@code A B}. */
  @Benchmark
  public Matrix newProduct() {
    return A.times(B);
  }

  /** {@code C ← AᵀA}, both triangles. */
  @Benchmark
  public Matrix gram() {
    return C.setToGram(1, A);
  }

  /** {@code C ← AᵀA}, the lower triangle. */
  @Benchmark
  public Matrix lowerGram() {
    return C.setLowerToGram(1, A);
  }

  /** {@code cblas_dsyrk}, one triangle. */
  @Benchmark
  public double[] bareGram() throws Throwable {
    BareOpenBlas.gram(n, n, a, c);
    return c;
  }

  /** The Cholesky factorisation. */
  @Benchmark
  public Cholesky cholesky() {
    return Cholesky.of(S);
  }

  /** The Cholesky factorisation in storage that is kept. */
  @Benchmark
  public Cholesky choleskyKept() {
    return kept.setTo(S);
  }

  /** {@code LAPACKE_dpotrf_work} on a copy. */
  @Benchmark
  public double[] bareCholesky() throws Throwable {
    System.arraycopy(s, 0, copy, 0, s.length);
    BareOpenBlas.cholesky(n, copy);
    return copy;
  }

  /** The symmetric eigendecomposition. */
  @Benchmark
  public SymmetricEigen eigen() {
    return SymmetricEigen.of(S);
  }

  /** {@code LAPACKE_dsyevd_work} on a copy. */
  @Benchmark
  public double[] bareEigen() throws Throwable {
    System.arraycopy(s, 0, copy, 0, s.length);
    BareOpenBlas.eigen(n, copy, values, work, integers);
    return copy;
  }
}
