package dev.layerwise.lab.experiments;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.Svd;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * The problem whose solution is a steepest-descent step, {@code min ⟨G, M⟩ + ‖M‖²/(2η)}
 * (Concurrence Def. D.1), solved without knowing the closed form.
 *
 * @param G the gradient, (m, n)
 * @param eta η
 */
record SteepestProblem(Matrix G, double eta) {
  /** Ascent on a dual norm stops when it gains less than this in a step, relatively. */
  private static final double STILL = 1e-15;

  private static final int MOST_STEPS = 100;

  /** The objective at M, for a norm. */
  double value(ToDoubleFunction<Matrix> norm, Matrix M) {
    double length = norm.applyAsDouble(M);
    return G.dot(M) + length * length / (2 * eta);
  }

  /**
   * The minimum for a norm {@code ‖L(M)‖_F}, L linear: the solution of {@code LᵀL vec(M) = −η
   * vec(G)}, L being written out column by column.
   */
  Matrix solve(UnaryOperator<Matrix> L) {
    int m = G.rows();
    int n = G.cols();
    Matrix columns = Matrix.zeros(m * n, m * n);
    Matrix E = Matrix.zeros(m, n);
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < m; i++) {
        E.set(i, j, 1);
        double[] image = L.apply(E).toColumnMajor();
        for (int k = 0; k < image.length; k++) {
          columns.set(k, i + j * m, image[k]);
        }
        E.set(i, j, 0);
      }
    }
    Matrix H = columns.T().times(columns);
    return H.solve(Matrix.column(G.toColumnMajor()).times(-eta)).reshaped(m, n);
  }

  /**
   * The minimum {@code −η ‖G‖†²/2} for a norm with the unit ball B, ‖G‖† from projected ascent:
   * {@code U ← Proj_B(U + t G)}.
   *
   * @param projection onto B, the nearest point in the Frobenius norm
   */
  double minimum(UnaryOperator<Matrix> projection) {
    double t = 1 / G.frobeniusNorm();
    Matrix U = Matrix.zeros(G.rows(), G.cols());
    double dual = 0;
    for (int step = 0; step < MOST_STEPS; step++) {
      U = projection.apply(U.plus(G.times(t)));
      double next = G.dot(U);
      if (Math.abs(next - dual) <= STILL * next) {
        break;
      }
      dual = next;
      t *= 2;
    }
    return -eta * dual * dual / 2;
  }

  /** The nearest matrix whose entries are at most 1 in size. */
  static Matrix ontoBox(Matrix A) {
    return A.map(a -> Math.clamp(a, -1, 1));
  }

  /** The nearest matrix whose singular values are at most 1. */
  static Matrix ontoSpectralBall(Matrix A) {
    Svd svd = Svd.of(A);
    double[] s = svd.s();
    for (int i = 0; i < s.length; i++) {
      s[i] = Math.min(1, s[i]);
    }
    return svd.u().times(Matrix.diagonal(s)).times(svd.v().T());
  }
}
