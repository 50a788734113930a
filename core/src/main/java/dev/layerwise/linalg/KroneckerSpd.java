package dev.layerwise.linalg;

import java.util.Arrays;

/** A ⊗ B of two symmetric positive definite matrices, applied factor by factor. */
record KroneckerSpd(Spd A, Spd B, String name) implements Spd {
  KroneckerSpd(Spd A, Spd B) {
    this(A, B, "A ⊗ B");
  }

  KroneckerSpd {
    Math.multiplyExact(A.dim(), B.dim());
  }

  @Override
  public int dim() {
    return A.dim() * B.dim();
  }

  @Override
  public Matrix times(Matrix V) {
    Shapes.rows("Spd.times", dim(), V);
    int a = A.dim();
    int b = B.dim();
    Matrix result = Matrix.zeros(V.rows, V.cols);
    Matrix all = B.times(Vec.unstack(V, b, a));
    for (int k = 0; k < V.cols; k++) {
      Matrix Y = all.slice(0, b, k * a, (k + 1) * a).times(A); // B X A
      System.arraycopy(Y.toColumnMajor(), 0, result.data, k * V.rows, V.rows);
    }
    return result;
  }

  @Override
  public Matrix dense() {
    return new KroneckerProduct(A.dense(), B.dense()).dense();
  }

  @Override
  public Spd inv() {
    return new KroneckerSpd(A.inv(), B.inv()); // A⁻¹ ⊗ B⁻¹
  }

  @Override
  public Spd plusDamping(double lambda) {
    Spectra.checkDamping(lambda);
    return lambda == 0 ? this : inBasis().plusDamping(lambda);
  }

  /** A ⊗ B = (V ⊗ U) diag(vec D) (V ⊗ U)ᵀ with D(i, j) = βᵢ αⱼ. */
  private Spd inBasis() {
    SymmetricEigen a = A.eigen();
    SymmetricEigen b = B.eigen();
    Matrix D = Matrix.column(b.values()).times(Matrix.column(a.values()).T());
    return new KroneckerBasisSpd(b.vectors(), a.vectors(), D, name);
  }

  @Override
  public SymmetricEigen eigen() {
    return inBasis().eigen();
  }

  @Override
  public double logDeterminant() {
    return B.dim() * A.logDeterminant() + A.dim() * B.logDeterminant();
  }

  @Override
  public double conditionNumber() {
    return A.conditionNumber() * B.conditionNumber();
  }

  @Override
  public Spd sqrt() {
    return new KroneckerSpd(A.sqrt(), B.sqrt());
  }

  @Override
  public Spd inverseRoot(int p) {
    return new KroneckerSpd(A.inverseRoot(p), B.inverseRoot(p));
  }

  @Override
  public Spd named(String newName) {
    return new KroneckerSpd(A, B, newName);
  }

  @Override
  public String toString() {
    return name + " " + Arrays.asList(A.dim(), B.dim());
  }
}
