package dev.layerwise.optim.shampoo;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Clipping;
import dev.layerwise.optim.DivergedException;
import dev.layerwise.optim.Lengths;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Phases;
import dev.layerwise.optim.Schedule;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Setting.Flag;
import dev.layerwise.optim.Setting.Real;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.StateVisitor;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts around the method, in the order of Distributed Shampoo: clipping of the gradient, the
 * length of the direction, and momentum on it, {@code M ← μ M + (1 − τ) D} with M = 0 at first,
 * where the direction becomes M, or with Nesterov {@code (1 − τ) D + μ M}.
 */
final class Around {
  private final List<Parameter> parameters;
  private final Clipping clipping;
  private final Lengths lengths;
  private final Schedule mu;
  private final Schedule tau;
  private final boolean nesterov;
  private final List<Matrix> momentum;
  private final Entries.Loop2 average = this::average;
  private double past;
  private double fresh;

  Around(List<Parameter> parameters, Settings settings) {
    this.parameters = parameters;
    clipping = new Clipping(settings);
    lengths = new Lengths(this.parameters, settings);
    mu = settings.schedule("momentum");
    tau = settings.schedule("dampening");
    nesterov = settings.flag("nesterov");
    momentum =
        mu.staysWithin(0, 0) ? List.of() : parameters.stream().map(Around::zerosLike).toList();
  }

  static Matrix zerosLike(Parameter p) {
    return Matrix.zeros(p.value().rows(), p.value().cols());
  }

  static List<Setting> settings() {
    List<Setting> all = new ArrayList<>();
    all.addAll(
        List.of(
            new Setting("momentum", Real.WEIGHT, "0", "momentum μ on the direction", "off"),
            new Setting("dampening", Real.WEIGHT, "0", "dampening τ of the momentum", "off"),
            new Setting(
                "nesterov", new Flag(), "false", "Nesterov's form of the momentum", "off")));
    all.addAll(Clipping.settings());
    return all;
  }

  /** Computes gradients and clips them; the clock is at the update afterwards. */
  double gradient(Objective objective, Phases phases, long t) {
    phases.start();
    double loss = objective.gradient();
    phases.enter(Phases.Phase.UPDATE);
    if (!Double.isFinite(loss)) {
      throw new DivergedException("step " + t + ": the loss is " + loss);
    }
    for (int i = 0; i < parameters.size(); i++) {
      Parameter p = parameters.get(i);
      if (!p.gradient().isFinite()) {
        throw new DivergedException(
            "step " + t + ": the gradient of " + p.name() + " has an entry that is not finite");
      }
    }
    clipping.apply(parameters, t);
    return loss;
  }

  /** Whether the method's own lengths may be changed. */
  boolean changesLengths() {
    return lengths.areSet();
  }

  /** Changes the lengths of the directions, in place. */
  void changeLengths(long t, double eta, List<Matrix> D) {
    if (lengths.areSet()) {
      lengths.apply(t, eta, D);
    }
  }

  /** The direction with momentum; D is overwritten. */
  Matrix withMomentum(int i, Matrix D, long t) {
    if (momentum.isEmpty()) {
      return D;
    }
    past = mu.at(t);
    fresh = 1 - tau.at(t);
    Entries.each(momentum.get(i), D, average);
    return nesterov ? D.timesInPlace(fresh).plusInPlace(past, momentum.get(i)) : momentum.get(i);
  }

  private void average(double[] m, double[] d, int n) {
    double one = past;
    double two = fresh;
    for (int k = 0; k < n; k++) {
      m[k] = one * m[k] + two * d[k];
    }
  }

  void state(StateVisitor visitor) {
    lengths.state(visitor);
    for (int i = 0; i < momentum.size(); i++) {
      visitor.matrix(parameters.get(i).name() + "/momentum", momentum.get(i));
    }
  }
}
