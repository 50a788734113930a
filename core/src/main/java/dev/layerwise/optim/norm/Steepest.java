package dev.layerwise.optim.norm;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.KeptInverse;
import dev.layerwise.linalg.KeptPolar;
import dev.layerwise.linalg.Matrix;

/**
 * The steepest direction of matrices of one shape in a norm: D with {@code ⟨G, D⟩ = ‖G‖†²} and
 * {@code ‖D‖ = ‖G‖†}, or the same divided by ‖G‖†. Source: Concurrence App. D.3, Definition D.1 and
 * Prop. D.2, corrected; Bernstein and Newhouse 2024, Proposition 1. Not safe for use by several
 * threads.
 */
public sealed interface Steepest {
  /**
   * The direction.
   *
   * @param G the gradient, not a transposed view
   * @return D, {@code ‖D‖ = ‖G‖†}; overwritten by the next call
   * @throws dev.layerwise.linalg.NumericalException if it cannot be computed
   */
  Matrix direction(Matrix G);

  /** ‖G‖† of the last gradient. */
  double dualNorm();

  /** In the Frobenius norm: {@code D = G}. */
  static Steepest frobenius() {
    return new Frobenius();
  }

  /** In the spectral norm of (m, n) matrices: {@code D = (Σ s) U Vᵀ}. */
  static Steepest spectral(int m, int n) {
    return new Spectral(new KeptPolar(m, n), Matrix.zeros(m, n));
  }

  /** In the largest entry of (m, n) matrices: {@code D = (Σ |G|) sign G}. */
  static Steepest sign(int m, int n) {
    return new Sign(Matrix.zeros(m, n));
  }

  /**
   * In {@code ‖P^½ M Q^½‖_F}: {@code D = P⁻¹ G Q⁻¹}.
   *
   * @param P the inverse of P, (m, m)
   * @param Q the inverse of Q, (n, n)
   */
  static Steepest kronecker(KeptInverse P, KeptInverse Q) {
    int m = P.matrix().rows();
    int n = Q.matrix().rows();
    return new Kronecker(P, Q, Matrix.zeros(m, n), Matrix.zeros(m, n));
  }

  /** {@link #frobenius}. */
  final class Frobenius implements Steepest {
    private double dual;

    private Frobenius() {}

    @Override
    public Matrix direction(Matrix G) {
      dual = G.frobeniusNorm();
      return G;
    }

    @Override
    public double dualNorm() {
      return dual;
    }
  }

  /** {@link #spectral}. */
  final class Spectral implements Steepest {
    private final KeptPolar polar;
    private final Matrix D;

    private Spectral(KeptPolar polar, Matrix D) {
      this.polar = polar;
      this.D = D;
    }

    @Override
    public Matrix direction(Matrix G) {
      polar.setTo(G);
      return D.setTo(polar.factor()).timesInPlace(polar.nuclearNorm()); // (Σ s) U Vᵀ
    }

    @Override
    public double dualNorm() {
      return polar.nuclearNorm();
    }
  }

  /** {@link #sign}. */
  final class Sign implements Steepest {
    private final Matrix D;
    private final Entries.Loop2 measure = this::measure;
    private double dual;

    private Sign(Matrix D) {
      this.D = D;
    }

    @Override
    public Matrix direction(Matrix G) {
      Entries.each(D, G, measure);
      return D.timesInPlace(dual); // (Σ |G|) sign G
    }

    private void measure(double[] d, double[] g, int n) {
      dual = 0;
      for (int i = 0; i < n; i++) {
        dual += Math.abs(g[i]);
        d[i] = Math.signum(g[i]);
      }
    }

    @Override
    public double dualNorm() {
      return dual;
    }
  }

  /** {@link #kronecker}. */
  final class Kronecker implements Steepest {
    private final KeptInverse P;
    private final KeptInverse Q;
    private final Matrix half;
    private final Matrix D;
    private double dual;

    private Kronecker(KeptInverse P, KeptInverse Q, Matrix half, Matrix D) {
      this.P = P;
      this.Q = Q;
      this.half = half;
      this.D = D;
    }

    @Override
    public Matrix direction(Matrix G) {
      half.setToProduct(G, Q.matrix());
      D.setToProduct(P.matrix(), half); // P⁻¹ G Q⁻¹
      dual = Math.sqrt(Math.max(0, G.dot(D)));
      return D;
    }

    @Override
    public double dualNorm() {
      return dual;
    }
  }
}
