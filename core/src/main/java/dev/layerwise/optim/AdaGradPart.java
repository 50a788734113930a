package dev.layerwise.optim;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;

/**
 * AdaGrad on one parameter, whose direction overwrites the gradient:
 *
 * <pre>
 * s ← s + G²
 * D = G/(√s + ε)/(1 + (t − 1) κ)
 * </pre>
 *
 * <p>Source: Duchi, Hazan and Singer 2011; PyTorch for κ and the initial s.
 */
public final class AdaGradPart implements PerParameter.Part {
  private final Schedule kappa;
  private final Schedule eps;
  private final Matrix s;
  private final Entries.Loop2 loop = this::loop;
  private double epsilon;
  private double rate;

  /**
   * Starts.
   *
   * @param parameter what is trained
   * @param initial every entry of the initial s
   * @param kappa κ, by which the learning rate decays
   * @param eps ε
   */
  public AdaGradPart(Parameter parameter, double initial, Schedule kappa, Schedule eps) {
    this.kappa = kappa;
    this.eps = eps;
    s = Matrix.zeros(parameter.value().rows(), parameter.value().cols()).fill(initial);
  }

  @Override
  public Matrix update(Matrix G, Step step) {
    epsilon = eps.at(step.t());
    rate = 1 / (1 + (step.t() - 1) * kappa.at(step.t()));
    Entries.each(G, s, loop);
    return G;
  }

  private void loop(double[] g, double[] sums, int n) {
    double add = epsilon;
    double times = rate;
    for (int i = 0; i < n; i++) {
      double sum = sums[i] + g[i] * g[i];
      sums[i] = sum;
      g[i] = times * g[i] / (Math.sqrt(sum) + add); // D = G/(√s + ε)
    }
  }

  @Override
  public void state(StateVisitor visitor) {
    visitor.matrix("s", s);
  }
}
