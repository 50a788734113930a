package dev.layerwise.optim.lbfgs;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.StateVisitor;

/**
 * The last m pairs {@code s = W₊ − W}, {@code y = ∇₊ − ∇} and the inverse Hessian that they make:
 * {@code H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ}, {@code ρ = 1/yᵀs}, starting from {@code (sᵀy /
 * yᵀy) I}.
 *
 * <p>Source: Nocedal 1980; Nocedal and Wright 2006, Algorithm 7.4.
 */
final class CurvaturePairs {
  /** Pairs with less curvature than this share of ‖y‖² would make H indefinite in rounding. */
  private static final double LEAST_CURVATURE = 1e-10;

  private final Matrix[] s;
  private final Matrix[] y;
  private final double[] alpha;
  private long count;
  private long next;

  CurvaturePairs(int memory, int size) {
    s = new Matrix[memory];
    y = new Matrix[memory];
    alpha = new double[memory];
    for (int i = 0; i < memory; i++) {
      s[i] = Matrix.zeros(size, 1);
      y[i] = Matrix.zeros(size, 1);
    }
  }

  /**
   * Remembers a pair, if {@code sᵀy > 10⁻¹⁰ ‖y‖²}, in place of the oldest.
   *
   * @return whether it is remembered
   */
  boolean add(Matrix step, Matrix change) {
    double curvature = step.dot(change);
    if (s.length == 0 || !(curvature > LEAST_CURVATURE * change.dot(change))) {
      return false;
    }
    int at = (int) next;
    s[at].setTo(step);
    y[at].setTo(change);
    next = (next + 1) % s.length;
    count = Math.min(count + 1, s.length);
    return true;
  }

  /** Forgets all pairs. */
  void clear() {
    count = 0;
    next = 0;
  }

  long count() {
    return count;
  }

  /** {@code q ← H q}, by the two-loop recursion. */
  void applyInPlace(Matrix q) {
    for (long k = 1; k <= count; k++) {
      int i = at(k);
      alpha[i] = s[i].dot(q) / y[i].dot(s[i]);
      q.plusInPlace(-alpha[i], y[i]);
    }
    if (count > 0) {
      int last = at(1);
      q.timesInPlace(s[last].dot(y[last]) / y[last].dot(y[last])); // H₀ = (sᵀy / yᵀy) I
    }
    for (long k = count; k >= 1; k--) {
      int i = at(k);
      double beta = y[i].dot(q) / y[i].dot(s[i]);
      q.plusInPlace(alpha[i] - beta, s[i]);
    }
  }

  /** Where the k-th youngest pair is. */
  private int at(long k) {
    return (int) Math.floorMod(next - k, (long) s.length);
  }

  void state(StateVisitor visitor) {
    count = visitor.whole("pairs", count);
    next = visitor.whole("next", next);
    for (int i = 0; i < s.length; i++) {
      visitor.matrix("s" + i, s[i]);
      visitor.matrix("y" + i, y[i]);
    }
  }
}
