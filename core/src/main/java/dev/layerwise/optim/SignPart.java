package dev.layerwise.optim;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;

/**
 * The sign of a mean of gradients, on one parameter; the direction overwrites the gradient:
 *
 * <pre>
 * D = sign(β₁ m + (1 − β₁) G)
 * m ← β₂ m + (1 − β₂) G
 * </pre>
 *
 * <p>Lion as it stands; with β₁ = β₂ the sign of the running mean (Signum), with 0 the sign of the
 * gradient. The sign of 0 is 0. Source: Chen et al., arXiv:2302.06675, Algorithm 2; Bernstein et
 * al., arXiv:1802.04434.
 */
public final class SignPart implements PerParameter.Part {
  private final Schedule beta1;
  private final Schedule beta2;
  private final boolean remembers;
  private final Matrix m;
  private final Entries.Loop1 plain = SignPart::plain;
  private final Entries.Loop2 loop = this::loop;
  private double b1;
  private double b2;

  /**
   * Starts with m = 0.
   *
   * @param parameter what is trained
   * @param beta1 β₁
   * @param beta2 β₂
   */
  public SignPart(Parameter parameter, Schedule beta1, Schedule beta2) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    remembers = !beta1.staysWithin(0, 0);
    m =
        remembers
            ? Matrix.zeros(parameter.value().rows(), parameter.value().cols())
            : Matrix.zeros(0, 0);
  }

  @Override
  public Matrix update(Matrix G, Step step) {
    if (remembers) {
      b1 = beta1.at(step.t());
      b2 = beta2.at(step.t());
      Entries.each(G, m, loop);
    } else {
      Entries.each(G, plain);
    }
    return G;
  }

  private static void plain(double[] g, int n) {
    for (int i = 0; i < n; i++) {
      g[i] = Math.signum(g[i]);
    }
  }

  private void loop(double[] g, double[] mean, int n) {
    double now = b1;
    double later = b2;
    for (int i = 0; i < n; i++) {
      double gi = g[i];
      double mi = mean[i];
      g[i] = Math.signum(now * mi + (1 - now) * gi);
      mean[i] = later * mi + (1 - later) * gi;
    }
  }

  @Override
  public void state(StateVisitor visitor) {
    if (remembers) {
      visitor.matrix("m", m);
    }
  }
}
