package dev.layerwise.nn;

/** A function of one number, applied to every entry: {@code a = φ(z)}. */
public enum Nonlinearity {
  /** φ(z) = z. */
  IDENTITY {
    @Override
    void apply(double[] z, double[] a, int n) {
      System.arraycopy(z, 0, a, 0, n);
    }

    @Override
    void timesDerivative(double[] z, double[] a, double[] d, int n) {
      // φ′ = 1
    }
  },
  /** φ(z) = max(z, 0), with φ′(0) = 0. */
  RELU {
    @Override
    void apply(double[] z, double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = Math.max(z[i], 0);
      }
    }

    @Override
    void timesDerivative(double[] z, double[] a, double[] d, int n) {
      for (int i = 0; i < n; i++) {
        d[i] = z[i] > 0 ? d[i] : 0;
      }
    }
  },
  /** φ(z) = tanh z. */
  TANH {
    @Override
    void apply(double[] z, double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = Math.tanh(z[i]);
      }
    }

    @Override
    void timesDerivative(double[] z, double[] a, double[] d, int n) {
      for (int i = 0; i < n; i++) {
        d[i] *= 1 - a[i] * a[i];
      }
    }
  };

  /** a ← φ(z), the first n entries. */
  abstract void apply(double[] z, double[] a, int n);

  /** d ← d φ′(z), where a = φ(z). */
  abstract void timesDerivative(double[] z, double[] a, double[] d, int n);
}
