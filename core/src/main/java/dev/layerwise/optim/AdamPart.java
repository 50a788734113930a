package dev.layerwise.optim;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;

/**
 * Adam on one parameter, whose direction overwrites the gradient:
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) G
 * v ← β₂ v + (1 − β₂) G²
 * D = m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)
 * </pre>
 *
 * <p>Source: Kingma and Ba 2015, Algorithm 1, arXiv:1412.6980; Reddi, Kale and Kumar,
 * arXiv:1904.09237 for AMSGrad, in PyTorch's form, where the maximum is taken before the bias
 * correction.
 */
public final class AdamPart implements PerParameter.Part {
  /**
   * What differs from Adam.
   *
   * @param amsgrad whether to divide by the greatest v so far
   * @param inverse whether to divide by v/(1 − β₂ᵗ) + ε itself, the power −1, and not by its root
   * @param biasCorrection whether to divide m by 1 − β₁ᵗ and v by 1 − β₂ᵗ
   */
  public record Variant(boolean amsgrad, boolean inverse, boolean biasCorrection) {
    /** Adam. */
    public static final Variant ADAM = new Variant(false, false, true);
  }

  /** Entries between two looks at the same memory: three arrays of it stay in the cache. */
  private static final int BLOCK = 1024;

  private final Schedule beta1;
  private final Schedule beta2;
  private final Schedule eps;
  private final Variant variant;
  private final Matrix m;
  private final Matrix v;
  private final Matrix greatest;
  private final Entries.Loop3 plain = this::plain;
  private final Entries.Loop4 amsgrad = this::amsgrad;
  private double b1;
  private double b2;
  private double epsilon;
  private double byMean;
  private double bySquares;

  /**
   * Starts with m = v = 0.
   *
   * @param parameter what is trained
   * @param beta1 β₁
   * @param beta2 β₂
   * @param eps ε
   * @param variant what differs from Adam
   */
  public AdamPart(
      Parameter parameter, Schedule beta1, Schedule beta2, Schedule eps, Variant variant) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.eps = eps;
    this.variant = variant;
    int rows = parameter.value().rows();
    int cols = parameter.value().cols();
    m = Matrix.zeros(rows, cols);
    v = Matrix.zeros(rows, cols);
    greatest = variant.amsgrad() ? Matrix.zeros(rows, cols) : v;
  }

  @Override
  public Matrix update(Matrix G, Step step) {
    long t = step.t();
    b1 = beta1.at(t);
    b2 = beta2.at(t);
    epsilon = eps.at(t);
    byMean = variant.biasCorrection() ? correction(b1, t) : 1;
    bySquares = variant.biasCorrection() ? correction(b2, t) : 1;
    if (variant.amsgrad()) {
      Entries.each(G, m, v, greatest, amsgrad);
    } else {
      Entries.each(G, m, v, plain);
    }
    return G;
  }

  /** 1/(1 − βᵗ); 1 if β = 1, where the mean never moves. */
  private static double correction(double beta, long t) {
    return beta == 1 ? 1 : 1 / (1 - Math.pow(beta, (double) t));
  }

  private void plain(double[] g, double[] mean, double[] squares, int n) {
    double beta = b1;
    double gamma = b2;
    for (int from = 0; from < n; from += BLOCK) {
      int to = Math.min(n, from + BLOCK);
      for (int i = from; i < to; i++) {
        mean[i] = beta * mean[i] + (1 - beta) * g[i];
        squares[i] = gamma * squares[i] + (1 - gamma) * g[i] * g[i];
      }
      divide(g, mean, squares, from, to);
    }
  }

  private void amsgrad(double[] g, double[] mean, double[] squares, double[] top, int n) {
    double beta = b1;
    double gamma = b2;
    for (int from = 0; from < n; from += BLOCK) {
      int to = Math.min(n, from + BLOCK);
      for (int i = from; i < to; i++) {
        mean[i] = beta * mean[i] + (1 - beta) * g[i];
        squares[i] = gamma * squares[i] + (1 - gamma) * g[i] * g[i];
        top[i] = Math.max(top[i], squares[i]);
      }
      divide(g, mean, top, from, to);
    }
  }

  private void divide(double[] g, double[] mean, double[] squares, int from, int to) {
    double ofMean = byMean;
    double ofSquares = bySquares;
    double add = epsilon;
    if (variant.inverse()) {
      for (int i = from; i < to; i++) {
        g[i] = ofMean * mean[i] / (ofSquares * squares[i] + add);
      }
      return;
    }
    double root = Math.sqrt(ofSquares);
    for (int i = from; i < to; i++) {
      g[i] = ofMean * mean[i] / (root * Math.sqrt(squares[i]) + add); // D = m̂/(√v̂ + ε)
    }
  }

  @Override
  public void state(StateVisitor visitor) {
    visitor.matrix("m", m);
    visitor.matrix("v", v);
    if (variant.amsgrad()) {
      visitor.matrix("greatest v", greatest);
    }
  }
}
