package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Cost.LayerSize;

/** Floating-point operations of what layer-wise methods do. */
final class Flops {
  private Flops() {}

  /** A product (m, k) times (k, n). */
  static double product(double m, double k, double n) {
    return 2 * m * k * n;
  }

  /** A Gram matrix of order d from n rows, one triangle. */
  static double gram(double n, double d) {
    return n * d * d;
  }

  /** Eigenvalues and vectors of order d, by divide and conquer: about 9 d³. */
  static double eigen(double d) {
    return 9 * d * d * d;
  }

  /** The inverse of a positive definite matrix of order d, by Cholesky. */
  static double inverse(double d) {
    return d * d * d;
  }

  /** Singular values and vectors of (m, n), thin: about 6 m n k + 20 k³ with k the smaller. */
  static double svd(double m, double n) {
    double k = Math.min(m, n);
    return 6 * m * n * k + 20 * k * k * k;
  }

  /** A gradient between two matrices, {@code P G Q}. */
  static double sandwich(LayerSize layer) {
    return product(layer.dOut(), layer.dOut(), layer.dIn())
        + product(layer.dOut(), layer.dIn(), layer.dIn());
  }

  /** Backward passes of a Fisher type, of a layer: its own part of each. */
  static double backward(LayerSize layer, double passes) {
    return passes * product((double) layer.batch(), layer.dOut(), layer.dIn());
  }
}
