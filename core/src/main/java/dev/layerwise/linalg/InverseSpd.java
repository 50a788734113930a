package dev.layerwise.linalg;

/** The inverse of a dense matrix, by Cholesky solves. */
final class InverseSpd implements Spd {
  private final DenseSpd of;
  private volatile DenseSpd dense;

  InverseSpd(DenseSpd of) {
    this.of = of;
  }

  @Override
  public int dim() {
    return of.dim();
  }

  @Override
  public Matrix times(Matrix B) {
    return of.cholesky().solve(B);
  }

  @Override
  public Matrix dense() {
    return formed().dense();
  }

  private DenseSpd formed() {
    DenseSpd known = dense;
    if (known == null) {
      known = DenseSpd.owning(of.cholesky().inverse(), name());
      dense = known;
    }
    return known;
  }

  @Override
  public Spd inv() {
    return of;
  }

  @Override
  public Spd plusDamping(double lambda) {
    Spectra.checkDamping(lambda);
    return lambda == 0 ? this : formed().plusDamping(lambda);
  }

  @Override
  public SymmetricEigen eigen() {
    double[] values = of.eigen().values();
    Spectra.requirePositive("inverse", of, values);
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 / values[i];
    }
    return SymmetricEigen.sorted(values, of.eigen().vectors());
  }

  @Override
  public double logDeterminant() {
    return -of.logDeterminant();
  }

  @Override
  public Spd sqrt() {
    return of.inverseRoot(2);
  }

  @Override
  public Spd inverseRoot(int p) {
    Spectra.checkRoot(p);
    if (p == 1) {
      return of;
    }
    double[] values = of.eigen().values();
    Spectra.requirePositive("inverseRoot", of, values);
    return DenseSpd.owning(of.eigen().apply(x -> 1 / Spectra.inverseRoot(x, p)), "");
  }

  @Override
  public Spd named(String name) {
    return new InverseSpd((DenseSpd) of.named(name));
  }

  @Override
  public String name() {
    return "the inverse of " + of.name();
  }
}
