package dev.layerwise.optim;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import java.util.Optional;

/**
 * RMSProp on one parameter, whose direction overwrites the gradient:
 *
 * <pre>
 * v ← β v + (1 − β) G²
 * D = G/(√v + ε)                     centred: c ← β c + (1 − β) G,  D = G/(√(v − c²) + ε)
 * </pre>
 *
 * <p>Source: Tieleman and Hinton 2012, lecture 6.5; Graves, arXiv:1308.0850 eq. (40) for the
 * centred form; PyTorch for ε outside of the root.
 */
public final class RmsPropPart implements PerParameter.Part {
  private final Schedule beta;
  private final Schedule eps;
  private final Matrix v;
  private final Optional<Matrix> mean;
  private final Entries.Loop2 plain = this::plain;
  private final Entries.Loop3 centered = this::centered;
  private double b;
  private double epsilon;

  /**
   * Starts with v = c = 0.
   *
   * @param parameter what is trained
   * @param beta β
   * @param eps ε
   * @param centered whether to subtract the square of the running mean
   */
  public RmsPropPart(Parameter parameter, Schedule beta, Schedule eps, boolean centered) {
    this.beta = beta;
    this.eps = eps;
    int rows = parameter.value().rows();
    int cols = parameter.value().cols();
    v = Matrix.zeros(rows, cols);
    mean = centered ? Optional.of(Matrix.zeros(rows, cols)) : Optional.empty();
  }

  @Override
  public Matrix update(Matrix G, Step step) {
    b = beta.at(step.t());
    epsilon = eps.at(step.t());
    if (mean.isPresent()) {
      Entries.each(G, v, mean.get(), centered);
    } else {
      Entries.each(G, v, plain);
    }
    return G;
  }

  private void plain(double[] g, double[] squares, int n) {
    double past = b;
    double add = epsilon;
    for (int i = 0; i < n; i++) {
      double s = past * squares[i] + (1 - past) * g[i] * g[i];
      squares[i] = s;
      g[i] /= Math.sqrt(s) + add; // D = G/(√v + ε)
    }
  }

  private void centered(double[] g, double[] squares, double[] means, int n) {
    double past = b;
    double add = epsilon;
    for (int i = 0; i < n; i++) {
      double s = past * squares[i] + (1 - past) * g[i] * g[i];
      double c = past * means[i] + (1 - past) * g[i];
      squares[i] = s;
      means[i] = c;
      g[i] /= Math.sqrt(Math.max(0, s - c * c)) + add; // rounding can make s < c²
    }
  }

  @Override
  public void state(StateVisitor visitor) {
    visitor.matrix("v", v);
    if (mean.isPresent()) {
      visitor.matrix("c", mean.get());
    }
  }
}
