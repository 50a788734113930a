package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;

/**
 * Softmax cross-entropy, {@code ℓ = −Σ_c ỹ_c log p_c}, {@code p = softmax(f)}; targets are
 * distributions, such as one-hot rows, smoothed by {@code ỹ = (1 − ε) y + ε/C}. {@code H = diag(p)
 * − p pᵀ = B Bᵀ} with {@code B = diag(√p) − p √pᵀ}.
 *
 * @param smoothing ε, from 0 (included) to 1 (excluded)
 */
public record SoftmaxCrossEntropy(double smoothing) implements Loss {
  private static final SoftmaxCrossEntropy PLAIN = new SoftmaxCrossEntropy(0);
  private static final Entries.Sum2 VALUE = PLAIN::sum;
  private static final Entries.Loop3 GRADIENT = PLAIN::gradient;

  /**
   * Checks ε.
   *
   * @throws IllegalArgumentException if it is not within [0, 1)
   */
  public SoftmaxCrossEntropy {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing " + smoothing + "; want a number from 0 to below 1");
    }
  }

  /** Without smoothing. */
  public SoftmaxCrossEntropy() {
    this(0);
  }

  @Override
  public double value(Matrix f, Matrix Y) {
    Loss.requireSame("cross-entropy", f, Y);
    int n = f.rows();
    return Entries.sumColumns(f, Y, smoothing == 0 ? VALUE : this::sum) / n;
  }

  private double sum(double[] z, double[] y, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double log = logSumExp(z, i, n);
      for (int k = i; k < z.length; k += n) {
        double target = smoothed(y[k], z.length / n);
        if (target != 0) {
          sum += target * (log - z[k]); // −ỹ log p
        }
      }
    }
    return sum;
  }

  @Override
  public Matrix gradient(Matrix f, Matrix Y, Matrix into) {
    Loss.requireSame("cross-entropy", f, Y);
    Entries.columns(f, Y, into, smoothing == 0 ? GRADIENT : this::gradient);
    return into;
  }

  private void gradient(double[] z, double[] y, double[] g, int n) {
    int classes = z.length / n;
    for (int i = 0; i < n; i++) {
      double log = logSumExp(z, i, n);
      double mass = 0;
      for (int k = i; k < z.length; k += n) {
        mass += smoothed(y[k], classes);
      }
      for (int k = i; k < z.length; k += n) {
        g[k] = mass * Math.exp(z[k] - log) - smoothed(y[k], classes); // p − ỹ
      }
    }
  }

  @Override
  public Matrix factorProduct(Matrix f, Matrix R, Matrix into) {
    Entries.columns(f, R, into, SoftmaxCrossEntropy::factorProduct);
    return into;
  }

  private static void factorProduct(double[] z, double[] r, double[] b, int n) {
    for (int i = 0; i < n; i++) {
      double log = logSumExp(z, i, n);
      double dot = 0;
      for (int k = i; k < z.length; k += n) {
        dot += Math.exp(0.5 * (z[k] - log)) * r[k]; // √pᵀ r
      }
      for (int k = i; k < z.length; k += n) {
        double root = Math.exp(0.5 * (z[k] - log));
        b[k] = root * r[k] - root * root * dot; // √p ∘ r − p √pᵀ r
      }
    }
  }

  @Override
  public Matrix hessianProduct(Matrix f, Matrix V, Matrix into) {
    Entries.columns(f, V, into, SoftmaxCrossEntropy::hessianProduct);
    return into;
  }

  private static void hessianProduct(double[] z, double[] v, double[] h, int n) {
    for (int i = 0; i < n; i++) {
      double log = logSumExp(z, i, n);
      double dot = 0;
      for (int k = i; k < z.length; k += n) {
        dot += Math.exp(z[k] - log) * v[k]; // pᵀ v
      }
      for (int k = i; k < z.length; k += n) {
        h[k] = Math.exp(z[k] - log) * (v[k] - dot); // p ∘ v − p pᵀ v
      }
    }
  }

  @Override
  public Matrix sampledGradient(Matrix f, Rng rng, Matrix into) {
    for (int i = 0; i < f.rows(); i++) {
      into.set(i, 0, rng.nextUniform());
    }
    Entries.columns(f, into, SoftmaxCrossEntropy::sampledGradient);
    return into;
  }

  /** The uniform numbers that labels are drawn with stand in the first column. */
  private static void sampledGradient(double[] z, double[] g, int n) {
    for (int i = 0; i < n; i++) {
      double log = logSumExp(z, i, n);
      double u = g[i];
      int drawn = z.length - n + i;
      for (int k = i; k < z.length; k += n) {
        g[k] = Math.exp(z[k] - log);
        if (u >= 0 && u < g[k]) {
          drawn = k;
        }
        u -= g[k];
      }
      g[drawn] -= 1; // p − e_ŷ
    }
  }

  private double smoothed(double y, int classes) {
    return (1 - smoothing) * y + smoothing / classes;
  }

  /** {@code log Σ_c exp z_c} of row i. */
  private static double logSumExp(double[] z, int i, int n) {
    double max = Double.NEGATIVE_INFINITY;
    for (int k = i; k < z.length; k += n) {
      max = Math.max(max, z[k]);
    }
    double sum = 0;
    for (int k = i; k < z.length; k += n) {
      sum += Math.exp(z[k] - max);
    }
    return max + Math.log(sum);
  }
}
