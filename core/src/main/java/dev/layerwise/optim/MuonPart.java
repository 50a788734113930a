package dev.layerwise.optim;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;

/**
 * Muon on one matrix; the gradient is overwritten:
 *
 * <pre>
 * m ← β m + (1 − β) G
 * D = scale · orthogonal((1 − β) G + β m)        or orthogonal(m) without Nesterov
 * </pre>
 *
 * <p>Source: Jordan et al. 2024, Keller Jordan's Muon, commit 857d1ad, which has no bias
 * correction.
 */
public final class MuonPart implements PerParameter.Part {
  private final Schedule beta;
  private final boolean nesterov;
  private final long steps;
  private final double scale;
  private final NewtonSchulz orthogonal;
  private final Matrix m;
  private final Entries.Loop2 loop = this::loop;
  private double b;

  /**
   * Starts with m = 0.
   *
   * @param parameter a matrix, or a kernel that is taken as one
   * @param beta β
   * @param nesterov whether to look ahead
   * @param steps Newton–Schulz steps
   * @param scale the scale
   * @param precision of the Newton–Schulz steps
   */
  public MuonPart(
      Parameter parameter,
      Schedule beta,
      boolean nesterov,
      long steps,
      NewtonSchulz.Scale scale,
      NewtonSchulz.Precision precision) {
    this.beta = beta;
    this.nesterov = nesterov;
    this.steps = steps;
    this.scale = scale.of(parameter);
    int rows = parameter.value().rows();
    int cols = parameter.value().cols();
    orthogonal = new NewtonSchulz(rows, cols, precision);
    m = Matrix.zeros(rows, cols);
  }

  @Override
  public Matrix update(Matrix G, Step step) {
    b = beta.at(step.t());
    Entries.each(G, m, loop);
    Matrix D = orthogonal.apply(nesterov ? G : m, steps);
    return scale == 1 ? D : D.timesInPlace(scale);
  }

  private void loop(double[] g, double[] mean, int n) {
    double past = b;
    for (int i = 0; i < n; i++) {
      double mi = past * mean[i] + (1 - past) * g[i];
      mean[i] = mi;
      g[i] = (1 - past) * g[i] + past * mi;
    }
  }

  @Override
  public void state(StateVisitor visitor) {
    visitor.matrix("m", m);
  }
}
