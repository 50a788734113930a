package dev.layerwise.lab.experiments;

import dev.layerwise.lab.theory.ForsterTransform;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;

/**
 * Algorithm 1 of NGD App. A read to the letter, {@code T = (ZᵀZ)^(−1/2)} from ZᵀZ itself, with no
 * question asked of the data: what it comes to where the transform proper refuses.
 *
 * @param iterations until the error is at most 1e-10
 * @param deviation the largest length of a row of normalise(X A) − Z, from 0 to 2; NaN if the
 *     numbers became infinite or the error did not get so far
 */
record PrintedForster(int iterations, double deviation) {
  static PrintedForster of(Matrix X, double tolerance, int maxIterations) {
    int n = X.rows();
    int d = X.cols();
    Matrix Z = X.copy();
    Matrix A = Matrix.identity(d);
    for (int k = 1; k <= maxIterations; k++) {
      Matrix T = SymmetricEigen.of(Z.T().times(Z)).apply(x -> 1 / Math.sqrt(x)); // (ZᵀZ)^(−1/2)
      if (!T.isFinite()) {
        return new PrintedForster(k, Double.NaN);
      }
      Z = ForsterTransform.normalizedRows(Z.times(T));
      A = A.times(T);
      A.timesInPlace(1 / A.get(0, 0)); // A ← A / A₁₁
      if (!Z.isFinite() || !A.isFinite()) {
        return new PrintedForster(k, Double.NaN);
      }
      Matrix error = Z.T().times(Z).times((double) d / n).plusDiagonal(-1);
      if (error.operatorNorm() <= tolerance) {
        return new PrintedForster(k, deviation(X, A, Z));
      }
    }
    return new PrintedForster(maxIterations, Double.NaN);
  }

  /** A is known up to its sign, which A₁₁ decides. */
  private static double deviation(Matrix X, Matrix A, Matrix Z) {
    Matrix Y = ForsterTransform.normalizedRows(X.times(A));
    return Math.min(largestRow(Y.minus(Z)), largestRow(Y.plus(Z)));
  }

  private static double largestRow(Matrix X) {
    double largest = 0;
    for (double[] row : X.toRows()) {
      largest = Math.max(largest, Matrix.column(row).frobeniusNorm());
    }
    return largest;
  }
}
