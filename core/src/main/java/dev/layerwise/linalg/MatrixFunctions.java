package dev.layerwise.linalg;

/** Functions of matrices beyond the ones that have a class of their own. */
public final class MatrixFunctions {

  /** Degrees of the Padé approximants, and the 1-norms up to which each is exact to rounding. */
  private static final int[] DEGREES = {3, 5, 7, 9, 13};

  private static final double[] BOUNDS = {
    1.495585217958292e-2,
    2.539398330063230e-1,
    9.504178996162932e-1,
    2.097847961257068,
    5.371920351148152
  };

  /** How far {@code QᵀQ} may be from I. */
  private static final double ORTHOGONALITY_TOLERANCE = 1e-10;

  private MatrixFunctions() {}

  /**
   * The matrix exponential, by Padé approximation with scaling and squaring.
   *
   * @param A (n, n)
   * @return exp(A) = Σ Aᵏ/k!, (n, n)
   * @throws NumericalException if an entry is not finite, or the result overflows
   */
  // Degrees and bounds: Higham, The scaling and squaring method for the matrix exponential
  // revisited, SIAM J. Matrix Anal. Appl. 26 (2005), Table 2.3.
  public static Matrix exp(Matrix A) {
    Shapes.square("exp", A);
    requireFinite("exp", A);
    double norm = oneNorm(A);
    int choice = 0;
    while (choice < DEGREES.length - 1 && norm > BOUNDS[choice]) {
      choice++;
    }
    double bound = BOUNDS[choice];
    int squarings = norm > bound ? Math.max(0, Math.getExponent(norm / bound) + 1) : 0;
    Matrix X = pade(A.times(Math.scalb(1.0, -squarings)), DEGREES[choice]);
    for (int s = 0; s < squarings; s++) {
      X = X.times(X);
    }
    if (!X.isFinite()) {
      throw new NumericalException(
          "exp (%s): overflow; the 1-norm is %s".formatted(Shapes.text(A), Numbers.brief(norm)));
    }
    return X;
  }

  /** The diagonal Padé approximant of exp: (V − U)⁻¹ (V + U), U the odd terms and V the even. */
  private static Matrix pade(Matrix A, int degree) {
    Matrix square = A.times(A);
    Matrix power = Matrix.identity(A.rows);
    Matrix odd = Matrix.zeros(A.rows, A.rows);
    Matrix V = Matrix.zeros(A.rows, A.rows);
    double c = 1;
    for (int k = 0; k <= degree; k++) {
      if (k > 0 && k % 2 == 0) {
        power = power.times(square);
      }
      (k % 2 == 0 ? V : odd).plusInPlace(c, power);
      c *= (degree - k) / ((2.0 * degree - k) * (k + 1));
    }
    Matrix U = A.times(odd);
    return V.minus(U).solve(V.plus(U));
  }

  private static double oneNorm(Matrix A) {
    double norm = 0;
    for (int j = 0; j < A.cols; j++) {
      double sum = 0;
      for (int i = 0; i < A.rows; i++) {
        sum += Math.abs(A.get(i, j));
      }
      norm = Math.max(norm, sum);
    }
    return norm;
  }

  /**
   * The principal logarithm of a rotation: the skew-symmetric K with {@code exp(K) = Q} whose
   * rotation angles are within [0, π].
   *
   * <p>Where an angle is π, K is one of several.
   *
   * @param Q (n, n), orthogonal with determinant 1
   * @return K, (n, n), exactly skew-symmetric
   * @throws IllegalArgumentException if Q is not orthogonal
   * @throws NumericalException if the determinant is −1, when no real logarithm exists
   */
  public static Matrix log(Matrix Q) {
    Shapes.square("log", Q);
    requireFinite("log", Q);
    double distance = Q.T().times(Q).minus(Matrix.identity(Q.rows)).maxAbs();
    if (distance > ORTHOGONALITY_TOLERANCE) {
      throw new IllegalArgumentException(
          "log (%s): an entry of QᵀQ − I is %s > 1.0e−10; not orthogonal; take its polar factor"
              .formatted(Shapes.text(Q), Numbers.brief(distance)));
    }
    return RotationLogarithm.of(Q);
  }

  /**
   * The orthogonal polar factor: the nearest matrix with orthonormal columns (or rows).
   *
   * @param A (m, n)
   * @return U Vᵀ of A = U diag(s) Vᵀ, (m, n)
   * @throws NumericalException if an entry is not finite
   */
  public static Matrix polar(Matrix A) {
    Svd svd = Svd.of(A);
    return svd.u().times(svd.v().T());
  }

  /**
   * The solution of a Sylvester equation with symmetric coefficients.
   *
   * @param A (m, m), symmetric
   * @param B (n, n), symmetric
   * @param C (m, n)
   * @return X with A X + X B = C, (m, n)
   * @throws NumericalException if an eigenvalue of A and one of B add up to 0
   */
  public static Matrix sylvester(Matrix A, Matrix B, Matrix C) {
    if (C.rows != A.rows || C.cols != B.rows) {
      throw new ShapeException(
          "sylvester: A is %s and B is %s, so C must be %s, not %s"
              .formatted(
                  Shapes.text(A), Shapes.text(B), Shapes.text(A.rows, B.rows), Shapes.text(C)));
    }
    SymmetricEigen a = SymmetricEigen.of(A);
    SymmetricEigen b = SymmetricEigen.of(B);
    double[] alpha = a.values();
    double[] beta = b.values();
    Matrix rotated = a.vectors().T().times(C).times(b.vectors());
    double tolerance = Spectra.rounding(alpha) + Spectra.rounding(beta);
    for (int j = 0; j < beta.length; j++) {
      for (int i = 0; i < alpha.length; i++) {
        double sum = alpha[i] + beta[j];
        if (!(Math.abs(sum) > tolerance)) {
          throw new NumericalException(
              ("sylvester (%s, %s): eigenvalues %s of A and %s of B add up to 0; singular; add a"
                      + " multiple of I to one of them")
                  .formatted(
                      Shapes.text(A),
                      Shapes.text(B),
                      Numbers.brief(alpha[i]),
                      Numbers.brief(beta[j])));
        }
        rotated.set(i, j, rotated.get(i, j) / sum);
      }
    }
    return a.vectors().times(rotated).times(b.vectors().T());
  }

  private static void requireFinite(String operation, Matrix A) {
    if (!A.isFinite()) {
      throw new NumericalException(
          "%s (%s): an entry is not finite; check what it was computed from"
              .formatted(operation, Shapes.text(A)));
    }
  }
}
