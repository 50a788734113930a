package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Blas;
import dev.layerwise.linalg.blas.Lapack;

/**
 * An orthonormal basis Q that follows the eigenvectors of a symmetric matrix from refresh to
 * refresh, {@code QᵀS Q ≈ diag(σ)}, with storage of its own: after its first refresh of a kind,
 * nothing is allocated. It starts as Q = I, σ = 1. A refresh that fails leaves it as it was.
 *
 * <p>Law: Q is orthonormal after every refresh. Not safe for use by several threads at once.
 */
public final class Eigenbasis {
  private static final Blas BLAS = Blas.current();
  private static final Lapack LAPACK = Lapack.current();

  private final int n;
  private final double[] values;
  private final double[] fresh;
  private final double[] tau;
  private final int[] order;
  private final int[] todo;
  private Matrix q;
  private Matrix spare;
  private Matrix[] more = {};

  /**
   * The identity.
   *
   * @param n the order
   */
  public Eigenbasis(int n) {
    this.n = n;
    values = new double[n];
    java.util.Arrays.fill(values, 1);
    fresh = new double[n];
    tau = new double[n];
    order = new int[n];
    todo = new int[n];
    q = Matrix.identity(n);
    spare = Matrix.zeros(n, n);
  }

  /** The order n. */
  public int dim() {
    return n;
  }

  /** Q, (n, n), the basis in columns; another matrix after each refresh. May be set. */
  public Matrix vectors() {
    return q;
  }

  /** The estimates σ of the eigenvalues, in the order of the columns; the storage itself. */
  double[] storedValues() {
    return values;
  }

  /** The estimates σ of the eigenvalues, in the order of the columns, a copy. */
  public double[] values() {
    return values.clone();
  }

  /**
   * Copies the estimates σ of the eigenvalues, in the order of the columns.
   *
   * @param into (n, 1)
   */
  public void copyValues(Matrix into) {
    if (into.rows != n || into.cols != 1) {
      throw new ShapeException("copyValues: " + Shapes.text(into) + "; want " + Shapes.text(n, 1));
    }
    System.arraycopy(values, 0, into.data, 0, n);
  }

  /**
   * A matrix (n, n) in which what is {@linkplain #decompose decomposed} next may be prepared; its
   * entries are of no worth after any call.
   */
  public Matrix workspace() {
    return spare;
  }

  /**
   * Takes the eigenvectors of a matrix, σ ascending, each with its largest entry positive.
   *
   * @param S symmetric, (n, n), of which one triangle is read
   * @param canonical whether eigenspaces of several dimensions get the basis of {@link
   *     EigenspaceRule}, so that the result does not depend on the LAPACK build
   * @throws NumericalException if an entry is not finite or the iteration does not converge
   */
  public void decompose(Matrix S, boolean canonical) {
    requireFinite(S);
    spare.setTo(S);
    int info = n == 0 ? 0 : LAPACK.dsyevd(true, n, spare.data, n, fresh);
    if (info != 0) {
      throw new NumericalException(
          "Eigenbasis (%s): no convergence (info %d); scale the matrix"
              .formatted(Shapes.text(S), info));
    }
    exchange();
    System.arraycopy(fresh, 0, values, 0, n);
    if (canonical) {
      EigenspaceRule.apply(values, q.data, spare.data, fresh, tau);
    }
  }

  private void requireFinite(Matrix S) {
    if (S.rows != n || S.cols != n) {
      throw new ShapeException(
          "Eigenbasis: the matrix is " + Shapes.text(S) + "; want " + Shapes.text(n, n));
    }
    if (!S.isFinite()) {
      throw new NumericalException(
          "Eigenbasis (%s): an entry is not finite; check what it was computed from"
              .formatted(Shapes.text(S)));
    }
  }

  /** Reverses the order of the columns and of σ. */
  public void reverse() {
    for (int i = 0; i < n; i++) {
      order[i] = n - 1 - i;
      fresh[i] = values[i];
    }
    permute(q, spare);
    exchange();
    for (int i = 0; i < n; i++) {
      values[i] = fresh[order[i]];
    }
  }

  /**
   * Whether the basis already diagonalises a matrix: {@code ‖off(QᵀS Q)‖ ≤ tolerance ‖S‖}, which
   * rounding decides for tolerances below 1e-8.
   *
   * @param S symmetric, (n, n)
   * @param tolerance the bound
   */
  public boolean diagonalises(Matrix S, double tolerance) {
    Matrix B = work(0);
    rotated(S, B);
    return isDiagonal(B, tolerance);
  }

  /**
   * Refines the basis by the QR algorithm, σ ascending: {@code B = QᵀS Q}, then while B is not
   * diagonal {@code B = O R, B ← R O, Q ← Q O}.
   *
   * @param S symmetric, (n, n)
   * @param iterations at most so many
   * @param tolerance stops where {@code ‖off(B)‖ ≤ tolerance ‖B‖}
   * @throws NumericalException if an entry is not finite
   */
  public void refine(Matrix S, int iterations, double tolerance) {
    requireFinite(S);
    Matrix B = work(0);
    Matrix R = work(1);
    Matrix P = work(2);
    rotated(S, B);
    P.setTo(q);
    for (int i = 0; i < iterations && !isDiagonal(B, tolerance); i++) {
      orthonormalise(B, R);
      spare.setToProduct(P, B); // Q ← Q O
      P.setTo(spare);
      spare.setToProduct(R, B); // B ← R O
      B.setTo(spare);
    }
    for (int i = 0; i < n; i++) {
      fresh[i] = B.data[i + i * n];
    }
    sort(fresh, /* descending= */ false);
    permute(P, spare);
    exchange();
    for (int i = 0; i < n; i++) {
      values[i] = fresh[order[i]];
    }
  }

  /**
   * One step of orthogonal iteration, with the columns in descending order of their Rayleigh
   * quotients {@code σᵢ = qᵢᵀS qᵢ} before it: {@code Q ← qr(S Q)}. A column in the null space,
   * {@code σᵢ ≤ n ε max σ}, which S would turn into rounding errors, takes part as it is; so null
   * vectors stay.
   *
   * @param S symmetric positive semidefinite, (n, n)
   * @return the order: new column i comes from old column {@code order[i]}; the storage itself
   * @throws NumericalException if an entry is not finite
   */
  public int[] power(Matrix S) {
    requireFinite(S);
    Matrix Y = spare.setToProduct(S, q);
    double largest = 0;
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int i = j * n; i < (j + 1) * n; i++) {
        sum += q.data[i] * Y.data[i];
      }
      fresh[j] = sum;
      largest = Math.max(largest, sum);
    }
    sort(fresh, /* descending= */ true);
    double zero = n * Math.ulp(1.0) * largest;
    for (int j = 0; j < n; j++) {
      if (fresh[j] <= zero) {
        System.arraycopy(q.data, j * n, Y.data, j * n, n);
      }
    }
    permuteInPlace(Y);
    orthonormalise(Y, null);
    for (int j = 0; j < n; j++) {
      values[j] = fresh[order[j]];
    }
    exchange();
    return order;
  }

  /** B ← QᵀS Q. */
  private void rotated(Matrix S, Matrix B) {
    spare.setToProduct(S, q);
    B.setToProduct(q.T(), spare);
  }

  /**
   * Whether {@code √(‖B‖² − ‖diag B‖²) ≤ tolerance ‖B‖}, computed as it is written, as Distributed
   * Shampoo does: below {@code √ε ‖B‖} rounding decides, so that a tolerance of 0 stops there.
   */
  private boolean isDiagonal(Matrix B, double tolerance) {
    double diagonal = 0;
    for (int i = 0; i < n; i++) {
      diagonal += B.data[i + i * n] * B.data[i + i * n];
    }
    diagonal = Math.sqrt(diagonal);
    double norm = B.frobeniusNorm();
    return Math.sqrt(norm * norm - diagonal * diagonal) <= tolerance * norm;
  }

  /** A = Q R, A ← Q; R is set if it is wanted. */
  private void orthonormalise(Matrix A, Matrix R) {
    if (n == 0) {
      return;
    }
    LAPACK.dgeqrf(n, n, A.data, n, tau);
    if (R != null) {
      for (int j = 0; j < n; j++) {
        System.arraycopy(A.data, j * n, R.data, j * n, j + 1);
        java.util.Arrays.fill(R.data, j * n + j + 1, (j + 1) * n, 0);
      }
    }
    LAPACK.dorgqr(n, n, n, A.data, n, tau);
  }

  /** Sets the order in which keys ascend or descend; equal ones stay in order. */
  private void sort(double[] keys, boolean descending) {
    for (int i = 0; i < n; i++) {
      int at = i;
      while (at > 0 && before(keys[i], keys[order[at - 1]], descending)) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = i;
    }
  }

  private static boolean before(double a, double b, boolean descending) {
    return descending ? a > b : a < b;
  }

  private void permute(Matrix from, Matrix to) {
    for (int j = 0; j < n; j++) {
      System.arraycopy(from.data, order[j] * n, to.data, j * n, n);
    }
  }

  /** New column j is old column order[j]: cycle after cycle, through one column kept aside. */
  private void permuteInPlace(Matrix A) {
    System.arraycopy(order, 0, todo, 0, n);
    for (int start = 0; start < n; start++) {
      if (todo[start] == start || todo[start] < 0) {
        continue;
      }
      System.arraycopy(A.data, start * n, tau, 0, n);
      int at = start;
      while (todo[at] != start) {
        int from = todo[at];
        System.arraycopy(A.data, from * n, A.data, at * n, n);
        todo[at] = -1;
        at = from;
      }
      System.arraycopy(tau, 0, A.data, at * n, n);
      todo[at] = -1;
    }
  }

  private void exchange() {
    Matrix old = q;
    q = spare;
    spare = old;
  }

  private Matrix work(int i) {
    if (i >= more.length) {
      Matrix[] grown = java.util.Arrays.copyOf(more, i + 1);
      for (int k = more.length; k <= i; k++) {
        grown[k] = Matrix.zeros(n, n);
      }
      more = grown;
    }
    return more[i];
  }

  /**
   * A function of the matrix {@code Q diag(f) Qᵀ}, of which the values are given.
   *
   * @param halves the roots √f, n of them
   * @param into (n, n), exactly symmetric afterwards
   */
  void compose(double[] halves, Matrix into) {
    for (int j = 0; j < n; j++) {
      for (int i = j * n; i < (j + 1) * n; i++) {
        spare.data[i] = halves[j] * q.data[i];
      }
    }
    if (n > 0) {
      BLAS.dsyrk(false, n, n, 1, spare.data, n, 0, into.data, n);
      Elementwise.mirror(into.data, n);
    }
  }
}
