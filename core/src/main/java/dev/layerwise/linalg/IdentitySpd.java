package dev.layerwise.linalg;

import java.util.Arrays;

/** The identity. */
record IdentitySpd(int dim) implements Spd {
  IdentitySpd {
    Shapes.size(dim, dim);
  }

  @Override
  public Matrix times(Matrix B) {
    Shapes.rows("Spd.times", dim, B);
    return B.copy();
  }

  @Override
  public Matrix dense() {
    return Matrix.identity(dim);
  }

  @Override
  public Spd inv() {
    return this;
  }

  @Override
  public Spd plusDamping(double lambda) {
    Spectra.checkDamping(lambda);
    if (lambda == 0) {
      return this;
    }
    double[] d = new double[dim];
    Arrays.fill(d, 1 + lambda);
    return DiagonalSpd.of(d);
  }

  @Override
  public SymmetricEigen eigen() {
    double[] values = new double[dim];
    Arrays.fill(values, 1);
    return SymmetricEigen.sorted(values, Matrix.identity(dim));
  }

  @Override
  public double logDeterminant() {
    return 0;
  }

  @Override
  public double conditionNumber() {
    return 1;
  }

  @Override
  public Spd sqrt() {
    return this;
  }

  @Override
  public Spd inverseRoot(int p) {
    Spectra.checkRoot(p);
    return this;
  }

  @Override
  public Spd named(String name) {
    return this;
  }

  @Override
  public String name() {
    return "I";
  }
}
