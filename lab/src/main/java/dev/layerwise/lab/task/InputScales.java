package dev.layerwise.lab.task;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;

/**
 * Independent Gaussian inputs of different variances, {@code x = D z}, {@code z ~ N(0, I)}, {@code
 * D = Σx^½} diagonal. A diagonal is as general as a covariance where the law of everything else is
 * invariant under rotations, as in single-index learning.
 *
 * @param roots the diagonal of D, (dX, 1), positive
 */
public record InputScales(Matrix roots) {
  /**
   * Copies the roots.
   *
   * @throws IllegalArgumentException if there is none, or one is not positive and finite
   */
  public InputScales {
    if (roots.cols() != 1 || roots.rows() == 0) {
      throw new IllegalArgumentException(
          "InputScales: a %d×%d matrix; want a column of standard deviations"
              .formatted(roots.rows(), roots.cols()));
    }
    for (int j = 0; j < roots.rows(); j++) {
      double root = roots.get(j, 0);
      if (!(root > 0 && root < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "InputScales: the standard deviation of input %d is %s; want a positive finite number"
                .formatted(j, root));
      }
    }
    roots = roots.copy();
  }

  /**
   * Half of the inputs of variance {@code 1 + ε}, half of {@code 1 − ε}: {@code Σx^(ε)} of
   * Concurrence eq. (14).
   *
   * @param dX number of inputs, even
   * @param eps ε, 0 ≤ ε &lt; 1
   * @throws IllegalArgumentException if dX is odd or not positive, or ε is not in [0, 1)
   */
  public static InputScales twoLevels(int dX, double eps) {
    if (dX < 2 || dX % 2 == 1) {
      throw new IllegalArgumentException(
          "Σ^(ε) with %d dimensions: they have no two halves; want an even number, at least 2"
              .formatted(dX));
    }
    if (!(eps >= 0 && eps < 1)) {
      throw new IllegalArgumentException(
          "Σ^(ε) with ε = %s: 1 − ε is a variance; want 0 ≤ ε < 1".formatted(eps));
    }
    return new InputScales(
        Matrix.generate(dX, 1, (i, j) -> Math.sqrt(i < dX / 2 ? 1 + eps : 1 - eps)));
  }

  /** dX, the number of inputs. */
  public int inputs() {
    return roots.rows();
  }

  /** The variance of {@code β·x}, {@code βᵀ Σx β}. */
  public double variance(Matrix beta) {
    double norm = timesRoots(beta).frobeniusNorm();
    return norm * norm;
  }

  /** D A, for A (dX, k); a copy. */
  public Matrix timesRoots(Matrix A) {
    Matrix scaled = A.copy();
    Entries.columns(roots, scaled, InputScales::scaleRows);
    return scaled;
  }

  /**
   * {@code X ← Z D}.
   *
   * @param Z (n, dX)
   * @param X (n, dX)
   * @return X
   */
  public Matrix scaleInto(Matrix Z, Matrix X) {
    Entries.columns(Z, X, roots, InputScales::scaleColumns);
    return X;
  }

  /** {@code S ← D S D}, for symmetric S (dX, dX). */
  public Matrix congruenceInPlace(Matrix S) {
    Entries.columns(roots, S, InputScales::scaleRows);
    Entries.columns(S, S, roots, InputScales::scaleColumns);
    return S;
  }

  private static void scaleRows(double[] d, double[] a, int rows) {
    for (int from = 0; from < a.length; from += rows) {
      for (int i = 0; i < rows; i++) {
        a[from + i] *= d[i];
      }
    }
  }

  private static void scaleColumns(double[] z, double[] x, double[] d, int rows) {
    for (int j = 0; j < d.length; j++) {
      for (int i = j * rows; i < (j + 1) * rows; i++) {
        x[i] = d[j] * z[i];
      }
    }
  }
}
