package dev.layerwise.linalg;

/** R W R, applied factor by factor. */
final class CongruentSpd implements Spd {
  private final Spd outer;
  private final Spd inner;
  private final String name;
  private volatile DenseSpd dense;

  private CongruentSpd(Spd outer, Spd inner, String name) {
    this.outer = outer;
    this.inner = inner;
    this.name = name;
  }

  static CongruentSpd of(Spd R, Spd W) {
    if (R.dim() != W.dim()) {
      throw new ShapeException(
          "congruence: R is %s, W is %s"
              .formatted(Shapes.text(R.dim(), R.dim()), Shapes.text(W.dim(), W.dim())));
    }
    return new CongruentSpd(R, W, "");
  }

  @Override
  public int dim() {
    return outer.dim();
  }

  @Override
  public Matrix times(Matrix B) {
    return outer.times(inner.times(outer.times(B))); // R (W (R B))
  }

  private DenseSpd formed() {
    DenseSpd known = dense;
    if (known == null) {
      Matrix product = outer.times(inner.times(outer.dense()));
      known = DenseSpd.owning(Elementwise.symmetrize(product), name());
      dense = known;
    }
    return known;
  }

  @Override
  public Matrix dense() {
    return formed().dense();
  }

  @Override
  public Spd inv() {
    return new CongruentSpd(outer.inv(), inner.inv(), ""); // R⁻¹ W⁻¹ R⁻¹
  }

  @Override
  public Spd plusDamping(double lambda) {
    Spectra.checkDamping(lambda);
    return lambda == 0 ? this : formed().plusDamping(lambda);
  }

  @Override
  public SymmetricEigen eigen() {
    return formed().eigen();
  }

  @Override
  public double logDeterminant() {
    return 2 * outer.logDeterminant() + inner.logDeterminant();
  }

  @Override
  public Spd sqrt() {
    return formed().sqrt();
  }

  @Override
  public Spd inverseRoot(int p) {
    return formed().inverseRoot(p);
  }

  @Override
  public Spd named(String newName) {
    CongruentSpd copy = new CongruentSpd(outer, inner, newName);
    copy.dense = dense == null ? null : (DenseSpd) dense.named(newName);
    return copy;
  }

  @Override
  public String name() {
    return name.isEmpty() ? "R W R" : name;
  }
}
