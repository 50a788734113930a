package dev.layerwise.linalg;

import java.util.function.DoubleUnaryOperator;

/** A diagonal matrix. */
final class DiagonalSpd implements Spd {
  private final double[] d;
  private final String name;

  private DiagonalSpd(double[] d, String name) {
    this.d = d;
    this.name = name;
  }

  static DiagonalSpd of(double[] d) {
    for (int i = 0; i < d.length; i++) {
      if (!Double.isFinite(d[i])) {
        throw new NumericalException(
            "Spd.diagonal: entry %d is %s, not finite; check what it was computed from"
                .formatted(i, Numbers.brief(d[i])));
      }
    }
    return new DiagonalSpd(d.clone(), "");
  }

  private DiagonalSpd map(DoubleUnaryOperator f) {
    double[] y = new double[d.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = f.applyAsDouble(d[i]);
    }
    return new DiagonalSpd(y, "");
  }

  @Override
  public int dim() {
    return d.length;
  }

  @Override
  public Matrix times(Matrix B) {
    Shapes.rows("Spd.times", d.length, B);
    return Elementwise.scaleRows(B.copy(), d);
  }

  @Override
  public Matrix dense() {
    return Matrix.diagonal(d);
  }

  @Override
  public Spd inv() {
    Spectra.requirePositive("inv", this, d);
    return map(x -> 1 / x);
  }

  @Override
  public Spd plusDamping(double lambda) {
    Spectra.checkDamping(lambda);
    return lambda == 0 ? this : map(x -> x + lambda).named(name);
  }

  @Override
  public SymmetricEigen eigen() {
    return SymmetricEigen.sorted(d, Matrix.identity(d.length));
  }

  @Override
  public double logDeterminant() {
    Spectra.requirePositive("logDeterminant", this, d);
    double sum = 0;
    for (double x : d) {
      sum += Math.log(x);
    }
    return sum;
  }

  @Override
  public double conditionNumber() {
    return Spectra.conditionNumber(this, d);
  }

  @Override
  public Spd sqrt() {
    Spectra.requireNonNegative("sqrt", this, d);
    return map(x -> Math.sqrt(Math.max(0, x)));
  }

  @Override
  public Spd inverseRoot(int p) {
    Spectra.checkRoot(p);
    Spectra.requirePositive("inverseRoot", this, d);
    return map(x -> Spectra.inverseRoot(x, p));
  }

  @Override
  public Spd named(String newName) {
    return new DiagonalSpd(d, newName);
  }

  @Override
  public String name() {
    return name.isEmpty() ? "a diagonal matrix" : name;
  }
}
