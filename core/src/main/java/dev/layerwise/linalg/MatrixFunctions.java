package dev.layerwise.linalg;

/** STUB. */
public final class MatrixFunctions {
  private MatrixFunctions() {}

  /** Stub. */
  public static Matrix exp(Matrix A) {
    Matrix S = Matrix.identity(A.rows());
    Matrix P = S;
    for (int k = 1; k < 40; k++) {
      P = P.times(A).times(1.0 / k);
      S = S.plus(P);
    }
    return S;
  }

  /** Stub. */
  public static Matrix sylvester(Matrix A, Matrix B, Matrix C) {
    SymmetricEigen a = SymmetricEigen.of(A);
    SymmetricEigen b = SymmetricEigen.of(B);
    Matrix X = a.vectors().T().times(C).times(b.vectors());
    double[] x = a.values();
    double[] y = b.values();
    Matrix Z = Matrix.generate(X.rows(), X.cols(), (i, j) -> X.get(i, j) / (x[i] + y[j]));
    return a.vectors().times(Z).times(b.vectors().T());
  }
}
