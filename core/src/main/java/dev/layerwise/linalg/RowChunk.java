package dev.layerwise.linalg;

import dev.layerwise.linalg.blas.Blas;
import dev.layerwise.linalg.blas.Operand;
import java.util.Arrays;

/**
 * A few rows of a batch at a time, in room that grows to the largest chunk and that batches of all
 * widths share: sums over rows, {@code Σ_i f(a_i) g(b_i)ᵀ}, need no room as tall as the batch.
 *
 * <pre>{@code
 * int rows = RowChunk.rows(n, A.cols() + B.cols());
 * for (int first = 0; first < n; first += rows) {
 *   X.setToProduct(A, first, Math.min(rows, n - first), U);
 *   Y.setToProduct(B, first, Math.min(rows, n - first), V);
 *   RowChunk.blendProduct(first == 0 ? 0 : 1, 1.0 / n, X, Y, C);   // (A U)ᵀ(B V)/n
 * }
 * }</pre>
 *
 * <p>No argument is a transposed view. Nothing is allocated once there is room. A batch that fits
 * into one chunk gives, bit by bit, what the operations on whole matrices give.
 */
public final class RowChunk {
  private static final Blas BLAS = Blas.current();

  /**
   * Fewer rows do not pay: each product brings its whole second factor into the order that its
   * kernel reads. At 2048 rows of 784-512-256-10 a step of EKFAC takes 1.05 times as long in chunks
   * of 256 to 384 rows as in one, and 1.01 times in chunks of 512.
   */
  private static final int FEWEST = 512;

  /** Chunks of a multiple of as many rows leave nothing over for the kernels of products. */
  private static final int GRAIN = 8;

  private final boolean passing;
  private Operand room = new Operand(new double[0]);
  private double[] norms = {};
  private int rows;
  private int cols;

  private RowChunk(boolean passing) {
    this.passing = passing;
  }

  /** Makes an empty chunk with room of its own. */
  public RowChunk() {
    this(/* passing= */ false);
  }

  /**
   * An empty chunk in the room that the thread keeps for decompositions and products of three
   * matrices, the next of which overwrites it, as does another such chunk.
   */
  public static RowChunk passing() {
    return new RowChunk(/* passing= */ true);
  }

  /**
   * How many rows a chunk should have: the chunks of a batch are about equal, and two that are as
   * wide as a layer's inputs and outputs take no more than a quarter of the squared widths.
   *
   * @param n rows of the batch
   * @param width columns of all chunks that are used together
   * @return at least 1; n, where one chunk is enough
   */
  public static int rows(int n, int width) {
    int most = Math.max(FEWEST, width / 4);
    if (n <= most) {
      return Math.max(1, n);
    }
    int chunks = (n + most - 1) / most;
    int even = (n + chunks - 1) / chunks;
    return Math.min(most, (even + GRAIN - 1) / GRAIN * GRAIN);
  }

  private void resize(String operation, Matrix A, int first, int n, int width) {
    if (A.transposed || first < 0 || n < 0 || first + n > A.rows) {
      throw new ShapeException(
          "%s: no rows %d to %d in a %s batch%s"
              .formatted(
                  operation,
                  first,
                  first + n - 1,
                  Shapes.text(A),
                  A.transposed ? " that is a transposed view" : ""));
    }
    rows = n;
    cols = width;
    int size = Shapes.size(n, width);
    if (passing) {
      room = Room.ofThread(size);
    } else if (room.array().length < size) {
      room = new Operand(new double[size]);
    }
  }

  /**
   * Copies rows of a batch.
   *
   * @param A (N, d)
   * @param first the first of them
   * @param n how many
   * @return this, (n, d)
   * @throws ShapeException if A does not have them
   */
  public RowChunk setTo(Matrix A, int first, int n) {
    resize("setTo", A, first, n, A.cols);
    copy(A, first);
    return this;
  }

  /** Copies rows of {@code [A 1]}, (n, d + 1), as {@link #setTo}. */
  public RowChunk setToWithOnes(Matrix A, int first, int n) {
    resize("setToWithOnes", A, first, n, A.cols + 1);
    copy(A, first);
    Arrays.fill(room.array(), A.cols * n, cols * n, 1);
    return this;
  }

  private void copy(Matrix A, int first) {
    for (int j = 0; j < A.cols; j++) {
      System.arraycopy(A.data, first + j * A.rows, room.array(), j * rows, rows);
    }
  }

  /**
   * Rows of a batch times a matrix.
   *
   * @param A (N, d)
   * @param first the first of them
   * @param n how many
   * @param V (d, k)
   * @return this, (n, k)
   * @throws ShapeException if A does not have them, or V does not fit
   */
  public RowChunk setToProduct(Matrix A, int first, int n, Matrix V) {
    Shapes.inner("setToProduct", A, V);
    resize("setToProduct", A, first, n, V.cols);
    if (n == A.rows) {
      Products.multiply(
          false,
          V.transposed,
          n,
          cols,
          A.cols,
          1,
          A.operand(),
          A.ld(),
          V.operand(),
          V.ld(),
          0,
          room);
    } else {
      multiply(A, first, V, 0);
    }
    return this;
  }

  /**
   * Rows of a batch with a last column of ones, which is never formed, times a matrix: {@code [A 1]
   * V}.
   *
   * @param A (N, d)
   * @param first the first of them
   * @param n how many
   * @param V (d + 1, k)
   * @return this, (n, k)
   * @throws ShapeException if A does not have them, or V does not fit
   */
  public RowChunk setToProductWithOnes(Matrix A, int first, int n, Matrix V) {
    if (V.rows != A.cols + 1 || V.transposed) {
      throw new ShapeException(
          "setToProductWithOnes: [A 1] of a %s batch does not fit %s"
              .formatted(Shapes.text(A), Shapes.text(V)));
    }
    resize("setToProductWithOnes", A, first, n, V.cols);
    for (int j = 0; j < cols; j++) {
      Arrays.fill(room.array(), j * n, (j + 1) * n, V.data[A.cols + j * V.rows]);
    }
    multiply(A, first, V, 1);
    return this;
  }

  private void multiply(Matrix A, int first, Matrix V, double beta) {
    if (rows > 0 && cols > 0) {
      BLAS.dgemm(
          false,
          V.transposed,
          rows,
          cols,
          A.cols,
          1,
          A.operand(),
          first,
          A.ld(),
          V.operand(),
          V.ld(),
          beta,
          room,
          rows);
    }
  }

  /** Squares every entry. */
  public RowChunk square() {
    double[] x = room.array();
    int size = rows * cols;
    for (int i = 0; i < size; i++) {
      x[i] *= x[i];
    }
    return this;
  }

  /**
   * Scales every row by the norm of another, {@code ‖b‖}, or {@code √(‖b‖² + 1)}.
   *
   * @param B (N, e)
   * @param ones whether a column of ones belongs to B
   * @param first the row of B that belongs to the chunk's first
   * @return this
   * @throws ShapeException if B does not have the rows
   */
  public RowChunk scaleByNorms(Matrix B, boolean ones, int first) {
    requireRows("scaleByNorms", B, first);
    if (norms.length < rows) {
      norms = new double[rows];
    }
    Arrays.fill(norms, 0, rows, 0);
    for (int j = 0; j < B.cols; j++) {
      int from = first + j * B.rows;
      for (int i = 0; i < rows; i++) {
        norms[i] += B.data[from + i] * B.data[from + i];
      }
    }
    for (int i = 0; i < rows; i++) {
      norms[i] = Math.sqrt(ones ? norms[i] + 1 : norms[i]);
    }
    double[] x = room.array();
    for (int j = 0; j < cols; j++) {
      for (int i = 0; i < rows; i++) {
        x[i + j * rows] *= norms[i];
      }
    }
    return this;
  }

  /**
   * Adds the squares of the chunk's entries to rows of a matrix, {@code S(first + i, ·) ← S(first +
   * i, ·) + α x_i∘²}.
   *
   * @param alpha α
   * @param S (N, d)
   * @param first the row of S that belongs to the chunk's first
   * @throws ShapeException if S is not as wide or does not have the rows
   */
  public void addSquaresTo(double alpha, Matrix S, int first) {
    requireRows("addSquaresTo", S, first);
    if (S.cols != cols) {
      throw new ShapeException(
          "addSquaresTo: rows of %s do not fit %s"
              .formatted(Shapes.text(rows, cols), Shapes.text(S)));
    }
    double[] x = room.array();
    for (int j = 0; j < cols; j++) {
      int from = first + j * S.rows;
      for (int i = 0; i < rows; i++) {
        double entry = x[i + j * rows];
        S.data[from + i] += alpha * entry * entry;
      }
    }
  }

  private void requireRows(String operation, Matrix B, int first) {
    if (B.transposed || first < 0 || first + rows > B.rows) {
      throw new ShapeException(
          "%s: %d rows from %d are not in %s".formatted(operation, rows, first, Shapes.text(B)));
    }
  }

  /**
   * {@code C ← β C + α XᵀY}, what the rows of two chunks add to a sum.
   *
   * @param beta β; if 0, C is not read
   * @param alpha α; 1/N for the mean over a batch
   * @param X (n, m)
   * @param Y (n, k)
   * @param C (m, k)
   * @throws ShapeException if they do not fit
   */
  public static void blendProduct(double beta, double alpha, RowChunk X, RowChunk Y, Matrix C) {
    if (X.rows != Y.rows || C.rows != X.cols || C.cols != Y.cols || C.transposed) {
      throw new ShapeException(
          "blendProduct: XᵀY of chunks %s and %s does not fit %s"
              .formatted(Shapes.text(X.rows, X.cols), Shapes.text(Y.rows, Y.cols), Shapes.text(C)));
    }
    int n = X.rows;
    int ld = Math.max(1, n);
    Products.multiply(
        true, false, C.rows, C.cols, n, alpha, X.room, ld, Y.room, ld, beta, C.operand());
  }

  /**
   * {@code C ← β C + α XᵀX} in the lower triangle, X being the chunk.
   *
   * @param beta β; if 0, C is not read
   * @param alpha α
   * @param C (d, d)
   * @throws ShapeException if C is not (d, d)
   */
  public void blendGram(double beta, double alpha, Matrix C) {
    if (C.rows != cols || C.cols != cols || C.transposed) {
      throw new ShapeException(
          "blendGram: XᵀX of a chunk %s does not fit %s"
              .formatted(Shapes.text(rows, cols), Shapes.text(C)));
    }
    if (cols > 0) {
      BLAS.dsyrk(true, cols, rows, alpha, room, Math.max(1, rows), beta, C.operand(), cols);
    }
  }
}
