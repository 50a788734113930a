package dev.layerwise.optim.kfac;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.StateVisitor;

/**
 * A parameter without a weight matrix, such as the scale of a normalisation: {@code V = ∇ ⊘ (D̄ +
 * λ)} with D̄ the running mean of {@code n ∇ ∘ ∇}.
 *
 * <p>For labels drawn from the model that is an unbiased estimate of the diagonal of the
 * Gauss-Newton matrix (Liu et al. 2023, the Gauss-Newton-Bartlett estimator); here the labels are
 * the true ones, as in the empirical Fisher, since the step's own gradient costs nothing more.
 */
final class LooseParameter {
  private final Parameter parameter;
  private final RunningDiagonal D;
  private final Matrix fresh;
  private final double power;
  private final Entries.Loop1 square = this::square;
  private double n;

  LooseParameter(Parameter parameter, double power) {
    this.parameter = parameter;
    this.power = power;
    D = new RunningDiagonal(parameter.value().rows(), parameter.value().cols());
    fresh = Matrix.zeros(parameter.value().rows(), parameter.value().cols());
  }

  Parameter parameter() {
    return parameter;
  }

  void update(int examples, double rho) {
    n = examples;
    Entries.each(fresh.setTo(parameter.gradient()), square);
    D.begin(rho);
    D.add(fresh);
  }

  private void square(double[] g, int length) {
    for (int i = 0; i < length; i++) {
      g[i] *= n * g[i];
    }
  }

  void apply(double lambda, Matrix G, Matrix V) {
    D.divide(V.setTo(G), lambda, power);
  }

  double quadratic(Matrix u) {
    return u.hadamard(u).dot(D.mean());
  }

  void state(StateVisitor visitor) {
    D.state(visitor);
  }
}
