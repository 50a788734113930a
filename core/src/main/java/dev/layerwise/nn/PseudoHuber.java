package dev.layerwise.nn;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.random.Rng;

/**
 * A loss between the squared and the absolute error, summed over outputs, whose second derivative
 * is at most L and at least μ:
 *
 * <pre>ℓ(r) = ½ μ r² + (L − μ)(√(1 + r²) − 1),   r = f − y,   ℓ″(r) = μ + (L − μ)(1 + r²)^(−3/2)
 * </pre>
 *
 * <p>The model is {@code p(r) ∝ e^{−ℓ(r)}}. Unlike that of the other losses, ℓ″ depends on the
 * target; in its place stands what does not, the Fisher information {@code H = c I, c = E[ℓ″(r)] =
 * E[ℓ′(r)²]}.
 *
 * <p>Source: Zhang, Martens and Grosse 2019, Theorem 2 asks for a smooth, strongly convex loss;
 * this is one.
 *
 * @param mu μ &gt; 0
 * @param L at least μ
 */
public record PseudoHuber(double mu, double L) implements Loss {
  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if not 0 &lt; μ ≤ L
   */
  public PseudoHuber {
    if (!(mu > 0 && mu <= L && L < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "pseudo-Huber loss: μ = " + mu + " and L = " + L + "; want 0 < μ ≤ L, both finite");
    }
  }

  private double loss(double r) {
    double root = Math.sqrt(1 + r * r);
    return 0.5 * mu * r * r + (L - mu) * (r * r / (1 + root)); // √(1 + r²) − 1 without cancellation
  }

  private double slope(double r) {
    return mu * r + (L - mu) * r / Math.sqrt(1 + r * r);
  }

  @Override
  public double value(Matrix f, Matrix Y) {
    Loss.requireSame("pseudo-Huber loss", f, Y);
    return Entries.sum(
            f,
            Y,
            (a, b, n) -> {
              double sum = 0;
              for (int i = 0; i < n; i++) {
                sum += loss(a[i] - b[i]);
              }
              return sum;
            })
        / f.rows();
  }

  @Override
  public Matrix gradient(Matrix f, Matrix Y, Matrix into) {
    Loss.requireSame("pseudo-Huber loss", f, Y);
    Entries.each(
        f,
        Y,
        into,
        (a, b, g, n) -> {
          for (int i = 0; i < n; i++) {
            g[i] = slope(a[i] - b[i]);
          }
        });
    return into;
  }

  @Override
  public Matrix factorProduct(Matrix f, Matrix R, Matrix into) {
    return into.setTo(R).timesInPlace(Math.sqrt(information()));
  }

  @Override
  public Matrix hessianProduct(Matrix f, Matrix V, Matrix into) {
    return into.setTo(V).timesInPlace(information());
  }

  /**
   * The Fisher information {@code c = E[ℓ″(r)]}, by the trapezoidal rule: its error falls
   * exponentially in 1/step, as p is analytic where |Im r| &lt; 1.
   */
  public double information() {
    double step = Math.min(0.1, 0.5 / Math.sqrt(L));
    double weights = 0;
    double sum = 0;
    for (long k = 0; ; k++) {
      double r = step * k;
      double p = Math.exp(-loss(r));
      if (p < 1e-20) {
        return sum / weights;
      }
      double both = k == 0 ? p : 2 * p;
      double root = Math.sqrt(1 + r * r);
      weights += both;
      sum += both * (mu + (L - mu) / (root * root * root));
    }
  }

  @Override
  public Matrix sampledGradient(Matrix f, Rng rng, Matrix into) {
    Entries.each(
        into,
        (g, n) -> {
          for (int i = 0; i < n; i++) {
            g[i] = slope(draw(rng));
          }
        });
    return into;
  }

  /** r of density ∝ e^{−ℓ(r)}: a normal of variance 1/μ, kept with probability e^{½μr² − ℓ(r)}. */
  private double draw(Rng rng) {
    while (true) {
      double r = rng.nextGaussian() / Math.sqrt(mu);
      if (rng.nextUniform() < Math.exp(0.5 * mu * r * r - loss(r))) {
        return r;
      }
    }
  }
}
