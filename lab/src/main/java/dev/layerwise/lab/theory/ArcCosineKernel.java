package dev.layerwise.lab.theory;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;
import dev.layerwise.linalg.ShapeException;
import java.util.Locale;
import java.util.Optional;

/**
 * The Gram matrices of an infinitely wide two-layer ReLU network at its Gaussian initialisation,
 * for inputs of length 1 at angle θ.
 *
 * <pre>
 * G∞(x, y)   = x·y (π − θ)/(2π)   = lim (J Jᵀ)
 * S S∞(x, y) =     (π − θ)/(2π)   = lim (S Sᵀ)/m
 * </pre>
 *
 * <p>The angle is an arc cosine where that is well conditioned, and {@code 2 atan2(‖x − y‖, ‖x +
 * y‖)} near parallel and antipodal inputs, where an arc cosine of a rounded product loses half of
 * the digits. Rows that are of length 1 up to {@link #UNIT_TOLERANCE} have what is left divided
 * out. Source: NGD eq. (61).
 */
public final class ArcCosineKernel {
  /** How far the length of a row may be from 1: numbers written with seven digits are within it. */
  public static final double UNIT_TOLERANCE = 1e-6;

  /** Smaller angles are rounding of one direction: far above d ε, far below distinct data. */
  private static final double SAME_DIRECTION = 1e-12;

  /** Cosines up to this give their angles with errors of at most 3 ε. */
  private static final double WELL_CONDITIONED = 0.9;

  private ArcCosineKernel() {}

  /**
   * Two rows.
   *
   * @param first the first of them, from 0
   * @param second the other
   * @param antipodal whether they point in opposite directions rather than in the same
   */
  public record Pair(int first, int second, boolean antipodal) {}

  /**
   * The kernel G∞ as a function of the cosine of the angle.
   *
   * @param cosine t = x·y, from −1 to 1
   * @return t (π − arccos t)/(2π), from its minimum, about −0.0893, to 1/2
   * @throws IllegalArgumentException if t is no cosine
   */
  public static double gram(double cosine) {
    return cosine * activations(cosine);
  }

  /**
   * The kernel S S∞ as a function of the cosine of the angle.
   *
   * @param cosine t = x·y, from −1 to 1
   * @return (π − arccos t)/(2π), from 0 to 1/2
   * @throws IllegalArgumentException if t is no cosine
   */
  public static double activations(double cosine) {
    if (!(Math.abs(cosine) <= 1)) {
      throw new IllegalArgumentException(
          "ArcCosineKernel: the cosine is " + cosine + "; want a number from −1 to 1");
    }
    return Math.acos(-cosine) / (2 * Math.PI); // π − arccos t = arccos(−t), without cancellation
  }

  /**
   * The limiting Gram matrix G∞.
   *
   * @param X inputs of length 1 in rows, (n, d)
   * @return (n, n), exactly symmetric, with 1/2 on the diagonal
   * @throws NumericalException if a row is not finite or not of length 1
   */
  public static Matrix gram(Matrix X) {
    Matrix U = unit(X);
    return symmetric(U).gram;
  }

  /**
   * The limit S S∞ of the activations' Gram matrix {@code S Sᵀ/m}.
   *
   * @param X inputs of length 1 in rows, (n, d)
   * @return (n, n), exactly symmetric, with 1/2 on the diagonal
   * @throws NumericalException if a row is not finite or not of length 1
   */
  public static Matrix activations(Matrix X) {
    Matrix U = unit(X);
    return symmetric(U).activations;
  }

  /**
   * The kernel G∞ between two sets of inputs.
   *
   * @param X inputs of length 1 in rows, (n, d)
   * @param Y inputs of length 1 in rows, (p, d)
   * @return G∞(xᵢ, yⱼ), (n, p)
   * @throws NumericalException if a row is not finite or not of length 1
   */
  public static Matrix gram(Matrix X, Matrix Y) {
    if (X.cols() != Y.cols()) {
      throw new ShapeException(
          "ArcCosineKernel: inputs of %d and of %d numbers; want the same"
              .formatted(X.cols(), Y.cols()));
    }
    Matrix U = unit(X);
    Matrix V = unit(Y);
    double[][] u = U.toRows();
    double[][] v = V.toRows();
    Matrix T = U.times(V.T());
    return Matrix.generate(
        T.rows(), T.cols(), (i, j) -> cosine(T.get(i, j)) * part(T.get(i, j), u[i], v[j]));
  }

  /**
   * The first two rows of one direction, or of opposite directions, if there are such. Equal rows
   * make G∞ singular; so do more than d pairs of opposite ones, because the kernel's odd part is
   * linear.
   *
   * @param X inputs of length 1 in rows, (n, d)
   * @return the pair with the smallest second row; empty if all directions differ
   * @throws NumericalException if a row is not finite or not of length 1
   */
  public static Optional<Pair> parallel(Matrix X) {
    Matrix U = unit(X);
    double[][] u = U.toRows();
    Matrix T = U.times(U.T());
    for (int j = 0; j < u.length; j++) {
      for (int i = 0; i < j; i++) {
        double t = T.get(i, j);
        double apart = Math.PI * 2 * part(t, u[i], u[j]); // π − θ
        if (t > WELL_CONDITIONED && Math.PI - apart <= SAME_DIRECTION) {
          return Optional.of(new Pair(i, j, false));
        }
        if (apart <= SAME_DIRECTION) {
          return Optional.of(new Pair(i, j, true));
        }
      }
    }
    return Optional.empty();
  }

  private record Both(Matrix gram, Matrix activations) {}

  private static Both symmetric(Matrix U) {
    int n = U.rows();
    double[][] u = U.toRows();
    Matrix G = U.times(U.T());
    Matrix S = Matrix.zeros(n, n);
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < j; i++) {
        double t = G.get(i, j);
        double part = part(t, u[i], u[j]); // (π − θ)/(2π)
        S.set(i, j, part);
        S.set(j, i, part);
        G.set(i, j, cosine(t) * part); // x·y (π − θ)/(2π)
        G.set(j, i, cosine(t) * part);
      }
      G.set(j, j, 0.5);
      S.set(j, j, 0.5);
    }
    return new Both(G, S);
  }

  private static double cosine(double t) {
    return Math.clamp(t, -1, 1);
  }

  /** (π − θ)/(2π). */
  private static double part(double t, double[] x, double[] y) {
    if (Math.abs(t) <= WELL_CONDITIONED) {
      return Math.acos(-t) / (2 * Math.PI);
    }
    double sum = 0;
    double difference = 0;
    for (int k = 0; k < x.length; k++) {
      sum += (x[k] + y[k]) * (x[k] + y[k]);
      difference += (x[k] - y[k]) * (x[k] - y[k]);
    }
    return Math.atan2(Math.sqrt(sum), Math.sqrt(difference)) / Math.PI; // π − θ = 2 atan2(+, −)
  }

  /** The rows with what their lengths differ from 1 divided out. */
  static Matrix unit(Matrix X) {
    double[][] x = X.toRows();
    for (int i = 0; i < x.length; i++) {
      double squares = 0;
      for (double xij : x[i]) {
        squares += xij * xij;
      }
      double length = Math.sqrt(squares);
      if (!Double.isFinite(length)) {
        throw new NumericalException(
            "ArcCosineKernel: row %d is not finite; want numbers with squares that add up to 1"
                .formatted(i + 1));
      }
      if (Math.abs(length - 1) > UNIT_TOLERANCE) {
        throw new NumericalException(
            String.format(
                Locale.ROOT,
                "ArcCosineKernel: row %d has length %.6g; want 1 (within %.0e): divide each row by"
                    + " its length",
                i + 1,
                length,
                UNIT_TOLERANCE));
      }
      for (int j = 0; j < x[i].length; j++) {
        x[i][j] /= length;
      }
    }
    return x.length == 0 ? X : Matrix.of(x);
  }
}
