package dev.layerwise.linalg;

import java.util.Locale;

/** Copies between storage orders. */
final class Layout {
  /** Edge of the tiles in which storage is transposed: two of them fit the first-level cache. */
  static final int TILE = 32;

  /** Rows and columns up to which {@link #text} shows the entries. */
  private static final int SHOWN = 8;

  private Layout() {}

  /** The column-major (cols, rows) transpose of a column-major (rows, cols) array. */
  static double[] transposedCopy(double[] from, int rows, int cols) {
    double[] to = new double[from.length];
    transpose(from, rows, cols, to);
    return to;
  }

  static void transpose(double[] from, int rows, int cols, double[] to) {
    for (int j0 = 0; j0 < cols; j0 += TILE) {
      int j1 = Math.min(cols, j0 + TILE);
      for (int i0 = 0; i0 < rows; i0 += TILE) {
        int i1 = Math.min(rows, i0 + TILE);
        for (int j = j0; j < j1; j++) {
          for (int i = i0; i < i1; i++) {
            to[j + i * cols] = from[i + j * rows];
          }
        }
      }
    }
  }

  /** B's entries in the order in which A stores its own; a copy only where the orders differ. */
  static double[] inOrderOf(Matrix A, Matrix B) {
    return A.transposed == B.transposed ? B.data : transposedCopy(B.data, B.ld(), other(B));
  }

  /** The dimension that is not the leading one. */
  private static int other(Matrix A) {
    return A.transposed ? A.rows : A.cols;
  }

  static Matrix ofRows(double[][] rows) {
    int cols = rows.length == 0 ? 0 : rows[0].length;
    Matrix A = Matrix.zeros(rows.length, cols);
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != cols) {
        throw new ShapeException(
            "of: row " + i + " has " + rows[i].length + " entries, row 0 has " + cols);
      }
      for (int j = 0; j < cols; j++) {
        A.data[i + j * A.rows] = rows[i][j];
      }
    }
    return A;
  }

  static Matrix diagonal(double[] d) {
    Matrix D = Matrix.zeros(d.length, d.length);
    for (int i = 0; i < d.length; i++) {
      D.data[i + i * d.length] = d[i];
    }
    return D;
  }

  static double[][] toRows(Matrix A) {
    double[][] rows = new double[A.rows][A.cols];
    for (int i = 0; i < A.rows; i++) {
      for (int j = 0; j < A.cols; j++) {
        rows[i][j] = A.data[A.transposed ? j + i * A.cols : i + j * A.rows];
      }
    }
    return rows;
  }

  static Matrix copy(Matrix to, Matrix from) {
    Shapes.same("setTo", to, from);
    if (to.transposed == from.transposed) {
      System.arraycopy(from.data, 0, to.data, 0, to.data.length);
    } else if (to.sharesWith(from)) {
      System.arraycopy(inOrderOf(to, from), 0, to.data, 0, to.data.length);
    } else {
      transpose(from.data, from.ld(), other(from), to.data);
    }
    return to;
  }

  /** Writes A into the block of the untransposed matrix {@code to} that starts at (r, c). */
  private static void paste(Matrix to, int r, int c, Matrix A) {
    for (int j = 0; j < A.cols; j++) {
      for (int i = 0; i < A.rows; i++) {
        to.data[r + i + (c + j) * to.rows] = A.data[A.transposed ? j + i * A.cols : i + j * A.rows];
      }
    }
  }

  static Matrix slice(Matrix A, int r0, int r1, int c0, int c1) {
    if (r0 < 0 || r0 > r1 || r1 > A.rows || c0 < 0 || c0 > c1 || c1 > A.cols) {
      throw new ShapeException(
          "slice: rows %d to %d and columns %d to %d are not within a %s matrix"
              .formatted(r0, r1, c0, c1, Shapes.text(A)));
    }
    Matrix result = Matrix.zeros(r1 - r0, c1 - c0);
    for (int j = c0; j < c1; j++) {
      for (int i = r0; i < r1; i++) {
        result.data[i - r0 + (j - c0) * result.rows] =
            A.data[A.transposed ? j + i * A.cols : i + j * A.rows];
      }
    }
    return result;
  }

  static Matrix reshape(Matrix A, int rows, int cols) {
    if (A.transposed) {
      throw new ShapeException(
          "reshaped: a transposed view is not stored by columns; reshape a copy of it");
    }
    if ((long) rows * cols != A.data.length) {
      throw new ShapeException(
          "reshaped: a %s matrix has %d entries; %s has %d"
              .formatted(
                  Shapes.text(A), A.data.length, Shapes.text(rows, cols), (long) rows * cols));
    }
    return new Matrix(rows, cols, A.data, false);
  }

  static Matrix assemble(Matrix[][] blocks) {
    int rows = 0;
    for (Matrix[] row : blocks) {
      if (row.length == 0 || row.length != blocks[0].length) {
        throw new ShapeException("blocks: every block row needs the same number of blocks, ≥ 1");
      }
      rows = Math.addExact(rows, row[0].rows);
    }
    int cols = 0;
    for (int j = 0; blocks.length > 0 && j < blocks[0].length; j++) {
      cols = Math.addExact(cols, blocks[0][j].cols);
    }
    Matrix result = Matrix.zeros(rows, cols);
    int r = 0;
    for (int i = 0; i < blocks.length; i++) {
      int c = 0;
      for (int j = 0; j < blocks[i].length; j++) {
        Matrix block = blocks[i][j];
        if (block.rows != blocks[i][0].rows || block.cols != blocks[0][j].cols) {
          throw new ShapeException(
              "blocks: block (%d, %d) is %s where its row and column want %s"
                  .formatted(
                      i, j, Shapes.text(block), Shapes.text(blocks[i][0].rows, blocks[0][j].cols)));
        }
        paste(result, r, c, block);
        c += block.cols;
      }
      r += blocks[i][0].rows;
    }
    return result;
  }

  static String text(Matrix A) {
    StringBuilder text = new StringBuilder(Shapes.text(A));
    if (A.rows > SHOWN || A.cols > SHOWN) {
      return text.toString();
    }
    for (int i = 0; i < A.rows; i++) {
      text.append('\n');
      for (int j = 0; j < A.cols; j++) {
        text.append(String.format(Locale.ROOT, "%13.6g", A.get(i, j)));
      }
    }
    return text.toString();
  }
}
