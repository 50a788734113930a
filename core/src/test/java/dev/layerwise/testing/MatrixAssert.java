package dev.layerwise.testing;

import dev.layerwise.linalg.Matrix;
import java.util.Locale;

/** Comparison of matrices that says where and by how much they differ. */
public final class MatrixAssert {
  private MatrixAssert() {}

  /**
   * Fails unless the shapes agree, every entry is finite, and every difference is at most {@code
   * relativeTolerance} times the largest magnitude in {@code expected} (times 1 where that is 0).
   *
   * @param actual what was computed
   * @param expected what it should be
   * @param relativeTolerance the bound, relative to the largest expected entry
   */
  public static void assertClose(Matrix actual, Matrix expected, double relativeTolerance) {
    if (actual.rows() != expected.rows() || actual.cols() != expected.cols()) {
      throw new AssertionError(
          "shape is %d×%d, expected %d×%d"
              .formatted(actual.rows(), actual.cols(), expected.rows(), expected.cols()));
    }
    double scale = expected.maxAbs();
    if (!Double.isFinite(scale)) {
      throw new AssertionError("expected has an entry that is not finite");
    }
    double bound = relativeTolerance * (scale == 0 ? 1 : scale);
    int count = 0;
    int worstRow = 0;
    int worstCol = 0;
    double worst = -1;
    for (int j = 0; j < actual.cols(); j++) {
      for (int i = 0; i < actual.rows(); i++) {
        double difference = Math.abs(actual.get(i, j) - expected.get(i, j));
        if (difference <= bound) {
          continue;
        }
        count++;
        double size = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
        if (size > worst) {
          worst = size;
          worstRow = i;
          worstCol = j;
        }
      }
    }
    if (count > 0) {
      double a = actual.get(worstRow, worstCol);
      double e = expected.get(worstRow, worstCol);
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "%d of %d entries differ by more than %.3g; worst at (%d, %d): is %s, expected %s,"
                  + " ratio %s",
              count,
              actual.rows() * actual.cols(),
              bound,
              worstRow,
              worstCol,
              a,
              e,
              a / e));
    }
  }
}
