package dev.layerwise.linalg;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The Krylov basis of a symmetric matrix A and a vector b, by Lanczos's method with every new
 * vector made orthogonal to all before it, twice.
 *
 * <pre>A V = V T + β v eₖᵀ,   VᵀV = I,   V e₁ = b/‖b‖,   T (k, k) tridiagonal</pre>
 *
 * <p>The space is the same for {@code A + λ I}, whatever λ: one basis serves the solutions of
 * {@code (A + λ I) x = b} for all λ, with {@code x ≈ ‖b‖ V (T + λ I)⁻¹ e₁}; and the largest
 * eigenvalue of T comes close to that of A long before k = n. A is asked for products alone.
 *
 * <p>Source: Golub, Van Loan 2013, §10.1 and §11.3.
 */
public final class Lanczos {
  private final int n;
  private final double norm;
  private Matrix basis;
  private double[] diagonal;
  private double[] coupling;
  private int k;

  private Lanczos(Matrix b, int capacity) {
    n = b.rows();
    norm = b.frobeniusNorm();
    basis = Matrix.zeros(n, capacity);
    diagonal = new double[capacity];
    coupling = new double[capacity];
  }

  /**
   * Extends the basis until it is large enough, or A maps its space into itself.
   *
   * @param A multiplies a column (n, 1) by the symmetric matrix; its result is not kept
   * @param b (n, 1), not zero
   * @param enough is asked after each step; the basis has n vectors at most
   * @return the basis
   * @throws ShapeException if b is not a column
   * @throws NumericalException if b is zero, or an entry is not finite
   */
  public static Lanczos of(UnaryOperator<Matrix> A, Matrix b, Predicate<Lanczos> enough) {
    if (b.cols() != 1) {
      throw new ShapeException("Lanczos: b is " + Shapes.text(b) + "; want one column");
    }
    Lanczos krylov = new Lanczos(b, Math.min(b.rows(), 32));
    if (!(krylov.norm > 0 && krylov.norm < Double.POSITIVE_INFINITY)) {
      throw new NumericalException(
          "Lanczos: ‖b‖ = %s; want a vector that is finite and not zero".formatted(krylov.norm));
    }
    Matrix next = b.times(1 / krylov.norm);
    do {
      next = krylov.extend(A, next);
    } while (krylov.k < krylov.n && krylov.last() > krylov.rounding() && !enough.test(krylov));
    return krylov;
  }

  /** Takes v into the basis; returns the next vector, of length 1. */
  private Matrix extend(UnaryOperator<Matrix> A, Matrix v) {
    reserve();
    System.arraycopy(v.data, 0, basis.data, k * n, n);
    Matrix w = A.apply(v).copy();
    diagonal[k] = v.dot(w);
    k++;
    orthogonalise(w);
    orthogonalise(w);
    coupling[k - 1] = w.frobeniusNorm();
    if (!(coupling[k - 1] < Double.POSITIVE_INFINITY) || Double.isNaN(diagonal[k - 1])) {
      throw new NumericalException(
          "Lanczos: the matrix times vector %d is not finite; check its entries".formatted(k));
    }
    return coupling[k - 1] > 0 ? w.timesInPlace(1 / coupling[k - 1]) : w;
  }

  private void reserve() {
    if (k == basis.cols()) {
      int capacity = Math.min(n, 2 * k);
      Matrix larger = Matrix.zeros(n, capacity);
      System.arraycopy(basis.data, 0, larger.data, 0, k * n);
      basis = larger;
      diagonal = java.util.Arrays.copyOf(diagonal, capacity);
      coupling = java.util.Arrays.copyOf(coupling, capacity);
    }
  }

  private void orthogonalise(Matrix w) {
    Matrix c = basis.T().times(w); // columns not yet used are zero
    w.plusProductInPlace(-1, basis, c);
  }

  /** What a coupling of 0 is computed as, at most. */
  private double rounding() {
    double scale = 0;
    for (int i = 0; i < k; i++) {
      scale = Math.max(scale, Math.abs(diagonal[i]) + coupling[i]);
    }
    return n * Math.ulp(scale);
  }

  /** k, how many vectors the basis has. */
  public int size() {
    return k;
  }

  /** β, the coupling of the basis to the next vector; 0 up to rounding where the space is whole. */
  private double last() {
    return coupling[k - 1];
  }

  /**
   * The Galerkin solution of a shifted system, {@code x = ‖b‖ V (T + λ I)⁻¹ e₁}.
   *
   * @param lambda λ, with A + λ I positive definite on the space of the basis
   * @return x, (n, 1)
   * @throws NumericalException if T + λ I is not positive definite
   */
  public Matrix solve(double lambda) {
    Matrix c = Matrix.zeros(basis.cols(), 1);
    System.arraycopy(coefficients(lambda), 0, c.data, 0, k);
    return basis.times(c);
  }

  /**
   * The residual of {@link #solve}, {@code ‖b − (A + λ I) x‖/‖b‖}, from the basis alone.
   *
   * @param lambda λ, with A + λ I positive definite on the space of the basis
   * @throws NumericalException if T + λ I is not positive definite
   */
  public double residual(double lambda) {
    return last() * Math.abs(coefficients(lambda)[k - 1]) / norm;
  }

  /** ‖b‖ (T + λ I)⁻¹ e₁ by the factorisation L D Lᵀ of a tridiagonal matrix. */
  private double[] coefficients(double lambda) {
    double[] pivots = new double[k];
    double[] c = new double[k];
    c[0] = norm;
    pivots[0] = positive(diagonal[0] + lambda, 0, lambda);
    for (int i = 1; i < k; i++) {
      double l = coupling[i - 1] / pivots[i - 1];
      pivots[i] = positive(diagonal[i] + lambda - l * coupling[i - 1], i, lambda);
      c[i] = -l * c[i - 1];
    }
    c[k - 1] /= pivots[k - 1];
    for (int i = k - 2; i >= 0; i--) {
      c[i] = (c[i] - coupling[i] * c[i + 1]) / pivots[i];
    }
    return c;
  }

  private static double positive(double pivot, int i, double lambda) {
    if (!(pivot > 0)) {
      throw new NumericalException(
          "Lanczos: pivot %d is %s ≤ 0; A + λ I is not positive definite at λ = %s; increase λ"
              .formatted(i, pivot, lambda));
    }
    return pivot;
  }

  /** The largest Ritz value and its vector, of length 1: estimates of A's largest eigenpair. */
  public Ritz largest() {
    SymmetricEigen eigen = SymmetricEigen.of(tridiagonal());
    Matrix s = Matrix.zeros(basis.cols(), 1);
    System.arraycopy(eigen.vectors().data, (k - 1) * k, s.data, 0, k);
    double value = eigen.values()[k - 1];
    return new Ritz(value, basis.times(s), last() * Math.abs(s.data[k - 1]));
  }

  private Matrix tridiagonal() {
    return Matrix.generate(
        k, k, (i, j) -> i == j ? diagonal[i] : Math.abs(i - j) == 1 ? coupling[Math.min(i, j)] : 0);
  }

  /**
   * An estimate of an eigenpair.
   *
   * @param value the eigenvalue θ
   * @param vector the eigenvector x, (n, 1), ‖x‖ = 1
   * @param residual ‖A x − θ x‖, within which of θ there is an eigenvalue of A
   */
  public record Ritz(double value, Matrix vector, double residual) {}
}
