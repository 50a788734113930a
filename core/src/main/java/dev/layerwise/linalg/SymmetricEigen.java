package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Lapack;
import dev.layerwise.linalg.blas.Operand;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * The eigendecomposition {@code S = V diag(λ) Vᵀ} of a symmetric matrix, eigenvalues ascending.
 *
 * <p>Eigenvectors are orthonormal and have no particular sign.
 */
public final class SymmetricEigen {
  private static final Lapack LAPACK = Lapack.current();

  private final double[] values;
  private final Matrix vectors;

  /** Takes both over; values are ascending. */
  private SymmetricEigen(double[] values, Matrix vectors) {
    this.values = values;
    this.vectors = vectors;
  }

  /** Eigenvalues in any order, and their vectors in the same. */
  static SymmetricEigen sorted(double[] values, Matrix vectors) {
    int n = values.length;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] ascending = Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
    return Arrays.equals(ascending, values)
        ? new SymmetricEigen(ascending, vectors)
        : new SymmetricEigen(ascending, Matrix.generate(n, n, (i, j) -> vectors.get(i, order[j])));
  }

  /**
   * Decomposes a matrix, of which one triangle is read.
   *
   * @param S symmetric, (n, n)
   * @throws NumericalException if an entry is not finite or the iteration does not converge
   */
  public static SymmetricEigen of(Matrix S) {
    Matrix V = prepared(S);
    double[] values = new double[S.rows];
    solve(true, V, values);
    return new SymmetricEigen(values, V);
  }

  /**
   * The eigenvalues alone, at a fraction of the cost.
   *
   * @param S symmetric, (n, n)
   * @return eigenvalues, ascending
   * @throws NumericalException if an entry is not finite or the iteration does not converge
   */
  public static double[] valuesOf(Matrix S) {
    double[] values = new double[S.rows];
    solve(false, prepared(S), values);
    return values;
  }

  private static Matrix prepared(Matrix S) {
    Shapes.square("SymmetricEigen", S);
    if (!S.isFinite()) {
      throw new NumericalException(
          "SymmetricEigen (%s): an entry is not finite; check what it was computed from"
              .formatted(Shapes.text(S)));
    }
    return new Matrix(S.rows, S.cols, S.data.clone(), false);
  }

  private static void solve(boolean vectors, Matrix A, double[] values) {
    int n = A.rows;
    int info = n == 0 ? 0 : LAPACK.dsyevd(vectors, n, A.operand(), n, new Operand(values));
    if (info != 0) {
      throw new NumericalException(
          "SymmetricEigen (%s): no convergence (info %d); scale the matrix"
              .formatted(Shapes.text(A), info));
    }
  }

  /** The order n. */
  public int dim() {
    return values.length;
  }

  /** The eigenvalues, ascending, a copy. */
  public double[] values() {
    return values.clone();
  }

  /** The eigenvectors in columns, (n, n). */
  public Matrix vectors() {
    return vectors;
  }

  /**
   * A function of the matrix.
   *
   * @param f a function of the eigenvalues
   * @return f(S) = V diag(f(λ)) Vᵀ, (n, n), exactly symmetric
   */
  public Matrix apply(DoubleUnaryOperator f) {
    int n = values.length;
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      y[i] = f.applyAsDouble(values[i]);
    }
    Matrix scaled = Elementwise.scaleRows(vectors.T().copy(), y).T();
    return Elementwise.symmetrize(scaled.times(vectors.T()));
  }

  /**
   * The Moore-Penrose inverse. Eigenvalues of at most {@code n ε max|λ|}, which rounding can leave
   * where the true ones are 0, count as 0.
   *
   * @return S†, (n, n)
   */
  public Matrix pseudoInverse() {
    double zero = Spectra.rounding(values);
    return apply(x -> Math.abs(x) <= zero ? 0 : 1 / x);
  }
}
