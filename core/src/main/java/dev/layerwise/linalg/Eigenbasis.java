package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Blas;
import dev.layerwise.linalg.blas.Lapack;
import dev.layerwise.linalg.blas.Operand;

/**
 * An orthonormal basis Q that follows the eigenvectors of a symmetric matrix from refresh to
 * refresh, {@code QᵀS Q ≈ diag(σ)}, with storage of its own: after its first refresh of a kind,
 * nothing is allocated. What a refresh has in between stands in room of the thread, which all bases
 * share. It starts as Q = I, σ = 1. A refresh that fails leaves it as it was.
 *
 * <p>Law: Q is orthonormal after every refresh. Not safe for use by several threads at once.
 */
public final class Eigenbasis {
  private static final Blas BLAS = Blas.current();
  private static final Lapack LAPACK = Lapack.current();

  /** Numbers in a line of the cache. */
  private static final int LINE = 8;

  private final int n;
  private final double[] values;
  private final Operand keys;
  private final double[] fresh;
  private final Operand reflectors;
  private final double[] tau;
  private final int[] order;
  private final int[] todo;
  private final Matrix q;
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
    keys = new Operand(fresh);
    tau = new double[n];
    reflectors = new Operand(tau);
    order = new int[n];
    todo = new int[n];
    q = Matrix.identity(n);
  }

  /** The order n. */
  public int dim() {
    return n;
  }

  /** Q, (n, n), the basis in columns; the same object always. May be set. */
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
   * A matrix (n, n) in which what is {@linkplain #decompose decomposed} next may be prepared; made
   * at the first call, and of no worth after a {@linkplain #refine refinement}.
   */
  public Matrix workspace() {
    return work(0);
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
    Operand room = Room.ofThread(n * n);
    double[] vectors = room.array();
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) {
        vectors[i + j * n] = S.data[S.transposed ? j + i * n : i + j * n];
      }
    }
    decompose(n, room, keys);
    System.arraycopy(vectors, 0, q.data, 0, n * n);
    System.arraycopy(fresh, 0, values, 0, n);
    if (canonical) {
      EigenspaceRule.apply(values, q.data, vectors, fresh, tau);
    }
  }

  /** The lower triangle becomes the eigenvectors in columns; eigenvalues ascend. */
  static void decompose(int n, Operand lower, Operand values) {
    int info = n == 0 ? 0 : LAPACK.dsyevd(true, n, lower, n, values);
    if (info != 0) {
      throw new NumericalException(
          "Eigenbasis (%s): no convergence (info %d); scale the matrix"
              .formatted(Shapes.text(n, n), info));
    }
  }

  private void requireFinite(Matrix S) {
    if (S.rows != n || S.cols != n) {
      throw new ShapeException(
          "Eigenbasis: the matrix is " + Shapes.text(S) + "; want " + Shapes.text(n, n));
    }
    requireFinite(S.isFinite(), n);
  }

  static void requireFinite(boolean is, int n) {
    if (!is) {
      throw new NumericalException(
          "Eigenbasis (%s): an entry is not finite; check what it was computed from"
              .formatted(Shapes.text(n, n)));
    }
  }

  /** Reverses the order of the columns and of σ. */
  public void reverse() {
    for (int i = 0; i < n; i++) {
      order[i] = n - 1 - i;
      fresh[i] = values[i];
    }
    permuteInPlace(q.data, n);
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
    Matrix B = work(1);
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
    Matrix spare = work(0);
    Matrix B = work(1);
    Matrix R = work(2);
    Matrix P = work(3);
    rotated(S, B);
    P.setTo(q);
    for (int i = 0; i < iterations && !isDiagonal(B, tolerance); i++) {
      orthonormalise(B.operand(), n);
      triangle(B.data, R.data);
      finish(B.operand(), n);
      spare.setToProduct(P, B); // Q ← Q O
      P.setTo(spare);
      spare.setToProduct(R, B); // B ← R O
      B.setTo(spare);
    }
    for (int i = 0; i < n; i++) {
      fresh[i] = B.data[i + i * n];
    }
    sort(fresh, /* descending= */ false);
    permute(P, q);
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
    int ld = oddLines(n);
    Operand room = Room.ofThread(ld * n);
    double[] y = room.array();
    if (n > 0) {
      BLAS.dgemm(S.transposed, false, n, n, n, 1, S.operand(), n, q.operand(), n, 0, room, ld);
    }
    double largest = 0;
    for (int j = 0; j < n; j++) {
      fresh[j] = Elementwise.dot(q.data, j * n, y, j * ld, n);
      largest = Math.max(largest, fresh[j]);
    }
    sort(fresh, /* descending= */ true);
    double zero = n * Math.ulp(1.0) * largest;
    for (int j = 0; j < n; j++) {
      if (fresh[j] <= zero) {
        System.arraycopy(q.data, j * n, y, j * ld, n);
      }
    }
    permuteInPlace(y, ld);
    orthonormalise(room, ld);
    finish(room, ld);
    for (int j = 0; j < n; j++) {
      System.arraycopy(y, j * ld, q.data, j * n, n);
    }
    for (int j = 0; j < n; j++) {
      values[j] = fresh[order[j]];
    }
    return order;
  }

  /**
   * A leading dimension of at least n that is an odd number of cache lines: where it is a power of
   * two, the rows of a panel fall into few sets of the cache. A factorisation of order 512 with
   * reflectors takes 0.69 times as long in such storage, one of order 784 0.93 times (measured).
   */
  private static int oddLines(int n) {
    int lines = (n + LINE - 1) / LINE;
    return LINE * (lines | 1);
  }

  /** B ← QᵀS Q. */
  private void rotated(Matrix S, Matrix B) {
    B.setToProduct(q.T(), work(0).setToProduct(S, q));
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

  /** A = Q R in the form of reflectors, until {@link #finish}. */
  private void orthonormalise(Operand A, int ld) {
    if (n > 0) {
      LAPACK.dgeqrf(n, n, A, ld, reflectors);
    }
  }

  /** A ← Q. */
  private void finish(Operand A, int ld) {
    if (n > 0) {
      LAPACK.dorgqr(n, n, n, A, ld, reflectors);
    }
  }

  /** Takes R from beside the reflectors. */
  private void triangle(double[] a, double[] r) {
    for (int j = 0; j < n; j++) {
      System.arraycopy(a, j * n, r, j * n, j + 1);
      java.util.Arrays.fill(r, j * n + j + 1, (j + 1) * n, 0);
    }
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
  private void permuteInPlace(double[] a, int ld) {
    System.arraycopy(order, 0, todo, 0, n);
    for (int start = 0; start < n; start++) {
      if (todo[start] == start || todo[start] < 0) {
        continue;
      }
      System.arraycopy(a, start * ld, tau, 0, n);
      int at = start;
      while (todo[at] != start) {
        int from = todo[at];
        System.arraycopy(a, from * ld, a, at * ld, n);
        todo[at] = -1;
        at = from;
      }
      System.arraycopy(tau, 0, a, at * ld, n);
      todo[at] = -1;
    }
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
    Operand room = Room.ofThread(n * n);
    System.arraycopy(q.data, 0, room.array(), 0, n * n);
    compose(n, room, halves, into);
  }

  /** The same of eigenvectors that are of no worth afterwards. */
  static void compose(int n, Operand vectors, double[] halves, Matrix into) {
    double[] v = vectors.array();
    for (int j = 0; j < n; j++) {
      for (int i = j * n; i < (j + 1) * n; i++) {
        v[i] = halves[j] * v[i];
      }
    }
    if (n > 0) {
      BLAS.dsyrk(false, n, n, 1, vectors, n, 0, into.operand(), n);
      Elementwise.mirror(into.data, n);
    }
  }
}
