package dev.layerwise.optim.natural;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.NumericalException;

/**
 * Conjugate gradients for {@code (F + λ I) x = b}, from x = 0, with products F p alone.
 *
 * <p>Law: in exact arithmetic, as many iterations as the matrix has different eigenvalues suffice.
 */
final class ConjugateGradients {
  private final Matrix x;
  private final Matrix r;
  private final Matrix p;
  private final Matrix Fp;
  private long iterations;

  /** A product with the matrix. */
  @FunctionalInterface
  interface Product {
    /** {@code y ← F p}. */
    void apply(Matrix p, Matrix y);
  }

  ConjugateGradients(int size) {
    x = Matrix.zeros(size, 1);
    r = Matrix.zeros(size, 1);
    p = Matrix.zeros(size, 1);
    Fp = Matrix.zeros(size, 1);
  }

  /**
   * Solves until {@code ‖r‖ ≤ tolerance ‖b‖}, or for so many iterations.
   *
   * @return x, overwritten by the next call
   * @throws NumericalException if {@code pᵀ(F + λ I) p} is not positive
   */
  Matrix solve(Product F, double lambda, Matrix b, long atMost, double tolerance) {
    x.fill(0);
    r.setTo(b);
    p.setTo(b);
    double rr = r.dot(r);
    double enough = tolerance * tolerance * rr;
    for (iterations = 0; iterations < atMost && rr > enough; iterations++) {
      F.apply(p, Fp);
      Fp.plusInPlace(lambda, p);
      double curvature = p.dot(Fp);
      if (!(curvature > 0)) {
        throw new NumericalException(
            "conjugate gradients: pᵀ(F + λ I) p = "
                + curvature
                + " in iteration "
                + (iterations + 1)
                + "; want a number above 0; increase damping");
      }
      double alpha = rr / curvature;
      x.plusInPlace(alpha, p);
      r.plusInPlace(-alpha, Fp);
      double next = r.dot(r);
      p.timesInPlace(next / rr).plusInPlace(r); // p ← r + β p
      rr = next;
    }
    return x;
  }

  /** The order of the matrix. */
  int size() {
    return x.rows();
  }

  /** Iterations of the last call. */
  long iterations() {
    return iterations;
  }
}
