package dev.layerwise.linalg;

/**
 * Which orthonormal basis an eigenspace gets, so that results do not depend on the LAPACK build.
 *
 * <ul>
 *   <li>Neighbouring eigenvalues that differ by at most {@code 8 n ε max|λ|}, which rounding makes
 *       of equal ones, belong to one eigenspace. The null space is the most common of several
 *       dimensions.
 *   <li>In an eigenspace of several dimensions: of the coordinate vectors projected onto it and
 *       orthogonalised against the basis so far, the longest is taken and normalised, until the
 *       space is full (pivoted Gram-Schmidt). Of lengths within a millionth, the first counts.
 *   <li>A single eigenvector gets the sign that makes its largest entry positive; of magnitudes
 *       within a millionth, the first counts.
 * </ul>
 *
 * <p>The basis of an eigenspace is a function of the eigenspace alone; a multiple of the identity
 * gets the coordinate vectors in order. The work is {@code 4 n k²} for k dimensions, which beyond
 * 512 would be more than the decomposition's; so larger ones keep LAPACK's basis.
 */
final class EigenspaceRule {
  private static final double SAME = 8;

  /** Dimensions of the largest eigenspace to which the rule applies. */
  private static final int LARGEST = 512;

  private static final double TIE = 1 - 1e-6;

  private EigenspaceRule() {}

  /**
   * Applies the rule.
   *
   * @param values eigenvalues, ascending
   * @param v eigenvectors in columns, column-major
   */
  static void apply(double[] values, double[] v) {
    int n = values.length;
    apply(values, v, new double[n * n], new double[n], new double[n]);
  }

  /** The same with room that is given: n² numbers, n and n. */
  static void apply(double[] values, double[] v, double[] rows, double[] length2, double[] w) {
    int n = values.length;
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    double gap = SAME * n * Math.ulp(1.0) * largest;
    int start = 0;
    for (int j = 1; j <= n; j++) {
      if (j == n || values[j] - values[j - 1] > gap) {
        if (j - start == 1) {
          orient(v, start, n);
        } else if (j - start <= LARGEST) {
          span(v, start, j - start, n, rows, length2, w);
        }
        start = j;
      }
    }
  }

  private static void orient(double[] v, int column, int n) {
    int from = column * n;
    int at = from;
    for (int i = from + 1; i < from + n; i++) {
      if (Math.abs(v[i]) * TIE > Math.abs(v[at])) {
        at = i;
      }
    }
    if (v[at] < 0) {
      for (int i = from; i < from + n; i++) {
        v[i] = -v[i];
      }
    }
  }

  /** The rows of the k columns are the projected coordinate vectors, in the given basis. */
  private static void span(
      double[] v, int column, int k, int n, double[] rows, double[] length2, double[] w) {
    System.arraycopy(v, column * n, rows, 0, k * n);
    java.util.Arrays.fill(length2, 0);
    for (int c = 0; c < k; c++) {
      for (int i = 0; i < n; i++) {
        length2[i] += rows[i + c * n] * rows[i + c * n];
      }
    }
    for (int c = 0; c < k; c++) {
      int pivot = 0;
      for (int i = 1; i < n; i++) {
        if (length2[i] * TIE > length2[pivot]) {
          pivot = i;
        }
      }
      double norm2 = 0;
      for (int l = 0; l < k; l++) {
        w[l] = rows[pivot + l * n];
        norm2 += w[l] * w[l];
      }
      double norm = Math.sqrt(norm2);
      int out = (column + c) * n;
      java.util.Arrays.fill(v, out, out + n, 0);
      for (int l = 0; l < k; l++) {
        w[l] /= norm;
        for (int i = 0; i < n; i++) {
          v[out + i] += rows[i + l * n] * w[l];
        }
      }
      for (int l = 0; l < k; l++) {
        for (int i = 0; i < n; i++) {
          rows[i + l * n] -= v[out + i] * w[l];
        }
      }
      for (int i = 0; i < n; i++) {
        length2[i] = Math.max(0, length2[i] - v[out + i] * v[out + i]);
      }
    }
  }
}
