package dev.layerwise.optim;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Symmetric;

/**
 * Several steps of {@link NewtonSchulz} on the Gram matrix alone, for an X that is much longer one
 * way than the other:
 *
 * <pre>
 * A = X Xᵀ,  T = I,  k times: P = a I + b A + c A²,  T ← P T,  A ← A P²
 * </pre>
 *
 * <p>Then {@code T X} is what the k steps make of X. All are polynomials of one symmetric matrix:
 * they are symmetric and commute, and one triangle of each product is enough.
 *
 * <p>Where an eigenvalue of A is tiny beside the largest, a step multiplies it, and its rounding
 * error, by a² ≈ 12. Errors of size ε become {@code 10⁵ ε} in five steps, after which A is computed
 * anew; measured, X has them at {@code 10⁻¹²} after five steps, and would at {@code 10⁻⁶} after
 * twelve.
 */
final class GramNewtonSchulz {
  /** Steps at once, at most. */
  static final long MOST = 5;

  private Matrix A;
  private Matrix P;
  private Matrix T;
  private Matrix room;
  private final Matrix square;

  /**
   * Makes the storage.
   *
   * @param s the order of A
   */
  GramNewtonSchulz(int s) {
    A = Matrix.zeros(s, s);
    P = Matrix.zeros(s, s);
    T = Matrix.zeros(s, s);
    room = Matrix.zeros(s, s);
    square = Matrix.zeros(s, s);
  }

  /** Operations of k steps and the product with X; of one step, it is what X's own step takes. */
  static double flops(double s, double l, long k) {
    return 3 * s * s * l + (4 * k - 3) * s * s * s;
  }

  /**
   * Whether it takes less time than as many steps of X: more than {@code l = s} would say, as
   * products of one triangle take two thirds of the time of others and not half.
   *
   * @param s the shorter side of X
   * @param l the longer side
   */
  static boolean isLess(long s, long l) {
    return 5 * l > 6 * s;
  }

  /**
   * The polynomial that X is multiplied by.
   *
   * @param toGram Xᵀ, (l, s)
   * @param k steps, from 1 to {@link #MOST}
   * @return T, (s, s), overwritten by the next call
   */
  Matrix polynomial(Matrix toGram, long k) {
    A.setToGram(1, toGram); // A = X Xᵀ
    for (long i = 0; i < k; i++) {
      P.setLowerToGram(1, A); // A²
      Entries.each(P, A, GramNewtonSchulz::blend);
      for (int j = 0; j < P.rows(); j++) {
        P.set(j, j, P.get(j, j) + NewtonSchulz.A);
      }
      Symmetric.mirrorLower(P); // P = a I + b A + c A²
      if (i < k - 1) {
        square.setLowerToGram(1, P);
        Matrix next = product(A, Symmetric.mirrorLower(square)); // A ← A P²
        room = A;
        A = next;
      }
      Matrix all = i == 0 ? P : product(P, T); // T ← P T
      if (i == 0) {
        P = T;
      } else {
        room = T;
      }
      T = all;
    }
    return T;
  }

  private Matrix product(Matrix left, Matrix right) {
    Symmetric.setLowerToProduct(left, right, room);
    return Symmetric.mirrorLower(room);
  }

  /** {@code b A + c A²}; the lower triangle alone counts. */
  private static void blend(double[] squared, double[] gram, int n) {
    for (int i = 0; i < n; i++) {
      squared[i] = NewtonSchulz.B * gram[i] + NewtonSchulz.C * squared[i];
    }
  }
}
