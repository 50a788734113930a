package dev.layerwise.linalg;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** (V ⊗ U) diag(vec D) (V ⊗ U)ᵀ, which acts on vec(X) as U (D ∘ (UᵀX V)) Vᵀ. */
record KroneckerBasisSpd(Matrix U, Matrix V, Matrix D, String name) implements Spd {
  KroneckerBasisSpd {
    Shapes.square("inKroneckerBasis", U);
    Shapes.square("inKroneckerBasis", V);
    if (D.rows != U.rows || D.cols != V.rows) {
      throw new ShapeException(
          "inKroneckerBasis: U is %s and V is %s, so D must be %s, not %s"
              .formatted(
                  Shapes.text(U), Shapes.text(V), Shapes.text(U.rows, V.rows), Shapes.text(D)));
    }
  }

  @Override
  public int dim() {
    return D.rows * D.cols;
  }

  @Override
  public Matrix times(Matrix B) {
    Shapes.rows("Spd.times", dim(), B);
    int n = V.rows;
    Matrix result = Matrix.zeros(B.rows, B.cols);
    Matrix all = Vec.unstack(B, U.rows, n);
    for (int k = 0; k < B.cols; k++) {
      Matrix X = all.slice(0, U.rows, k * n, (k + 1) * n);
      Matrix rotated = U.T().times(X).times(V);
      Matrix Y = U.times(Elementwise.multiply(rotated, D)).times(V.T()); // U (D ∘ (UᵀX V)) Vᵀ
      System.arraycopy(Y.data, 0, result.data, k * B.rows, B.rows);
    }
    return result;
  }

  @Override
  public Matrix dense() {
    return eigen().apply(x -> x);
  }

  private Spd map(DoubleUnaryOperator f) {
    return new KroneckerBasisSpd(U, V, D.map(f), "a matrix in a Kronecker basis");
  }

  @Override
  public Spd inv() {
    Spectra.requirePositive("inv", this, D.toColumnMajor());
    return map(x -> 1 / x);
  }

  @Override
  public Spd plusDamping(double lambda) {
    Spectra.checkDamping(lambda);
    return lambda == 0 ? this : map(x -> x + lambda).named(name);
  }

  @Override
  public SymmetricEigen eigen() {
    Shapes.size(dim(), dim());
    return SymmetricEigen.sorted(D.toColumnMajor(), new KroneckerProduct(V, U).dense());
  }

  @Override
  public double logDeterminant() {
    double[] d = D.toColumnMajor();
    Spectra.requirePositive("logDeterminant", this, d);
    return Arrays.stream(d).map(Math::log).sum();
  }

  @Override
  public double conditionNumber() {
    return Spectra.conditionNumber(this, D.toColumnMajor());
  }

  @Override
  public Spd sqrt() {
    Spectra.requireNonNegative("sqrt", this, D.toColumnMajor());
    return map(x -> Math.sqrt(Math.max(0, x)));
  }

  @Override
  public Spd inverseRoot(int p) {
    Spectra.checkRoot(p);
    Spectra.requirePositive("inverseRoot", this, D.toColumnMajor());
    return map(x -> Spectra.inverseRoot(x, p));
  }

  @Override
  public Spd named(String newName) {
    return new KroneckerBasisSpd(U, V, D, newName);
  }
}
