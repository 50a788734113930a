package dev.layerwise.nn;

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
    double sum = 0;
    for (int i = 0; i < f.rows(); i++) {
      double log = logSumExp(f, i);
      for (int c = 0; c < f.cols(); c++) {
        double y = smoothed(Y.get(i, c), f.cols());
        if (y != 0) {
          sum += y * (log - f.get(i, c)); // −ỹ log p
        }
      }
    }
    return sum / f.rows();
  }

  @Override
  public Matrix gradient(Matrix f, Matrix Y, Matrix into) {
    Loss.requireSame("cross-entropy", f, Y);
    for (int i = 0; i < f.rows(); i++) {
      double log = logSumExp(f, i);
      double mass = 0;
      for (int c = 0; c < f.cols(); c++) {
        mass += smoothed(Y.get(i, c), f.cols());
      }
      for (int c = 0; c < f.cols(); c++) {
        double p = Math.exp(f.get(i, c) - log);
        into.set(i, c, mass * p - smoothed(Y.get(i, c), f.cols())); // p − ỹ
      }
    }
    return into;
  }

  @Override
  public Matrix factorProduct(Matrix f, Matrix R, Matrix into) {
    for (int i = 0; i < f.rows(); i++) {
      double log = logSumExp(f, i);
      double dot = 0;
      for (int c = 0; c < f.cols(); c++) {
        dot += Math.exp(0.5 * (f.get(i, c) - log)) * R.get(i, c); // √pᵀ r
      }
      for (int c = 0; c < f.cols(); c++) {
        double root = Math.exp(0.5 * (f.get(i, c) - log));
        into.set(i, c, root * R.get(i, c) - root * root * dot); // √p ∘ r − p √pᵀ r
      }
    }
    return into;
  }

  @Override
  public Matrix hessianProduct(Matrix f, Matrix V, Matrix into) {
    for (int i = 0; i < f.rows(); i++) {
      double log = logSumExp(f, i);
      double dot = 0;
      for (int c = 0; c < f.cols(); c++) {
        dot += Math.exp(f.get(i, c) - log) * V.get(i, c); // pᵀ v
      }
      for (int c = 0; c < f.cols(); c++) {
        into.set(i, c, Math.exp(f.get(i, c) - log) * (V.get(i, c) - dot)); // p ∘ v − p pᵀ v
      }
    }
    return into;
  }

  @Override
  public Matrix sampledGradient(Matrix f, Rng rng, Matrix into) {
    for (int i = 0; i < f.rows(); i++) {
      double log = logSumExp(f, i);
      double u = rng.nextUniform();
      int drawn = f.cols() - 1;
      for (int c = 0; c < f.cols(); c++) {
        double p = Math.exp(f.get(i, c) - log);
        into.set(i, c, p);
        if (u >= 0 && u < p) {
          drawn = c;
        }
        u -= p;
      }
      into.set(i, drawn, into.get(i, drawn) - 1); // p − e_ŷ
    }
    return into;
  }

  private double smoothed(double y, int classes) {
    return (1 - smoothing) * y + smoothing / classes;
  }

  private static double logSumExp(Matrix f, int i) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < f.cols(); c++) {
      max = Math.max(max, f.get(i, c));
    }
    double sum = 0;
    for (int c = 0; c < f.cols(); c++) {
      sum += Math.exp(f.get(i, c) - max);
    }
    return max + Math.log(sum);
  }
}
