package dev.layerwise.lab.sweep;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;

/**
 * Fresh signs, and the sum of products of consecutive segments of them: {@code y = Σ_s Π_{j in s}
 * x_j}. Source: Adam-or-GN App. C.2.
 *
 * @param rng the run's stream
 * @param features d
 * @param segments how many products
 * @param length factors of a product
 */
record SignSum(Rng rng, int features, int segments, int length) implements Examples {
  static SignSum of(long seed, int features, int segments, int length) {
    return new SignSum(Rng.of(seed), features, segments, length);
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public void take(Purpose purpose, long t, Matrix X, Matrix Y) {
    X.setTo(rng.stream(purpose.stream(), t).rademacher(X.rows(), features));
    for (int i = 0; i < X.rows(); i++) {
      double sum = 0;
      for (int s = 0; s < segments; s++) {
        double product = 1;
        for (int j = s * length; j < (s + 1) * length; j++) {
          product *= X.get(i, j);
        }
        sum += product;
      }
      Y.set(i, 0, sum);
    }
  }
}
