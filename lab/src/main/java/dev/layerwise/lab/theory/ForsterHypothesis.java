package dev.layerwise.lab.theory;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.Svd;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the Forster transform asks of its rows: none is 0, they span all dimensions, and no subspace
 * of k dimensions holds n k/d of them or more.
 *
 * <p>The last is not checked over all subsets: the iteration finds the subspace itself. Where one
 * holds too many rows, the product of the whitenings stretches its complement without end, so its
 * small singular vectors span the subspace; the rows near it are then looked at, whether they are
 * exactly inside.
 */
final class ForsterHypothesis {
  /** A stretching that is looked at while the iteration goes on. */
  private static final double GAP = 1e-4;

  /** A stretching that is looked at when the iteration gives up. */
  private static final double LAST_GAP = 0.3;

  private final Matrix start;

  private ForsterHypothesis(Matrix start) {
    this.start = start;
  }

  /** The matrix that the iteration starts from: X, or its rows of length 1 if X needs it. */
  Matrix start() {
    return start;
  }

  /** Checks shape, rows and rank. */
  static ForsterHypothesis check(Matrix X) {
    int n = X.rows();
    int d = X.cols();
    double[][] rows = X.toRows();
    for (int i = 0; i < n; i++) {
      double length = ForsterTransform.length(rows[i]);
      if (!Double.isFinite(length)) {
        throw new NumericalException(
            "ForsterTransform (%d×%d): row %d is not finite; want numbers".formatted(n, d, i + 1));
      }
      if (length == 0) {
        throw new NumericalException(
            "ForsterTransform (%d×%d): row %d is 0 and has no direction; remove it"
                .formatted(n, d, i + 1));
      }
    }
    if (d == 0 || n < d) {
      throw new ShapeException(
          "ForsterTransform (%d×%d): %d rows span at most %d of %d dimensions; want at least as many"
                  .formatted(n, d, n, n, d)
              + " rows as columns, and at least one column");
    }
    if (rank(Svd.valuesOf(X), n) == d) {
      return new ForsterHypothesis(X);
    }
    Matrix unit = ForsterTransform.normalizedRows(X);
    int rank = rank(Svd.valuesOf(unit), n);
    if (rank < d) {
      throw new NumericalException(
          "ForsterTransform (%d×%d): the rows span %d of %d dimensions to working precision; want"
                  .formatted(n, d, rank, d)
              + " rows that span all, any d of them if possible; add a small random perturbation,"
              + " or drop columns that depend on others");
    }
    return new ForsterHypothesis(unit);
  }

  private static int rank(double[] s, int n) {
    int rank = 0;
    while (rank < s.length && s[rank] > n * Math.ulp(1.0) * s[0]) {
      rank++;
    }
    return rank;
  }

  /**
   * Looks for a subspace that holds too many rows.
   *
   * @param first the decomposition of the start, whose left factor holds the rows when whitened
   * @param since the product of all later whitenings
   * @param last whether the iteration gives up, so that a small stretching counts, too
   * @throws NumericalException if there is one, saying how many rows it holds
   */
  void requireRoom(Svd first, Matrix since, boolean last) {
    int n = start.rows();
    int d = start.cols();
    Svd stretching = Svd.of(since);
    double[] s = stretching.s();
    double[] scale = first.s();
    double rounding = Math.clamp(n * Math.ulp(1.0) * scale[0] / scale[d - 1], 1e-12, 1e-6);
    Matrix whitened = ForsterTransform.normalizedRows(first.u().times(first.v().T()));
    for (int k = 1; k < d; k++) {
      double gap = s[d - k] / s[d - k - 1]; // the k smallest against the next
      if (gap > (last ? LAST_GAP : GAP)) {
        continue;
      }
      Matrix subspace = stretching.u().slice(0, d, d - k, d); // (d, k)
      int inside = inside(whitened, subspace, 10 * gap, rounding);
      if ((long) inside * d > (long) n * k || (last && (long) inside * d == (long) n * k)) {
        throw new NumericalException(tooMany(inside, k));
      }
    }
  }

  private String tooMany(int inside, int k) {
    int n = start.rows();
    int d = start.cols();
    String room =
        "%d of %d dimensions have room for fewer than n k/d = %s of them"
            .formatted(k, d, ratio((long) n * k, d));
    return "ForsterTransform (%d×%d): %d of the %d rows lie in a subspace of %d dimension%s; %s;"
            .formatted(n, d, inside, n, k, k == 1 ? "" : "s", room)
        + " remove some of these rows, or add a small random perturbation";
  }

  private static String ratio(long over, long under) {
    return over % under == 0
        ? Long.toString(over / under)
        : String.format(Locale.ROOT, "%.4g", (double) over / under);
  }

  /** How many rows lie within a subspace of as many dimensions near the given one. */
  private static int inside(Matrix whitened, Matrix subspace, double near, double rounding) {
    int k = subspace.cols();
    double[][] rows = whitened.toRows();
    double[][] outside = whitened.minus(whitened.times(subspace).times(subspace.T())).toRows();
    List<double[]> close = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      if (ForsterTransform.length(outside[i]) <= near) {
        close.add(rows[i]);
      }
    }
    if (close.size() <= k) {
      return close.size();
    }
    double[] s = Svd.valuesOf(Matrix.of(close.toArray(double[][]::new)));
    return s[k] <= rounding * s[0] ? close.size() : 0;
  }
}
