package dev.layerwise.optim.kfac;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.NetworkObjective;
import java.util.Optional;

/**
 * The quadratic model {@code q(Δ) = ½ Δᵀ M Δ + ∇ᵀΔ} on the steps {@code Δ = w₀ V + w₁ v}, with the
 * exact Gauss-Newton matrix C of the batch: {@code M_ij = uᵢᵀ C uⱼ + l₂ uᵢᵀuⱼ}, {@code u = (V, v)}.
 * The products with C are directional derivatives of the outputs; no matrix is formed.
 *
 * <p>Source: Martens and Grosse 2015 §6.4 for one coefficient, Martens and Grosse 2015 §7 for both;
 * kfac-jax.
 */
final class QuadraticModel {
  private Matrix JV = Matrix.zeros(0, 0);
  private Matrix Jv = Matrix.zeros(0, 0);
  private Matrix H = Matrix.zeros(0, 0);
  private final double[][] M = new double[2][2];
  private final double[][] I = new double[2][2];
  private final double[] b = new double[2];
  private double damping;

  /**
   * Computes M and b.
   *
   * @param gradient ∇, the penalty included
   * @param l2 l₂, which the penalty adds to M
   * @param lambda what {@code uᵢᵀuⱼ} counts in the damped model
   */
  void set(
      NetworkObjective objective,
      ParameterVector gradient,
      ParameterVector V,
      ParameterVector v,
      double l2,
      double lambda) {
    Matrix f = objective.outputs();
    if (H.rows() != f.rows() || H.cols() != f.cols()) {
      JV = Matrix.zeros(f.rows(), f.cols());
      Jv = Matrix.zeros(f.rows(), f.cols());
      H = Matrix.zeros(f.rows(), f.cols());
    }
    damping = lambda;
    I[0][0] = V.dot(V);
    I[0][1] = V.dot(v);
    I[1][0] = I[0][1];
    I[1][1] = v.dot(v);
    JV.setTo(objective.pass().tangent(V::orZero));
    Jv.setTo(objective.pass().tangent(v::orZero));
    double n = f.rows();
    objective.lossFunction().hessianProduct(f, JV, H);
    M[0][0] = JV.dot(H) / n;
    M[0][1] = Jv.dot(H) / n;
    M[1][0] = M[0][1];
    M[1][1] = objective.lossFunction().hessianProduct(f, Jv, H).dot(Jv) / n;
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        M[i][j] += l2 * I[i][j];
      }
    }
    b[0] = gradient.dot(V);
    b[1] = gradient.dot(v);
  }

  private double damped(int i, int j) {
    return M[i][j] + damping * I[i][j];
  }

  /**
   * The best coefficients of V and v in the damped model.
   *
   * @param w0 the coefficient of V, if it is given
   * @param w1 that of v, if it is given
   * @param w receives both
   */
  void solve(Optional<Double> w0, Optional<Double> w1, double[] w) {
    w[0] = w0.orElse(0.0);
    w[1] = w1.orElse(0.0);
    boolean still = damped(1, 1) == 0;
    if (w0.isEmpty() && w1.isEmpty() && !still) {
      double determinant = damped(0, 0) * damped(1, 1) - damped(0, 1) * damped(1, 0);
      w[0] = -(damped(1, 1) * b[0] - damped(0, 1) * b[1]) / determinant;
      w[1] = -(damped(0, 0) * b[1] - damped(1, 0) * b[0]) / determinant;
    } else if (w0.isEmpty()) {
      w[0] = -(b[0] + damped(0, 1) * w[1]) / damped(0, 0);
    } else if (w1.isEmpty() && !still) {
      w[1] = -(b[1] + damped(1, 0) * w[0]) / damped(1, 1);
    }
  }

  /**
   * The model's change of the loss, {@code q = ½ wᵀMw + bᵀw}.
   *
   * @param includeDamping whether M is damped
   */
  double change(double[] w, boolean includeDamping) {
    double q = 0;
    for (int i = 0; i < 2; i++) {
      q += b[i] * w[i];
      for (int j = 0; j < 2; j++) {
        q += 0.5 * w[i] * w[j] * (includeDamping ? damped(i, j) : M[i][j]);
      }
    }
    return q;
  }
}
