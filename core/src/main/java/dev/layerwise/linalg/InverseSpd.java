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
    SymmetricEigen direct = of.eigen();
    int n = dim();
    double[] direct1 = direct.values();
    Spectra.requirePositive("inverse", of, direct1);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = 1 / direct1[n - 1 - i];
    }
    Matrix V = direct.vectors();
    return new SymmetricEigen(values, Matrix.generate(n, n, (i, j) -> V.get(i, n - 1 - j)));
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
