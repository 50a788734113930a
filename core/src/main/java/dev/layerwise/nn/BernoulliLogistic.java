package dev.layerwise.nn;

import static dev.layerwise.nn.ElementaryFunction.sigmoid;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;

/**
 * Logistic loss of independent yes-or-no outputs, {@code ℓ = Σ_c log(1 + e^{f_c}) − y_c f_c}, with
 * targets from 0 to 1; the model is {@code y_c ~ Bernoulli(σ(f_c))}, {@code H = diag(σ(1 − σ))}.
 */
public record BernoulliLogistic() implements Loss {
  @Override
  public double value(Matrix f, Matrix Y) {
    Loss.requireSame("logistic loss", f, Y);
    return Entries.sum(f, Y, BernoulliLogistic::sum) / f.rows();
  }

  private static double sum(double[] f, double[] y, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.max(f[i], 0) + Math.log1p(Math.exp(-Math.abs(f[i]))) - y[i] * f[i];
    }
    return sum;
  }

  @Override
  public Matrix gradient(Matrix f, Matrix Y, Matrix into) {
    Loss.requireSame("logistic loss", f, Y);
    Entries.each(
        f,
        Y,
        into,
        (z, y, g, n) -> {
          for (int i = 0; i < n; i++) {
            g[i] = sigmoid(z[i]) - y[i]; // σ − y
          }
        });
    return into;
  }

  @Override
  public Matrix factorProduct(Matrix f, Matrix R, Matrix into) {
    Entries.each(
        f,
        R,
        into,
        (z, r, b, n) -> {
          for (int i = 0; i < n; i++) {
            b[i] = Math.sqrt(sigmoid(z[i]) * sigmoid(-z[i])) * r[i]; // √(σ(1 − σ)) r
          }
        });
    return into;
  }

  @Override
  public Matrix hessianProduct(Matrix f, Matrix V, Matrix into) {
    Entries.each(
        f,
        V,
        into,
        (z, v, h, n) -> {
          for (int i = 0; i < n; i++) {
            h[i] = sigmoid(z[i]) * sigmoid(-z[i]) * v[i]; // σ(1 − σ) v
          }
        });
    return into;
  }

  @Override
  public Matrix sampledGradient(Matrix f, Rng rng, Matrix into) {
    for (int i = 0; i < f.rows(); i++) {
      for (int j = 0; j < f.cols(); j++) {
        double p = sigmoid(f.get(i, j));
        into.set(i, j, p - (rng.nextUniform() < p ? 1 : 0)); // σ − ŷ
      }
    }
    return into;
  }
}
