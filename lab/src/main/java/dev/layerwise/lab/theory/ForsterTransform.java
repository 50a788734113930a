package dev.layerwise.lab.theory;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.ShapeException;
import dev.layerwise.linalg.Svd;
import dev.layerwise.linalg.SymmetricEigen;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The Forster transform of a data matrix X, (n, d): an invertible A such that the rows of X A,
 * divided by their lengths, are the rows of a Z that is as white as rows of length 1 can be.
 *
 * <pre>
 * Z = normalise(X A),   ZᵀZ = (n/d) I
 * repeat  T ← (ZᵀZ)^(−1/2),  Z ← normalise(Z T),  A ← A T,  A ← A / A₁₁
 * </pre>
 *
 * <p>Whitening goes through the thin singular value decomposition {@code Z = U diag(s) Vᵀ}, {@code
 * Z T = U Vᵀ}, which does not square the condition number. The iteration stops when {@code ‖(d/n)
 * ZᵀZ − I‖₂} is at most the tolerance. A is scaled by its largest entry where A₁₁ is not positive.
 *
 * <p>It exists if every subspace of k &lt; d dimensions holds fewer than n k/d of the rows: of ZᵀZ
 * a k-dimensional subspace gets {@code n k/d}, and rows inside of it give it 1 each. Rows that
 * break this are found and named rather than answered by a meaningless A, of which rounding would
 * make the iteration stop; and that A belongs to Z is checked. Source: NGD App. A, Theorem 7 and
 * Algorithm 1.
 */
public final class ForsterTransform {
  /** Where the iteration stops unless told otherwise. */
  public static final double TOLERANCE = 1e-10;

  /** How often the iteration repeats unless told otherwise; slow data needs some hundreds. */
  public static final int MAX_ITERATIONS = 20_000;

  /** Smaller entries A₁₁, relative to the largest of A, count as 0. */
  private static final double VANISHING = 1e-8;

  /** Rows of normalise(X A) farther from Z mean that A is rounding. */
  private static final double LARGEST_DEVIATION = 1e-2;

  private final Matrix a;
  private final Matrix z;
  private final double[] errors;
  private final double deviation;

  private ForsterTransform(Matrix A, Matrix Z, double[] errors, double deviation) {
    this.a = A;
    this.z = Z;
    this.errors = errors;
    this.deviation = deviation;
  }

  /**
   * Transforms a matrix to the usual tolerance.
   *
   * @param X the data in rows, (n, d)
   * @throws ShapeException if there are fewer rows than columns
   * @throws NumericalException as {@link #of(Matrix, double, int)}
   */
  public static ForsterTransform of(Matrix X) {
    return of(X, TOLERANCE, MAX_ITERATIONS);
  }

  /**
   * Transforms a matrix.
   *
   * @param X the data in rows, (n, d)
   * @param tolerance where to stop, larger than 0
   * @param maxIterations when to give up, at least 1
   * @throws ShapeException if there are fewer rows than columns
   * @throws IllegalArgumentException if the tolerance or the number of iterations is not positive
   * @throws NumericalException if a row is 0 or not finite, if a subspace holds too many rows, or
   *     if the tolerance is not reached
   */
  public static ForsterTransform of(Matrix X, double tolerance, int maxIterations) {
    if (!(tolerance > 0) || maxIterations < 1) {
      throw new IllegalArgumentException(
          "ForsterTransform: tolerance %s, at most %d iterations; want numbers above 0"
              .formatted(tolerance, maxIterations));
    }
    ForsterHypothesis hypothesis = ForsterHypothesis.check(X);
    int n = X.rows();
    int d = X.cols();
    Svd first = Svd.of(hypothesis.start());
    Matrix whitening = inverseRoot(first); // T of the first iteration
    Matrix since = Matrix.identity(d); // the product of all later T, up to a factor
    Matrix Z = normalizedRows(first.u().times(first.v().T()));
    double[] errors = new double[16];
    int k = 0;
    errors[k++] = error(Z);
    while (!(errors[k - 1] <= tolerance)) {
      if (Integer.bitCount(k) == 1 || k == maxIterations) {
        hypothesis.requireRoom(first, since, k == maxIterations);
      }
      if (k == maxIterations) {
        throw new NumericalException(
            String.format(
                Locale.ROOT,
                "ForsterTransform (%d×%d): after %d iterations ‖(d/n) ZᵀZ − I‖ is %.1e, above %.1e;"
                    + " a subspace of k dimensions holds about n k/d of the rows: remove or"
                    + " perturb some of them, or allow more iterations",
                n,
                d,
                k,
                errors[k - 1],
                tolerance));
      }
      Svd svd = Svd.of(Z);
      Z = normalizedRows(svd.u().times(svd.v().T())); // Z ← normalise(Z T)
      since = since.times(inverseRoot(svd)); // A ← A T
      since.timesInPlace(1 / since.maxAbs());
      errors = k == errors.length ? Arrays.copyOf(errors, 2 * k) : errors;
      errors[k++] = error(Z);
    }
    hypothesis.requireRoom(first, since, false);
    Matrix A = scaled(whitening.times(since));
    return new ForsterTransform(A, Z, Arrays.copyOf(errors, k), verified(X, A, Z));
  }

  /** (ZᵀZ)^(−1/2) = V diag(1/s) Vᵀ. */
  private static Matrix inverseRoot(Svd svd) {
    double[] s = svd.s();
    Matrix V = svd.v();
    Matrix scaled = Matrix.generate(V.rows(), V.cols(), (i, j) -> V.get(i, j) / s[j]);
    return scaled.times(V.T());
  }

  /** A / A₁₁; where that is not positive, A over its largest entry, so that the sign stays. */
  private static Matrix scaled(Matrix A) {
    double corner = A.get(0, 0);
    double largest = A.maxAbs();
    return A.times(1 / (corner > VANISHING * largest ? corner : largest));
  }

  /** The largest length of a row of normalise(X A) − Z. */
  private static double verified(Matrix X, Matrix A, Matrix Z) {
    double[][] gap = normalizedRows(X.times(A)).minus(Z).toRows();
    double deviation = 0;
    for (double[] row : gap) {
      deviation = Math.max(deviation, length(row));
    }
    if (!(deviation <= LARGEST_DEVIATION)) {
      throw new NumericalException(
          String.format(
              Locale.ROOT,
              "ForsterTransform (%d×%d): rows of normalise(X A) differ from Z by up to %.1e, so A"
                  + " is lost in rounding; X is too ill-conditioned: scale its columns, or perturb"
                  + " rows that are close to a subspace",
              X.rows(),
              X.cols(),
              deviation));
    }
    return deviation;
  }

  /** ‖(d/n) ZᵀZ − I‖₂. */
  private static double error(Matrix Z) {
    double[] values = SymmetricEigen.valuesOf(Z.T().times(Z).times((double) Z.cols() / Z.rows()));
    return Math.max(Math.abs(values[0] - 1), Math.abs(values[values.length - 1] - 1));
  }

  /**
   * Divides every row by its length.
   *
   * @param X (n, d), n ≥ 1, no row 0
   * @return normalise(X), (n, d)
   */
  public static Matrix normalizedRows(Matrix X) {
    double[][] rows = X.toRows();
    for (double[] row : rows) {
      double length = length(row);
      for (int j = 0; j < row.length; j++) {
        row[j] /= length;
      }
    }
    return Matrix.of(rows);
  }

  /** The length of a vector, safe from overflow. */
  static double length(double[] x) {
    return Matrix.column(x).frobeniusNorm();
  }

  /** A, (d, d), invertible, with A₁₁ = 1, or with largest magnitude 1 where A₁₁ is not positive. */
  public Matrix A() {
    return a;
  }

  /** Z, (n, d), rows of length 1 and {@code ZᵀZ = (n/d) I} up to the tolerance. */
  public Matrix Z() {
    return z;
  }

  /** {@code ‖(d/n) ZᵀZ − I‖₂} after each iteration, a copy. */
  public double[] errors() {
    return errors.clone();
  }

  /** How many iterations it took. */
  public int iterations() {
    return errors.length;
  }

  /** The largest length of a row of {@code normalise(X A) − Z}, which is 0 but for rounding. */
  public double deviation() {
    return deviation;
  }

  /**
   * The linear rate at which the errors fall in the end: the second largest eigenvalue of {@code
   * (d/n) (Z Zᵀ)^∘2}, whose largest is 1. For many isotropic rows it tends to 2/(d + 2).
   *
   * <p>Computed from the smaller of that matrix and its twin of order d(d + 1)/2.
   *
   * @return the factor of an iteration, from 0 to 1; 0 if n = d
   */
  public double rate() {
    int n = z.rows();
    int d = z.cols();
    if (n < 2) {
      return 0;
    }
    Matrix squares;
    if (n <= d * (d + 1L) / 2) {
      squares = z.times(z.T()).mapInPlace(t -> t * t);
    } else {
      Matrix products = products();
      squares = products.T().times(products);
    }
    double[] values = SymmetricEigen.valuesOf(squares);
    return values.length < 2 ? 0 : Math.max(0, (double) d / n * values[values.length - 2]);
  }

  /** Rows of products zᵢ zⱼ, those off the diagonal times √2: P Pᵀ = (Z Zᵀ)^∘2. */
  private Matrix products() {
    int d = z.cols();
    Matrix P = Matrix.zeros(z.rows(), d * (d + 1) / 2);
    int column = 0;
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++, column++) {
        double weight = i == j ? 1 : Math.sqrt(2);
        for (int r = 0; r < z.rows(); r++) {
          P.set(r, column, weight * z.get(r, i) * z.get(r, j));
        }
      }
    }
    return P;
  }

  /**
   * The rate that was measured: the geometric mean of the last steps' factors before rounding.
   *
   * @return the factor of an iteration; empty if there are too few iterations
   */
  public Optional<Double> measuredRate() {
    int last = errors.length - 1;
    while (last > 0 && errors[last] < 1e-11) {
      last--; // rounding of the error itself, about d ε, is felt there
    }
    int steps = Math.min(5, last);
    return steps < 1
        ? Optional.empty()
        : Optional.of(Math.pow(errors[last] / errors[last - steps], 1.0 / steps));
  }
}
