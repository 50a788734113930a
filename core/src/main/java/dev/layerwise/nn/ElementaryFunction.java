package dev.layerwise.nn;

/** The functions of {@link Nonlinearity} that have no settings. */
enum ElementaryFunction implements Nonlinearity {
  IDENTITY(1) {
    @Override
    public void apply(double[] z, double[] a, int n) {
      System.arraycopy(z, 0, a, 0, n);
    }

    @Override
    public void timesDerivative(double[] z, double[] a, double[] d, int n) {
      // φ′ = 1
    }
  },
  RELU(Math.sqrt(2)) {
    @Override
    public void apply(double[] z, double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = Math.max(z[i], 0);
      }
    }

    @Override
    public void timesDerivative(double[] z, double[] a, double[] d, int n) {
      for (int i = 0; i < n; i++) {
        d[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(d[i]) & positive(z[i]));
      }
    }
  },
  TANH(5.0 / 3) {
    @Override
    public void apply(double[] z, double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = Math.tanh(z[i]);
      }
    }

    @Override
    public void timesDerivative(double[] z, double[] a, double[] d, int n) {
      for (int i = 0; i < n; i++) {
        d[i] *= 1 - a[i] * a[i];
      }
    }
  },
  SIGMOID(1) {
    @Override
    public void apply(double[] z, double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = sigmoid(z[i]);
      }
    }

    @Override
    public void timesDerivative(double[] z, double[] a, double[] d, int n) {
      for (int i = 0; i < n; i++) {
        d[i] *= a[i] * (1 - a[i]);
      }
    }
  },
  GELU(Math.sqrt(2)) {
    @Override
    public void apply(double[] z, double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = z[i] * normalDistribution(z[i]);
      }
    }

    @Override
    public void timesDerivative(double[] z, double[] a, double[] d, int n) {
      for (int i = 0; i < n; i++) {
        double density = Math.exp(-0.5 * z[i] * z[i]) / Math.sqrt(2 * Math.PI);
        d[i] *= normalDistribution(z[i]) + z[i] * density; // Φ + z Φ′
      }
    }
  },
  SILU(Math.sqrt(2)) {
    @Override
    public void apply(double[] z, double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = z[i] * sigmoid(z[i]);
      }
    }

    @Override
    public void timesDerivative(double[] z, double[] a, double[] d, int n) {
      for (int i = 0; i < n; i++) {
        double s = sigmoid(z[i]);
        d[i] *= s + a[i] * (1 - s); // σ + z σ (1 − σ)
      }
    }
  },
  SOFTPLUS(Math.sqrt(2)) {
    @Override
    public void apply(double[] z, double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = Math.max(z[i], 0) + Math.log1p(Math.exp(-Math.abs(z[i])));
      }
    }

    @Override
    public void timesDerivative(double[] z, double[] a, double[] d, int n) {
      for (int i = 0; i < n; i++) {
        d[i] *= sigmoid(z[i]);
      }
    }
  },
  QUADRATIC(1 / Math.sqrt(3)) {
    @Override
    public void apply(double[] z, double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = z[i] * z[i];
      }
    }

    @Override
    public void timesDerivative(double[] z, double[] a, double[] d, int n) {
      for (int i = 0; i < n; i++) {
        d[i] *= 2 * z[i];
      }
    }
  },
  ERF(1) {
    @Override
    public void apply(double[] z, double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = ErrorFunction.erf(z[i] * Math.sqrt(0.5));
      }
    }

    @Override
    public void timesDerivative(double[] z, double[] a, double[] d, int n) {
      double peak = Math.sqrt(2 / Math.PI);
      for (int i = 0; i < n; i++) {
        d[i] *= peak * Math.exp(-0.5 * z[i] * z[i]); // φ′ = √(2/π) e^(−z²/2)
      }
    }
  };

  private final double gain;

  ElementaryFunction(double gain) {
    this.gain = gain;
  }

  @Override
  public double gain() {
    return gain;
  }

  /**
   * All bits set if z &gt; 0 (or a positive NaN), otherwise none: a choice without a branch, which
   * would be foretold wrongly half of the time and take 9 ns, not less than 1.
   */
  static long positive(double z) {
    long bits = Double.doubleToRawLongBits(z);
    return (-bits & ~bits) >> 63;
  }

  /** σ(z) = 1 / (1 + e⁻ᶻ); at either end of the line it is 0 or 1, as e⁻ᶻ overflows to ∞. */
  static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  /** Φ(z), to 1e−15. */
  private static double normalDistribution(double z) {
    return 0.5 * (1 + ErrorFunction.erf(z * Math.sqrt(0.5)));
  }
}
