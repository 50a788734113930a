package dev.layerwise.linalg;

/**
 * The logarithm of an orthogonal matrix Q from its symmetric and skew parts, which are functions of
 * its angles: {@code S = cos θ}, {@code A = sin θ J}, {@code log Q = θ J}.
 *
 * <p>Away from θ = π that is {@code h(S) A} with the smooth {@code h = θ/sin θ}. Near θ = π, where
 * h has its pole, the planes of A are found one by one, and θ = π − asin σ of their singular
 * values. Both parts are as accurate as Q itself.
 */
final class RotationLogarithm {
  /** Between these cosines the two parts may be divided. */
  private static final double LOWEST_CUT = -0.95;

  private static final double HIGHEST_CUT = -0.3;

  private RotationLogarithm() {}

  static Matrix of(Matrix Q) {
    int n = Q.rows;
    Matrix A = Q.minus(Q.T()).times(0.5);
    SymmetricEigen eigen = SymmetricEigen.of(Q.symmetrized());
    double[] cosines = eigen.values();
    int cut = cut(cosines);
    if (cut % 2 != 0) {
      throw new NumericalException(
          "log (%s): the determinant is −1; no real logarithm exists; change the sign of a column"
              .formatted(Shapes.text(Q)));
    }
    Matrix near = eigen.vectors().slice(0, n, 0, cut);
    Matrix away = eigen.vectors().slice(0, n, cut, n);
    Matrix K = Matrix.zeros(n, n);
    if (cut < n) {
      Matrix projected = away.T().times(A).times(away);
      double[] h = new double[n - cut];
      for (int i = 0; i < h.length; i++) {
        h[i] = angleOverSine(cosines[cut + i]);
      }
      K.plusInPlace(away.times(Elementwise.scaleRows(projected, h)).times(away.T()));
    }
    if (cut > 0) {
      Matrix rotations = nearHalfTurns(near.T().times(A).times(near));
      K.plusInPlace(near.times(rotations).times(near.T()));
    }
    return K.minus(K.T()).timesInPlace(0.5);
  }

  /** Eigenvalues come in pairs, so the widest gap does not part the two of one plane. */
  private static int cut(double[] cosines) {
    int best = 0;
    double widest = -1;
    for (int i = 0; i <= cosines.length; i++) {
      double below = Math.max(LOWEST_CUT, i == 0 ? -1 : cosines[i - 1]);
      double above = Math.min(HIGHEST_CUT, i == cosines.length ? 1 : cosines[i]);
      if (above - below > widest) {
        widest = above - below;
        best = i;
      }
    }
    return best;
  }

  /** θ/sin θ of cos θ, for θ away from π. */
  private static double angleOverSine(double cosine) {
    double theta = Math.acos(Math.min(1, cosine));
    return theta == 0 ? 1 : theta / Math.sin(theta);
  }

  /**
   * The logarithm where every angle is nearer to π than to 0.
   *
   * @param A the skew part, of even order
   */
  private static Matrix nearHalfTurns(Matrix A) {
    int n = A.rows;
    int m = n / 2;
    Matrix T = A.minus(A.T()).timesInPlace(0.5);
    Matrix Z = tridiagonalize(T);
    // T maps even coordinates to odd ones by a bidiagonal matrix, and odd ones back.
    Svd svd = Svd.of(Matrix.generate(m, m, (i, j) -> T.get(2 * i + 1, 2 * j)));
    double[] theta = svd.s();
    for (int i = 0; i < m; i++) {
      theta[i] = Math.PI - Math.asin(Math.min(1, theta[i]));
    }
    Matrix M = svd.u().times(Matrix.diagonal(theta)).times(svd.v().T());
    Matrix K = Matrix.zeros(n, n);
    for (int j = 0; j < m; j++) {
      for (int i = 0; i < m; i++) {
        K.set(2 * i + 1, 2 * j, M.get(i, j));
        K.set(2 * j, 2 * i + 1, -M.get(i, j));
      }
    }
    return Z.times(K).times(Z.T());
  }

  /**
   * Householder reduction of a skew-symmetric matrix, T ← ZᵀT Z tridiagonal.
   *
   * @return Z, orthogonal
   */
  private static Matrix tridiagonalize(Matrix T) {
    int n = T.rows;
    Matrix Z = Matrix.identity(n);
    for (int k = 0; k < n - 2; k++) {
      double norm = 0;
      for (int i = k + 1; i < n; i++) {
        norm = Math.hypot(norm, T.get(i, k));
      }
      if (norm == 0) {
        continue;
      }
      Matrix v = Matrix.zeros(n, 1);
      for (int i = k + 1; i < n; i++) {
        v.set(i, 0, T.get(i, k));
      }
      v.set(k + 1, 0, v.get(k + 1, 0) + Math.copySign(norm, v.get(k + 1, 0)));
      v.timesInPlace(Math.sqrt(2) / v.frobeniusNorm());
      // H = I − v vᵀ, and vᵀT v = 0, so H T H = T + v pᵀ − p vᵀ with p = T v.
      Matrix p = T.times(v);
      T.plusProductInPlace(1, v, p.T()).plusProductInPlace(-1, p, v.T());
      Z.plusProductInPlace(-1, Z.times(v), v.T());
    }
    return Z;
  }
}
