package dev.layerwise.nn;

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
    double sum = 0;
    for (int j = 0; j < f.cols(); j++) {
      for (int i = 0; i < f.rows(); i++) {
        double z = f.get(i, j);
        sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - Y.get(i, j) * z;
      }
    }
    return sum / f.rows();
  }

  @Override
  public Matrix gradient(Matrix f, Matrix Y, Matrix into) {
    Loss.requireSame("logistic loss", f, Y);
    for (int j = 0; j < f.cols(); j++) {
      for (int i = 0; i < f.rows(); i++) {
        into.set(i, j, sigmoid(f.get(i, j)) - Y.get(i, j)); // σ − y
      }
    }
    return into;
  }

  @Override
  public Matrix factorProduct(Matrix f, Matrix R, Matrix into) {
    for (int j = 0; j < f.cols(); j++) {
      for (int i = 0; i < f.rows(); i++) {
        double z = f.get(i, j);
        into.set(i, j, Math.sqrt(sigmoid(z) * sigmoid(-z)) * R.get(i, j)); // √(σ(1 − σ)) r
      }
    }
    return into;
  }

  @Override
  public Matrix hessianProduct(Matrix f, Matrix V, Matrix into) {
    for (int j = 0; j < f.cols(); j++) {
      for (int i = 0; i < f.rows(); i++) {
        double z = f.get(i, j);
        into.set(i, j, sigmoid(z) * sigmoid(-z) * V.get(i, j)); // σ(1 − σ) v
      }
    }
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

  private static double sigmoid(double z) {
    return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
  }
}
