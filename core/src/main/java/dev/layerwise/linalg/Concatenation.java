package dev.layerwise.linalg;

import java.util.List;

/**
 * All entries of several matrices, one after the other in one column: what methods see that treat
 * all parameters as one vector. No matrix is a transposed view. Nothing is allocated.
 */
public final class Concatenation {
  private Concatenation() {}

  /** The number of entries of all parts. */
  public static int size(List<Matrix> parts) {
    int size = 0;
    for (int i = 0; i < parts.size(); i++) {
      size = Math.addExact(size, parts.get(i).data.length);
    }
    return size;
  }

  /**
   * Copies the parts into a column: each part's vec, one after the other.
   *
   * @param parts the parts
   * @param column (size, 1)
   * @return column
   * @throws ShapeException if the sizes differ
   */
  public static Matrix gather(List<Matrix> parts, Matrix column) {
    requireFit("gather", parts, column);
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      double[] part = parts.get(i).data;
      System.arraycopy(part, 0, column.data, at, part.length);
      at += part.length;
    }
    return column;
  }

  /**
   * Copies a column into the parts, the reverse of {@link #gather}.
   *
   * @param column (size, 1)
   * @param parts the parts
   * @throws ShapeException if the sizes differ
   */
  public static void scatter(Matrix column, List<Matrix> parts) {
    requireFit("scatter", parts, column);
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      double[] part = parts.get(i).data;
      System.arraycopy(column.data, at, part, 0, part.length);
      at += part.length;
    }
  }

  private static void requireFit(String operation, List<Matrix> parts, Matrix column) {
    int size = size(parts);
    if (column.rows != size || column.cols != 1) {
      throw new ShapeException(
          operation + ": the column is " + Shapes.text(column) + "; want " + Shapes.text(size, 1));
    }
  }
}
