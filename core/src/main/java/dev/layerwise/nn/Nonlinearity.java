package dev.layerwise.nn;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A function of one number, applied to every entry: {@code a = φ(z)}. */
public sealed interface Nonlinearity permits ElementaryFunction, Nonlinearity.LeakyRelu {
  /** φ(z) = z. */
  Nonlinearity IDENTITY = ElementaryFunction.IDENTITY;

  /** φ(z) = max(z, 0), with φ′(0) = 0. */
  Nonlinearity RELU = ElementaryFunction.RELU;

  /** φ(z) = tanh z. */
  Nonlinearity TANH = ElementaryFunction.TANH;

  /** φ(z) = 1 / (1 + e⁻ᶻ). */
  Nonlinearity SIGMOID = ElementaryFunction.SIGMOID;

  /** φ(z) = z Φ(z), Φ the normal distribution function, exact and not its tanh approximation. */
  Nonlinearity GELU = ElementaryFunction.GELU;

  /** φ(z) = z / (1 + e⁻ᶻ), also called swish. */
  Nonlinearity SILU = ElementaryFunction.SILU;

  /** φ(z) = log(1 + eᶻ). */
  Nonlinearity SOFTPLUS = ElementaryFunction.SOFTPLUS;

  /** φ(z) = z². */
  Nonlinearity QUADRATIC = ElementaryFunction.QUADRATIC;

  /** φ(z) = erf(z/√2) = 2 Φ(z) − 1, for which Gaussian means are known in closed form. */
  Nonlinearity ERF = ElementaryFunction.ERF;

  /** All of them by the names that specifications use, the leaky ReLU with its default slope. */
  static SortedMap<String, Nonlinearity> byName() {
    return new TreeMap<>(
        Map.of(
            "identity",
            IDENTITY,
            "relu",
            RELU,
            "leaky-relu",
            new LeakyRelu(),
            "tanh",
            TANH,
            "sigmoid",
            SIGMOID,
            "gelu",
            GELU,
            "silu",
            SILU,
            "softplus",
            SOFTPLUS,
            "quadratic",
            QUADRATIC,
            "erf",
            ERF));
  }

  /**
   * {@code a ← φ(z)}.
   *
   * @param z arguments
   * @param a values
   * @param n how many, the first ones
   */
  void apply(double[] z, double[] a, int n);

  /**
   * {@code d ← d φ′(z)}.
   *
   * @param z arguments
   * @param a values, a = φ(z)
   * @param d what is multiplied by the derivative
   * @param n how many, the first ones
   */
  void timesDerivative(double[] z, double[] a, double[] d, int n);

  /**
   * The factor by which the weights below it are enlarged at the start, so that signals keep their
   * size: √2 for the ReLU and the smooth functions like it (GELU, SiLU, softplus), {@code √(2/(1 +
   * s²))} for the leaky ReLU, 5/3 for tanh, {@code 1/√E[φ(z)²] = 1/√3} for the square, otherwise 1.
   *
   * <p>Source: He et al. 2015, arXiv:1502.01852 eq. (10), (15); 5/3 is LeCun et al. 1998 by way of
   * PyTorch's {@code calculate_gain}, which has no value for the smooth functions.
   */
  double gain();

  /**
   * φ(z) = z for z &gt; 0, otherwise s z, with φ′(0) = s.
   *
   * @param slope s, any finite number
   */
  record LeakyRelu(double slope) implements Nonlinearity {
    /**
     * Checks the slope.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public LeakyRelu {
      if (!Double.isFinite(slope)) {
        throw new IllegalArgumentException("leaky ReLU of slope " + slope + "; want a number");
      }
    }

    /** PyTorch's default, s = 0.01. */
    public LeakyRelu() {
      this(0.01);
    }

    @Override
    public void apply(double[] z, double[] a, int n) {
      for (int i = 0; i < n; i++) {
        a[i] = Math.max(z[i], 0) + slope * Math.min(z[i], 0);
      }
    }

    @Override
    public void timesDerivative(double[] z, double[] a, double[] d, int n) {
      long above = Double.doubleToRawLongBits(1);
      long below = Double.doubleToRawLongBits(slope);
      for (int i = 0; i < n; i++) {
        long positive = ElementaryFunction.positive(z[i]);
        d[i] *= Double.longBitsToDouble((above & positive) | (below & ~positive));
      }
    }

    @Override
    public double gain() {
      return Math.sqrt(2 / (1 + slope * slope));
    }
  }
}
