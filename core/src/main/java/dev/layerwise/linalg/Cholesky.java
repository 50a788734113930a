package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Blas;
import dev.layerwise.linalg.blas.Lapack;
import dev.layerwise.linalg.blas.Operand;

/**
 * The Cholesky factorisation {@code S = L Lᵀ} of a symmetric positive definite matrix.
 *
 * <p>Law: {@code solve(S.times(B)) = B}.
 */
public final class Cholesky {
  private static final Blas BLAS = Blas.current();
  private static final Lapack LAPACK = Lapack.current();

  private final int n;

  /** L in the lower triangle, column-major; the strict upper triangle is rubbish. */
  private final double[] factor;

  private final Operand operand;
  private final Matrix storage;

  private Cholesky(int n, double[] factor) {
    this.n = n;
    this.factor = factor;
    operand = new Operand(factor);
    storage = new Matrix(n, n, factor, false);
  }

  /**
   * Factorises a matrix, of which the lower triangle is read.
   *
   * @param S symmetric, (n, n)
   * @throws NumericalException if a pivot is not positive, naming the pivot (from 0)
   */
  public static Cholesky of(Matrix S) {
    return of(S, "", "increase damping");
  }

  static Cholesky of(Matrix S, String name, String remedy) {
    Shapes.square("Cholesky", S);
    Cholesky factorisation = new Cholesky(S.rows, S.toColumnMajor());
    factorisation.factorise(name, remedy);
    return factorisation;
  }

  /**
   * Factorises another matrix of the same order into this object's storage, for hot paths: nothing
   * is allocated.
   *
   * @param S symmetric, (n, n), of which the lower triangle is read
   * @return this
   * @throws ShapeException if S is not (n, n)
   * @throws NumericalException if a pivot is not positive; this object is then of no use until
   *     another matrix is set
   */
  public Cholesky setTo(Matrix S) {
    if (S.rows != n || S.cols != n) {
      throw new ShapeException(
          "Cholesky.setTo: the matrix is " + Shapes.text(S) + "; want " + Shapes.text(n, n));
    }
    storage.setTo(S);
    factorise("", "increase damping");
    return this;
  }

  private void factorise(String name, String remedy) {
    int info = n == 0 ? 0 : LAPACK.dpotrf(n, operand, n);
    int bad = info - 1;
    for (int i = 0; bad < 0 && i < n; i++) {
      if (!(factor[i + i * n] > 0 && factor[i + i * n] < Double.POSITIVE_INFINITY)) {
        bad = i;
      }
    }
    if (bad >= 0) {
      double pivot = factor[bad + bad * n];
      String what = "Cholesky" + (name.isEmpty() ? "" : " of " + name);
      throw new NumericalException(
          "%s (%s): pivot %d is %s".formatted(what, Shapes.text(n, n), bad, Numbers.brief(pivot))
              + (pivot <= 0
                  ? " ≤ 0; not positive definite; " + remedy
                  : "; the entries are not all finite; check what they were computed from"));
    }
  }

  /** The order n. */
  public int dim() {
    return n;
  }

  /**
   * Solves S X = B.
   *
   * @param B (n, k)
   * @return S⁻¹ B = L⁻ᵀ L⁻¹ B, (n, k)
   */
  public Matrix solve(Matrix B) {
    Shapes.rows("Cholesky.solve", n, B);
    return solveInPlace(B.copy());
  }

  /**
   * Solves S X = B and writes X over B.
   *
   * @param B (n, k), then S⁻¹ B
   * @return B
   */
  public Matrix solveInPlace(Matrix B) {
    halfSolve(B, B.transposed);
    return halfSolve(B, !B.transposed);
  }

  /**
   * Half of a solve.
   *
   * @param B (n, k)
   * @return L⁻¹ B, (n, k); its Gram matrix is Bᵀ S⁻¹ B
   */
  public Matrix solveLower(Matrix B) {
    Matrix X = B.copy();
    return halfSolve(X, X.transposed);
  }

  /**
   * B ← L⁻¹ B or L⁻ᵀ B. The storage of a transposed view holds Bᵀ, and (L⁻¹ B)ᵀ = Bᵀ L⁻ᵀ.
   *
   * @param trans whether the triangular matrix is transposed as it stands beside the storage
   */
  private Matrix halfSolve(Matrix B, boolean trans) {
    Shapes.rows("Cholesky.solve", n, B);
    if (n > 0 && B.cols > 0) {
      int m = B.transposed ? B.cols : n;
      int k = B.transposed ? n : B.cols;
      BLAS.dtrsm(B.transposed, trans, m, k, 1, operand, n, B.operand(), m);
    }
    return B;
  }

  /**
   * Product with the factor, which turns white draws into draws of covariance S.
   *
   * @param B (n, k)
   * @return L B, (n, k)
   */
  public Matrix timesLower(Matrix B) {
    Shapes.rows("Cholesky.timesLower", n, B);
    Matrix X = B.copy();
    if (n > 0 && B.cols > 0) {
      int m = X.transposed ? X.cols : n;
      int k = X.transposed ? n : X.cols;
      BLAS.dtrmm(X.transposed, X.transposed, m, k, 1, operand, n, X.operand(), m);
    }
    return X;
  }

  /** The factor L, lower triangular, (n, n), a copy. */
  public Matrix lower() {
    return Matrix.generate(n, n, (i, j) -> i >= j ? factor[i + j * n] : 0);
  }

  /** The inverse S⁻¹, (n, n), exactly symmetric. */
  public Matrix inverse() {
    Matrix X = new Matrix(n, n, factor.clone(), false);
    if (n > 0) {
      LAPACK.dpotri(n, X.operand(), n);
      Elementwise.mirror(X.data, n);
    }
    return X;
  }

  /** The logarithm of the determinant, log det S = 2 Σ log L(i, i). */
  public double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.log(factor[i + i * n]);
    }
    return 2 * sum;
  }
}
