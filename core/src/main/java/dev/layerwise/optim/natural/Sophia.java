package dev.layerwise.optim.natural;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Direction;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Phases.Phase;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.optim.Step;
import java.util.List;

/**
 * A clipped Newton step by entries, with the Gauss-Newton-Bartlett estimate of the diagonal:
 *
 * <pre>
 * m ← β₁ m + (1 − β₁) G
 * h ← β₂ h + (1 − β₂) n ĝ∘ĝ        every k steps, ĝ the mean gradient for labels from the model
 * D = clip(m / max(γ h, ε), 1)
 * </pre>
 *
 * <p>Source: Liu et al. 2023, Algorithm 2 (Gauss-Newton-Bartlett) and Liu et al. 2023, Algorithm 3,
 * arXiv:2305.14342.
 */
public final class Sophia implements Direction {
  private final List<Parameter> parameters;
  private final Decays decays;
  private final Schedule gammas;
  private final Schedule epsilons;
  private final long interval;
  private final Matrix[] m;
  private final Matrix[] h;
  private final Matrix[] D;
  private final Entries.Loop2 average = this::average;
  private final Entries.Loop2 square = this::square;
  private final Entries.Loop3 divide = this::divide;
  private Matrix outputGradients = Matrix.zeros(0, 0);
  private double gamma;
  private double epsilon;
  private double past;
  private double fresh;

  /**
   * The weights of the past.
   *
   * @param beta1 β₁, of the gradient's mean
   * @param beta2 β₂, of the diagonal's
   */
  public record Decays(Schedule beta1, Schedule beta2) {}

  /**
   * Starts at 0.
   *
   * @param parameters what is trained
   * @param decays the weights of the past
   * @param gamma γ
   * @param epsilon ε
   * @param interval k, at least 1
   */
  public Sophia(
      List<Parameter> parameters, Decays decays, Schedule gamma, Schedule epsilon, long interval) {
    this.parameters = List.copyOf(parameters);
    this.decays = decays;
    gammas = gamma;
    epsilons = epsilon;
    this.interval = interval;
    m = zeros();
    h = zeros();
    D = zeros();
  }

  private Matrix[] zeros() {
    return parameters.stream()
        .map(p -> Matrix.zeros(p.value().rows(), p.value().cols()))
        .toArray(Matrix[]::new);
  }

  @Override
  public void update(Step step) {
    blendWith(decays.beta1().at(step.t()), 1);
    for (int i = 0; i < m.length; i++) {
      Entries.each(m[i], parameters.get(i).gradient(), average);
    }
    if ((step.t() - 1) % interval == 0) {
      step.phases().enter(Phase.STATISTICS);
      estimate(step.network(), step.t());
      step.phases().enter(Phase.UPDATE);
    }
    gamma = gammas.at(step.t());
    epsilon = epsilons.at(step.t());
    for (int i = 0; i < m.length; i++) {
      Entries.each(D[i], m[i], h[i], divide);
    }
  }

  private void blendWith(double beta, double scale) {
    past = beta;
    fresh = (1 - beta) * scale;
  }

  /** The gradients are put back afterwards; D keeps them meanwhile. */
  private void estimate(NetworkObjective network, long t) {
    Matrix f = network.outputs();
    if (outputGradients.rows() != f.rows() || outputGradients.cols() != f.cols()) {
      outputGradients = Matrix.zeros(f.rows(), f.cols());
    }
    for (int i = 0; i < m.length; i++) {
      D[i].setTo(parameters.get(i).gradient());
    }
    network
        .pass()
        .backward(network.lossFunction().sampledGradient(f, network.labels(t), outputGradients));
    blendWith(decays.beta2().at(t), network.pass().size());
    for (int i = 0; i < m.length; i++) {
      Entries.each(h[i], parameters.get(i).gradient(), square);
      parameters.get(i).gradient().setTo(D[i]);
    }
  }

  private void average(double[] mean, double[] g, int n) {
    for (int i = 0; i < n; i++) {
      mean[i] = past * mean[i] + fresh * g[i];
    }
  }

  private void square(double[] mean, double[] g, int n) {
    for (int i = 0; i < n; i++) {
      mean[i] = past * mean[i] + fresh * g[i] * g[i];
    }
  }

  private void divide(double[] d, double[] mean, double[] diagonal, int n) {
    for (int i = 0; i < n; i++) {
      d[i] = Math.clamp(mean[i] / Math.max(gamma * diagonal[i], epsilon), -1.0, 1.0);
    }
  }

  @Override
  public Matrix of(int i) {
    return D[i];
  }

  @Override
  public void state(StateVisitor visitor) {
    for (int i = 0; i < m.length; i++) {
      StateVisitor own = visitor.in(parameters.get(i).name());
      own.matrix("m", m[i]);
      own.matrix("h", h[i]);
    }
  }
}
