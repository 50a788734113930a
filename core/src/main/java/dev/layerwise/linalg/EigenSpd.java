package dev.layerwise.linalg;

import java.util.function.DoubleUnaryOperator;

/** A matrix given by its eigendecomposition; it and its inverse act by one product each. */
final class EigenSpd implements Spd {
  private final SymmetricEigen eigen;
  private final String name;
  private volatile Matrix dense;
  private volatile EigenSpd inverse;

  private EigenSpd(SymmetricEigen eigen, String name) {
    this.eigen = eigen;
    this.name = name;
  }

  static EigenSpd of(Matrix V, double[] values) {
    if (V.rows != values.length || V.cols != values.length) {
      throw new ShapeException(
          "Spd.ofEigen: %d eigenvalues, eigenvectors are %s; want %s"
              .formatted(values.length, Shapes.text(V), Shapes.text(values.length, values.length)));
    }
    return new EigenSpd(SymmetricEigen.sorted(values.clone(), V.copy()), "");
  }

  private Matrix formed() {
    Matrix known = dense;
    if (known == null) {
      known = eigen.apply(x -> x);
      dense = known;
    }
    return known;
  }

  private EigenSpd map(DoubleUnaryOperator f) {
    double[] y = eigen.values();
    for (int i = 0; i < y.length; i++) {
      y[i] = f.applyAsDouble(y[i]);
    }
    return new EigenSpd(SymmetricEigen.sorted(y, eigen.vectors()), "");
  }

  @Override
  public int dim() {
    return eigen.dim();
  }

  @Override
  public Matrix times(Matrix B) {
    Shapes.rows("Spd.times", dim(), B);
    return formed().times(B);
  }

  @Override
  public Matrix dense() {
    return formed().copy();
  }

  @Override
  public Spd inv() {
    EigenSpd known = inverse;
    if (known == null) {
      Spectra.requirePositive("inv", this, eigen.values());
      known = map(x -> 1 / x);
      inverse = known;
    }
    return known;
  }

  @Override
  public Spd plusDamping(double lambda) {
    Spectra.checkDamping(lambda);
    return lambda == 0 ? this : map(x -> x + lambda).named(name);
  }

  @Override
  public SymmetricEigen eigen() {
    return eigen;
  }

  @Override
  public double logDeterminant() {
    Spectra.requirePositive("logDeterminant", this, eigen.values());
    double sum = 0;
    for (double value : eigen.values()) {
      sum += Math.log(value);
    }
    return sum;
  }

  @Override
  public Spd sqrt() {
    Spectra.requireNonNegative("sqrt", this, eigen.values());
    return map(x -> Math.sqrt(Math.max(0, x)));
  }

  @Override
  public Spd inverseRoot(int p) {
    Spectra.checkRoot(p);
    Spectra.requirePositive("inverseRoot", this, eigen.values());
    return map(x -> Spectra.inverseRoot(x, p));
  }

  @Override
  public Spd named(String newName) {
    EigenSpd copy = new EigenSpd(eigen, newName);
    copy.dense = dense;
    return copy;
  }

  @Override
  public String name() {
    return name.isEmpty() ? "V diag(λ) Vᵀ" : name;
  }
}
