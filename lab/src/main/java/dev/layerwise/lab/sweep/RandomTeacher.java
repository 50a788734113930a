package dev.layerwise.lab.sweep;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;

/**
 * Fresh {@code x ~ N(0, S)}, {@code S = A Aᵀ} of a Gaussian A scaled to trace d, and the labels
 * {@code a·relu(W x + b)} of a network with W ~ N(0, 1/d), b ~ N(0, ¼), a ~ N(0, 1/hidden), scaled
 * to variance 1. Source: Adam-or-GN App. C.2; the distributions are a reading, the paper names
 * none.
 */
final class RandomTeacher implements Examples {
  /** Examples on which the variance of the labels is measured. */
  private static final int SCALED_ON = 16_384;

  private final Rng rng;
  private final Matrix root;
  private final Matrix W;
  private final Matrix b;
  private final Matrix a;
  private final double scale;

  RandomTeacher(int d, int hidden, long seed) {
    rng = Rng.of(seed);
    Rng teacher = rng.stream("teacher");
    Matrix A = teacher.stream("covariance").gaussian(d, d);
    root = A.T().copy().times(Math.sqrt(d / A.dot(A))); // x = rootᵀ z, so that xᵀ = zᵀ root
    W = teacher.stream("W").gaussian(d, hidden).times(1 / Math.sqrt(d));
    b = teacher.stream("b").gaussian(1, hidden).times(0.5);
    a = teacher.stream("a").gaussian(hidden, 1).times(1 / Math.sqrt(hidden));
    Matrix y = labels(teacher.stream("scale").gaussian(SCALED_ON, d).times(root));
    double mean = y.sum() / SCALED_ON;
    scale = 1 / Math.sqrt(y.dot(y) / SCALED_ON - mean * mean);
  }

  @Override
  public int features() {
    return root.rows();
  }

  @Override
  public int outputs() {
    return 1;
  }

  private Matrix labels(Matrix X) {
    Matrix Z = X.times(W);
    for (int i = 0; i < Z.rows(); i++) {
      for (int j = 0; j < Z.cols(); j++) {
        Z.set(i, j, Math.max(0, Z.get(i, j) + b.get(0, j)));
      }
    }
    return Z.times(a);
  }

  @Override
  public void take(Purpose purpose, long t, Matrix X, Matrix Y) {
    X.setToProduct(
        rng.stream(purpose.stream(), t).gaussian(X.rows(), root.rows()), root); // x ~ N(0, S)
    Y.setTo(labels(X)).timesInPlace(scale);
  }
}
