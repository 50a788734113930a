package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Operand;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A dense real matrix A in double precision, whose expressions read like the equations.
 *
 * <p>Operations return new matrices. The ones that change this matrix say so in their names ({@code
 * plusInPlace}, {@code setToProduct}, {@code fill}), return it, and allocate nothing. {@link #T()}
 * is a view: it shares its entries with the matrix that it transposes. Indices start at 0.
 *
 * <p>A shape that does not fit raises {@link ShapeException}; unless said otherwise, operands have
 * the shape of A. Not safe for use by several threads while one of them changes it.
 */
public final class Matrix {
  final int rows;
  final int cols;
  final double[] data;
  final boolean transposed;

  /** The transposed view, once it was asked for; threads that ask at once may each make one. */
  private Matrix view;

  /** What BLAS is handed, kept from the second time on: most results of an expression see one. */
  private Operand operand;

  private boolean handedOver;

  /** Takes the storage over: column-major, or row-major if transposed. */
  Matrix(int rows, int cols, double[] data, boolean transposed) {
    this.rows = rows;
    this.cols = cols;
    this.data = data;
    this.transposed = transposed;
  }

  /** Receives the storage of a matrix in {@link Matrix#fillInPlace}. */
  @FunctionalInterface
  public interface Filler {

    /**
     * Sets every entry.
     *
     * @param entries all entries, in an order that is not specified; not to be kept
     */
    void fill(double[] entries);
  }

  /** Zeros, (rows, cols). */
  public static Matrix zeros(int rows, int cols) {
    return new Matrix(rows, cols, new double[Shapes.size(rows, cols)], false);
  }

  /** The identity I, (n, n). */
  public static Matrix identity(int n) {
    return Elementwise.addToDiagonal(zeros(n, n), 1);
  }

  /** The diagonal matrix diag(d), (n, n). */
  public static Matrix diagonal(double... d) {
    return Layout.diagonal(d);
  }

  /** A matrix from copies of its rows, which have equal lengths. */
  public static Matrix of(double[][] rows) {
    return Layout.ofRows(rows);
  }

  /** The column vector v, (n, 1), a copy. */
  public static Matrix column(double... v) {
    return new Matrix(v.length, 1, v.clone(), false);
  }

  /** A matrix with A(i, j) = f(i, j), (rows, cols); f is called column after column. */
  public static Matrix generate(int rows, int cols, IntIntToDouble f) {
    Matrix A = zeros(rows, cols);
    for (int j = 0; j < cols; j++) {
      for (int i = 0; i < rows; i++) {
        A.data[i + j * rows] = f.applyAsDouble(i, j);
      }
    }
    return A;
  }

  /** A matrix from rows of blocks; blocks beside or below each other fit together. */
  public static Matrix blocks(Matrix[][] blocks) {
    return Layout.assemble(blocks);
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The number of columns. */
  public int cols() {
    return cols;
  }

  /**
   * The entry A(i, j).
   *
   * @throws IndexOutOfBoundsException if there is no such entry
   */
  public double get(int i, int j) {
    return data[index(i, j)];
  }

  /**
   * Changes the entry A(i, j).
   *
   * @throws IndexOutOfBoundsException if there is no such entry
   */
  public void set(int i, int j, double value) {
    data[index(i, j)] = value;
  }

  private int index(int i, int j) {
    if (i < 0 || i >= rows || j < 0 || j >= cols) {
      throw new IndexOutOfBoundsException(
          "no entry (" + i + ", " + j + ") in a " + Shapes.text(this) + " matrix");
    }
    return transposed ? j + i * cols : i + j * rows;
  }

  /** The entries by rows, a copy. */
  public double[][] toRows() {
    return Layout.toRows(this);
  }

  /** The entries column after column, which is vec(A), a copy. */
  public double[] toColumnMajor() {
    return transposed
        ? Layout.transposedCopy(data, /* rows= */ cols, /* cols= */ rows)
        : data.clone();
  }

  /** The entries A(i, i) for i below min(rows, cols), a copy. */
  public double[] diagonal() {
    double[] d = new double[Math.min(rows, cols)];
    for (int i = 0; i < d.length; i++) {
      d[i] = data[i + i * ld()];
    }
    return d;
  }

  /**
   * The transpose Aᵀ, (cols, rows), as a view on the same entries, at no cost; one that is kept, so
   * that asking again allocates nothing.
   */
  public Matrix T() {
    Matrix known = view;
    if (known == null) {
      known = new Matrix(/* rows= */ cols, /* cols= */ rows, data, !transposed);
      known.view = this;
      view = known;
    }
    return known;
  }

  /** A copy with entries of its own. */
  public Matrix copy() {
    return new Matrix(rows, cols, data.clone(), transposed);
  }

  /**
   * The same entries in another shape, as a view: {@code vec} of the result is {@code vec(A)}.
   *
   * @param newRows rows of the view
   * @param newCols columns of the view
   * @return (newRows, newCols)
   * @throws ShapeException if the number of entries differs, or A is a transposed view
   */
  public Matrix reshaped(int newRows, int newCols) {
    return Layout.reshape(this, newRows, newCols);
  }

  /**
   * A copy of a block.
   *
   * @param r0 first row
   * @param r1 row after the last
   * @param c0 first column
   * @param c1 column after the last
   * @return (r1 − r0, c1 − c0)
   * @throws ShapeException if the block is not within the matrix
   */
  public Matrix slice(int r0, int r1, int c0, int c1) {
    return Layout.slice(this, r0, r1, c0, c1);
  }

  /** The sum A + B. */
  public Matrix plus(Matrix B) {
    return copy().plusInPlace(B);
  }

  /** The difference A − B. */
  public Matrix minus(Matrix B) {
    return copy().minusInPlace(B);
  }

  /** The multiple α A. */
  public Matrix times(double alpha) {
    return copy().timesInPlace(alpha);
  }

  /** The entrywise product A ∘ B. */
  public Matrix hadamard(Matrix B) {
    return Elementwise.multiply(copy(), B);
  }

  /** A function of every entry. */
  public Matrix map(DoubleUnaryOperator f) {
    return copy().mapInPlace(f);
  }

  /** The damped matrix A + λ I, for square A. */
  public Matrix plusDiagonal(double lambda) {
    Shapes.square("plusDiagonal", this);
    return Elementwise.addToDiagonal(copy(), lambda);
  }

  /** The symmetric part (A + Aᵀ)/2, for square A. */
  public Matrix symmetrized() {
    Shapes.square("symmetrized", this);
    return Elementwise.symmetrize(copy());
  }

  /**
   * The product A B; {@code A.T().times(A)} and {@code A.times(A.T())} take half the work and are
   * exactly symmetric.
   *
   * @param B (cols, n)
   * @return (rows, n)
   */
  public Matrix times(Matrix B) {
    return Products.times(this, B);
  }

  /**
   * The product with a symmetric operator, A S = (S Aᵀ)ᵀ.
   *
   * @param S (cols, cols)
   * @return (rows, cols)
   */
  public Matrix times(SymmetricOperator S) {
    return S.times(T()).T();
  }

  /**
   * The solution X of A X = B for square A, by LU factorisation.
   *
   * @param B (rows, n)
   * @return (rows, n)
   * @throws NumericalException if A is singular
   */
  public Matrix solve(Matrix B) {
    return Lu.of(this).solve(B);
  }

  /** The trace Σ A(i, i), for square A. */
  public double trace() {
    Shapes.square("trace", this);
    return Elementwise.sum(diagonal());
  }

  /** The Frobenius inner product Σ A(i, j) B(i, j) = tr(AᵀB). */
  public double dot(Matrix B) {
    return Elementwise.dot(this, B);
  }

  /** The Frobenius norm √Σ A(i, j)², safe from overflow. */
  public double frobeniusNorm() {
    return Elementwise.norm(data);
  }

  /** The largest singular value; NaN if an entry is not finite. */
  public double operatorNorm() {
    return Elementwise.operatorNorm(this);
  }

  /** The largest magnitude; 0 if there are no entries, NaN if one of them is NaN. */
  public double maxAbs() {
    return Elementwise.maxAbs(data);
  }

  /** The sum of all entries. */
  public double sum() {
    return Elementwise.sum(data);
  }

  /** Whether no entry is NaN or infinite. */
  public boolean isFinite() {
    return Elementwise.isFinite(data);
  }

  /** {@code A ← A + B}. */
  public Matrix plusInPlace(Matrix B) {
    return Elementwise.add("plusInPlace", this, 1, B);
  }

  /** {@code A ← A + α B}. */
  public Matrix plusInPlace(double alpha, Matrix B) {
    return Elementwise.add("plusInPlace", this, alpha, B);
  }

  /** {@code A ← A − B}. */
  public Matrix minusInPlace(Matrix B) {
    return Elementwise.add("minusInPlace", this, -1, B);
  }

  /** {@code A ← α A}. */
  public Matrix timesInPlace(double alpha) {
    for (int i = 0; i < data.length; i++) {
      data[i] *= alpha;
    }
    return this;
  }

  /** {@code A ← B}. */
  public Matrix setTo(Matrix B) {
    return Layout.copy(this, B);
  }

  /**
   * {@code this ← A B}.
   *
   * @param A (rows, k), other entries than this
   * @param B (k, cols), other entries than this
   * @return this
   */
  public Matrix setToProduct(Matrix A, Matrix B) {
    return Products.accumulate("setToProduct", 1, A, B, 0, this);
  }

  /** {@code this ← α A B}, as {@link #setToProduct(Matrix, Matrix)}. */
  public Matrix setToProduct(double alpha, Matrix A, Matrix B) {
    return Products.accumulate("setToProduct", alpha, A, B, 0, this);
  }

  /**
   * {@code this ← (A X) B}; what is in between stands in room that the thread keeps.
   *
   * @param A (rows, k), other entries than this
   * @param X (k, l), which may be this
   * @param B (l, cols), other entries than this
   * @return this, which is not a transposed view
   */
  public Matrix setToProduct(Matrix A, Matrix X, Matrix B) {
    return Products.leftFirst(A, X, B, this);
  }

  /** {@code this ← A (X B)}, as {@link #setToProduct(Matrix, Matrix, Matrix)}. */
  public Matrix setToProductFromRight(Matrix A, Matrix X, Matrix B) {
    return Products.rightFirst(A, X, B, this);
  }

  /**
   * {@code this ← this + α A B}.
   *
   * @param alpha α
   * @param A (rows, k), other entries than this
   * @param B (k, cols), other entries than this
   * @return this
   */
  public Matrix plusProductInPlace(double alpha, Matrix A, Matrix B) {
    return Products.accumulate("plusProductInPlace", alpha, A, B, 1, this);
  }

  /**
   * {@code this ← α AᵀA}, both triangles, exactly symmetric.
   *
   * @param alpha α
   * @param A (n, rows), other entries than this
   * @return this
   */
  public Matrix setToGram(double alpha, Matrix A) {
    return Products.gram("setToGram", alpha, A, 0, this);
  }

  /**
   * {@code this ← this + α AᵀA} for a symmetric matrix, both triangles, exactly symmetric.
   *
   * @param alpha α
   * @param A (n, rows), other entries than this
   * @return this
   */
  public Matrix plusGramInPlace(double alpha, Matrix A) {
    return Products.gram("plusGramInPlace", alpha, A, 1, this);
  }

  /** {@code this ← α AᵀA} in the lower triangle alone, which is what {@link Cholesky} reads. */
  public Matrix setLowerToGram(double alpha, Matrix A) {
    return Products.lowerGram(alpha, A, 0, this);
  }

  /** {@code A(i, j) ← f(A(i, j))}. */
  public Matrix mapInPlace(DoubleUnaryOperator f) {
    for (int i = 0; i < data.length; i++) {
      data[i] = f.applyAsDouble(data[i]);
    }
    return this;
  }

  /** {@code A(i, j) ← f(A(i, j), B(i, j))}. */
  public Matrix zipInPlace(Matrix B, DoubleBinaryOperator f) {
    return Elementwise.zip(this, B, f);
  }

  /** Sets every entry to one value. */
  public Matrix fill(double value) {
    Arrays.fill(data, value);
    return this;
  }

  /** Lets a function set all entries at once, where they are exchangeable, as white noise is. */
  public Matrix fillInPlace(Filler filler) {
    filler.fill(data);
    return this;
  }

  /** Lets a function set entries, number {@code i + j · rows} being (i, j); not of a view. */
  public Matrix fillColumnsInPlace(Filler filler) {
    if (transposed) {
      throw new IllegalArgumentException(
          "fillColumnsInPlace: a transposed view is not stored by columns; fill the original");
    }
    filler.fill(data);
    return this;
  }

  /** The leading dimension of the storage. */
  int ld() {
    return Math.max(1, transposed ? cols : rows);
  }

  /** The storage as BLAS takes it. */
  Operand operand() {
    Operand known = operand;
    if (known != null) {
      return known;
    }
    Operand fresh = new Operand(data);
    if (handedOver) {
      operand = fresh;
    }
    handedOver = true;
    return fresh;
  }

  /** Whether a change of one shows in the other. */
  @SuppressWarnings("ReferenceEquality") // whether it is one array is the question
  boolean sharesWith(Matrix B) {
    return data == B.data;
  }

  /** The shape, and the entries of a small matrix. */
  @Override
  public String toString() {
    return Layout.text(this);
  }
}
