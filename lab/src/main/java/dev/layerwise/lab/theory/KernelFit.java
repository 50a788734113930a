package dev.layerwise.lab.theory;

import dev.layerwise.linalg.Cholesky;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.SymmetricEigen;
import java.util.Locale;

/**
 * What natural gradient descent (or gradient descent) makes of an infinitely wide two-layer ReLU
 * network whose output starts at 0: the interpolation of the targets y by the kernel {@link
 * ArcCosineKernel}, how far its weights travel, and what Theorem 6 says of its test loss.
 *
 * <pre>
 * f(x) = G∞(x, X) G∞⁻¹ y
 * ‖w − w(0)‖ = √(yᵀ G∞⁻¹ y)                                          NGD eq. (72)
 * E l(f(x), y) ≤ √(2 yᵀ G∞⁻¹ y / n) + 3 √(log(6/δ)/(2n))             NGD eq. (79), ε → 0
 * </pre>
 *
 * <p>for a loss l from 0 to 1 that is 1-Lipschitz, such as {@code min(1, |f − y|)}, with
 * probability 1 − δ over the n examples.
 */
public final class KernelFit {
  private static final double SIX_DIGITS = 1e-6;

  private final Matrix inputs;
  private final double[] spectrum;
  private final Matrix coefficients;
  private final double[] squaredDistances;

  private KernelFit(
      Matrix inputs, double[] spectrum, Matrix coefficients, double[] squaredDistances) {
    this.inputs = inputs;
    this.spectrum = spectrum;
    this.coefficients = coefficients;
    this.squaredDistances = squaredDistances;
  }

  /**
   * Fits targets.
   *
   * @param X inputs of length 1 in rows, no two of them parallel or antipodal, (n, d)
   * @param Y targets in columns, (n, k)
   * @throws ShapeException if there is not one target for each row, or no row
   * @throws NumericalException if a row is not finite or not of length 1, two rows are parallel or
   *     antipodal, or G∞ is so close to singular that fewer than six digits would be right
   */
  public static KernelFit of(Matrix X, Matrix Y) {
    if (Y.rows() != X.rows() || Y.rows() == 0) {
      throw new ShapeException(
          "KernelFit: %d targets for %d inputs; want one for each, and at least one"
              .formatted(Y.rows(), X.rows()));
    }
    Matrix G = gram(X);
    double[] spectrum = SymmetricEigen.valuesOf(G);
    requireRegular(spectrum);
    Cholesky factor = Cholesky.of(G);
    double[][] half = factor.solveLower(Y).T().toRows();
    double[] squares = new double[half.length];
    for (int k = 0; k < squares.length; k++) {
      double length = Matrix.column(half[k]).frobeniusNorm();
      squares[k] = length * length; // |L⁻¹ y|²
    }
    return new KernelFit(X, spectrum, factor.solve(Y), squares);
  }

  /**
   * The limiting Gram matrix of inputs that may be told apart.
   *
   * @param X inputs of length 1 in rows, (n, d)
   * @return G∞, (n, n)
   * @throws NumericalException if two rows are parallel or antipodal; the message says which
   */
  public static Matrix gram(Matrix X) {
    ArcCosineKernel.parallel(X)
        .ifPresent(pair -> {
          throw new NumericalException(
              pair.antipodal()
                  ? ("rows %d and %d are antipodal, x and −x: G∞ is singular with more than d such"
                          + " pairs and S S∞ with two; want no two inputs on one line: drop one of"
                          + " them")
                      .formatted(pair.first() + 1, pair.second() + 1)
                  : ("rows %d and %d are parallel: G∞ has two equal rows and is singular; want no"
                          + " two inputs on one line: drop one of them")
                      .formatted(pair.first() + 1, pair.second() + 1));
        });
    return ArcCosineKernel.gram(X);
  }

  private static void requireRegular(double[] spectrum) {
    double largest = spectrum[spectrum.length - 1];
    double rounding = spectrum.length * Math.ulp(1.0) * largest;
    if (!(rounding <= SIX_DIGITS * spectrum[0])) {
      throw new NumericalException(
          String.format(
              Locale.ROOT,
              "KernelFit: λmin(G∞) is %.1e beside λmax = %.1e, and fewer than six digits of yᵀ G∞⁻¹"
                  + " y would be right; inputs are too close to each other's lines: drop some",
              spectrum[0],
              largest));
    }
  }

  /** The eigenvalues of G∞, ascending, a copy. */
  public double[] spectrum() {
    return spectrum.clone();
  }

  /**
   * yᵀ G∞⁻¹ y.
   *
   * @param k the column of the targets
   */
  public double squaredDistance(int k) {
    return squaredDistances[k];
  }

  /**
   * How far the weights travel, √(yᵀ G∞⁻¹ y).
   *
   * @param k the column of the targets
   */
  public double distance(int k) {
    return Math.sqrt(squaredDistances[k]); // NGD eq. (72)
  }

  /**
   * The bound of Theorem 6 without the term of chance, √(2 yᵀ G∞⁻¹ y / n).
   *
   * @param k the column of the targets
   */
  public double bound(int k) {
    return Math.sqrt(2 * squaredDistances[k] / coefficients.rows()); // NGD eq. (79)
  }

  /**
   * The bound's term of chance, {@code 3 √(log(6/δ)/(2n))} of NGD eq. (77).
   *
   * @param delta δ, the probability that the bound may fail, between 0 and 1
   * @param n the number of examples
   * @throws IllegalArgumentException if δ is no such probability
   */
  public static double slack(double delta, int n) {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException(
          "KernelFit: δ is " + delta + "; want a number between 0 and 1, without the ends");
    }
    return 3 * Math.sqrt(Math.log(6 / delta) / (2.0 * n)); // 3 √(log(6/δ)/(2n))
  }

  /**
   * The predictions for other inputs.
   *
   * @param Y inputs of length 1 in rows, (p, d)
   * @return f, (p, k)
   * @throws NumericalException if a row is not finite or not of length 1
   */
  public Matrix predict(Matrix Y) {
    return ArcCosineKernel.gram(Y, inputs).times(coefficients); // G∞(x, X) G∞⁻¹ y
  }
}
