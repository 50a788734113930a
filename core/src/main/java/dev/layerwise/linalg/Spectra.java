package dev.layerwise.linalg;

/** Checks of the spectra of matrices that should be positive definite. */
final class Spectra {
  private Spectra() {}

  static void checkDamping(double lambda) {
    if (!(lambda >= 0 && lambda < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "plusDamping: λ is " + Numbers.brief(lambda) + "; it must be finite and ≥ 0");
    }
  }

  static void checkRoot(int p) {
    if (p < 1) {
      throw new IllegalArgumentException("inverseRoot: p is " + p + "; it must be ≥ 1");
    }
  }

  /** x^(−1/p), by square roots where that is exact to the last bit. */
  static double inverseRoot(double x, int p) {
    return switch (p) {
      case 1 -> 1 / x;
      case 2 -> 1 / Math.sqrt(x);
      case 4 -> 1 / Math.sqrt(Math.sqrt(x));
      default -> Math.pow(x, -1.0 / p);
    };
  }

  static void requirePositive(String operation, Spd S, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0)) {
        throw new NumericalException(
            "%s of %s (%s): eigenvalue %d is %s ≤ 0; not positive definite; increase damping"
                .formatted(
                    operation,
                    S.name(),
                    Shapes.text(S.dim(), S.dim()),
                    i,
                    Numbers.brief(values[i])));
      }
    }
  }

  /** Rounding can leave eigenvalues of this size where the true ones are 0. */
  static double rounding(double[] values) {
    double max = 0;
    for (double value : values) {
      max = Math.max(max, Math.abs(value));
    }
    return values.length * Math.ulp(1.0) * max;
  }

  static void requireNonNegative(String operation, Spd S, double[] values) {
    double tolerance = rounding(values);
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= -tolerance)) {
        throw new NumericalException(
            "%s of %s (%s): eigenvalue %d is %s < 0; not positive semidefinite; increase damping"
                .formatted(
                    operation,
                    S.name(),
                    Shapes.text(S.dim(), S.dim()),
                    i,
                    Numbers.brief(values[i])));
      }
    }
  }

  static double conditionNumber(Spd S, double[] values) {
    requireNonNegative("conditionNumber", S, values);
    double min = Double.POSITIVE_INFINITY;
    double max = 0;
    for (double value : values) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    if (values.length == 0) {
      return 1;
    }
    return min <= 0 ? Double.POSITIVE_INFINITY : max / min;
  }
}
