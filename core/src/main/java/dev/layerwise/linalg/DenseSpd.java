package dev.layerwise.linalg;

/** A dense symmetric positive definite matrix with the factorisations made so far. */
final class DenseSpd implements Spd {
  private final Matrix matrix;
  private final String name;
  private final double damping;
  private volatile Cholesky cholesky;
  private volatile SymmetricEigen eigen;

  private DenseSpd(Matrix matrix, String name, double damping) {
    this.matrix = matrix;
    this.name = name;
    this.damping = damping;
  }

  /** Takes over a matrix that is exactly symmetric. */
  static DenseSpd owning(Matrix S, String name) {
    return new DenseSpd(S, name, 0);
  }

  static DenseSpd checked(Matrix S) {
    Shapes.square("Spd.of", S);
    double scale = S.maxAbs();
    if (!(scale < Double.POSITIVE_INFINITY)) {
      throw new NumericalException(
          "Spd.of (%s): an entry is not finite; check what it was computed from"
              .formatted(Shapes.text(S)));
    }
    int n = S.rows;
    double bound = SYMMETRY_TOLERANCE * scale;
    for (int j = 0; j < n; j++) {
      for (int i = j + 1; i < n; i++) {
        double difference = Math.abs(S.data[i + j * n] - S.data[j + i * n]);
        if (difference > bound) {
          throw new IllegalArgumentException(
              ("Spd.of (%s): entries (%d, %d) and (%d, %d) differ by %s > %s; not symmetric; pass"
                      + " symmetrized() if the difference is rounding")
                  .formatted(
                      Shapes.text(S), i, j, j, i, Numbers.brief(difference), Numbers.brief(bound)));
        }
      }
    }
    return owning(S.symmetrized(), "");
  }

  @Override
  public int dim() {
    return matrix.rows;
  }

  @Override
  public Matrix times(Matrix B) {
    Shapes.rows("Spd.times", dim(), B);
    return B.transposed ? B.T().times(matrix).T() : matrix.times(B);
  }

  @Override
  public Matrix dense() {
    return matrix.copy();
  }

  /** The factorisation; two threads may make it at once, with the same result. */
  Cholesky cholesky() {
    Cholesky known = cholesky;
    if (known == null) {
      String remedy =
          damping == 0 ? "increase damping" : "increase damping from λ = " + Numbers.brief(damping);
      known = Cholesky.of(matrix, name, remedy);
      cholesky = known;
    }
    return known;
  }

  @Override
  public Spd inv() {
    cholesky();
    return new InverseSpd(this);
  }

  @Override
  public Spd plusDamping(double lambda) {
    Spectra.checkDamping(lambda);
    if (lambda == 0) {
      return this;
    }
    DenseSpd damped = new DenseSpd(matrix.plusDiagonal(lambda), name, damping + lambda);
    SymmetricEigen known = eigen;
    if (known != null) {
      double[] values = known.values();
      for (int i = 0; i < values.length; i++) {
        values[i] += lambda;
      }
      damped.eigen = SymmetricEigen.sorted(values, known.vectors());
    }
    return damped;
  }

  @Override
  public SymmetricEigen eigen() {
    SymmetricEigen known = eigen;
    if (known == null) {
      known = SymmetricEigen.of(matrix);
      eigen = known;
    }
    return known;
  }

  @Override
  public double logDeterminant() {
    return cholesky().logDeterminant();
  }

  @Override
  public Spd sqrt() {
    double[] values = eigen().values();
    Spectra.requireNonNegative("sqrt", this, values);
    return owning(eigen().apply(x -> Math.sqrt(Math.max(0, x))), "");
  }

  @Override
  public Spd inverseRoot(int p) {
    Spectra.checkRoot(p);
    double[] values = eigen().values();
    Spectra.requirePositive("inverseRoot", this, values);
    return owning(eigen().apply(x -> Spectra.inverseRoot(x, p)), "");
  }

  @Override
  public Spd named(String newName) {
    DenseSpd copy = new DenseSpd(matrix, newName, damping);
    copy.cholesky = cholesky;
    copy.eigen = eigen;
    return copy;
  }

  @Override
  public String name() {
    return name.isEmpty() ? "a matrix" : name;
  }
}
