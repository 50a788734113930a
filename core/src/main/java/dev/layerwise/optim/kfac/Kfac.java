package dev.layerwise.optim.kfac;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Clipping;
import dev.layerwise.optim.DivergedException;
import dev.layerwise.optim.Lengths;
import dev.layerwise.optim.NetworkObjective;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Phases;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.random.Rng;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.ObjDoubleConsumer;

/**
 * K-FAC's step, as kfac-jax performs it:
 *
 * <pre>
 * ∇ ← clip(∇) + l₂ W                         clipping; weight decay as an L2 penalty
 * V = (C + Λ I)⁻¹ ∇,  Λ = l₂ + λ             C by the chosen approximation, means running with ρ
 * V ← V ‖V′‖/‖V‖                             grafting, for each parameter
 * V ← V min(1, √(c / (η² ⟨V, ∇⟩)))           KL clipping, kfac-jax's norm constraint
 * Δ = w₀ V + w₁ v                            w = (−η, μ), or what minimises the quadratic model
 * W ← W (1 + w₀ ω)                           weight decay, decoupled
 * W ← W + Δ,  v ← Δ                          the momentum is the whole last step
 *     or v ← Δ,  W ← W + w₀ V + w₁ Δ         with Nesterov
 * r = (L(W₊) − L(W)) / q(W₊ − W)             λ shrinks where r &gt; ¾ and grows where r &lt; ¼
 * </pre>
 *
 * <p>Curvature is that of the loss as it is: clipping changes the gradient alone. Source: Martens
 * and Grosse 2015 §7; kfac-jax for the order.
 */
public final class Kfac implements Optimizer {
  private final List<Parameter> parameters;
  private final NetworkCurvature curvature;
  private final KfacSchedule plan;
  private final QuadraticModel model;
  private final Clipping clipping;
  private final Lengths lengths;
  private final List<Matrix> directions;
  private final ParameterVector gradient;
  private final ParameterVector V;
  private final ParameterVector v;
  private final double[] w = new double[2];
  private final double[] taken = new double[2];
  private final Entries.Loop3 move = this::move;
  private final Entries.Loop3 lookAhead = this::lookAhead;
  private final Phases phases = new Phases();
  private long k;
  private double lambda;
  private double ratio = Double.NaN;
  private double modelChange = Double.NaN;
  private double l2;

  /**
   * Starts.
   *
   * @param target what is trained
   * @param settings values of {@link KfacSettings#all}
   */
  public Kfac(Recipe.Target target, Settings settings) {
    this(target, settings, Curvatures.of(target, settings));
  }

  /**
   * Starts with block-tridiagonal curvature.
   *
   * @param target what is trained
   * @param settings values of {@link KfacSettings#tridiagonal}
   */
  public static Kfac tridiagonal(Recipe.Target target, Settings settings) {
    return new Kfac(target, settings, Curvatures.tridiagonal(target, settings));
  }

  Kfac(Recipe.Target target, Settings settings, NetworkCurvature curvature) {
    this.parameters = target.parameters();
    this.curvature = curvature;
    plan = new KfacSchedule(settings);
    model = new QuadraticModel();
    clipping = new Clipping(settings);
    lengths = new Lengths(parameters, settings);
    gradient = ParameterVector.gradients(parameters);
    V = ParameterVector.zeros(parameters);
    v = ParameterVector.zeros(parameters);
    directions = parameters.stream().map(V::of).toList();
    lambda = plan.damping.at(1);
  }

  @Override
  public double step(Objective objective) {
    NetworkObjective batch = NetworkObjective.behind(objective, "K-FAC");
    phases.start();
    if (k == 0 && plan.burnIn > 0) {
      requireOwnGradient(objective);
      burnIn(batch);
    }
    long t = k + 1;
    boolean own = gradientIsOwn(objective, t) && curvature.knowsGradient(batch);
    double loss = own ? batch.loss() : objective.gradient();
    if (!Double.isFinite(loss)) {
      throw new DivergedException("step " + t + ": the loss is " + loss);
    }
    if (!plan.adaptiveDamping) {
      lambda = plan.damping.at(t);
    }
    l2 = plan.penalty(t);
    double bigLambda = l2 + plan.preconditionerDamping(lambda, t);
    phases.enter(Phases.Phase.STATISTICS);
    if (k % plan.curvatureInterval == 0) {
      curvature.update(batch, plan.ema.at(t), batch.labels(t));
    }
    phases.enter(Phases.Phase.DECOMPOSITION);
    if (k % plan.inverseInterval == 0) {
      curvature.refresh(bigLambda);
    }
    phases.enter(Phases.Phase.UPDATE);
    clipping.apply(parameters, t);
    double penalty = addPenalty();
    if (own) {
      curvature.applyToOwn(bigLambda, batch, V);
    } else {
      curvature.apply(bigLambda, gradient, V);
    }
    lengths.apply(t, plan.lr.at(t), directions);
    boolean adapts = plan.adaptiveDamping && (k + 1) % plan.dampingInterval == 0;
    chooseCoefficients(batch, t, adapts);
    decayWeights(t);
    Entries.Loop3 loop = plan.nesterov ? lookAhead : move;
    for (int i = 0; i < parameters.size(); i++) {
      Parameter p = parameters.get(i);
      Entries.each(v.of(p), V.of(p), p.value(), loop);
    }
    if (adapts) {
      adaptDamping(batch, t, loss + penalty);
    }
    k++;
    phases.stop();
    return loss;
  }

  /** Whether a step neither changes the gradient nor reads it beside the curvature. */
  private boolean gradientIsOwn(Objective objective, long t) {
    return objective instanceof NetworkObjective // a group's gradient may be clipped with others
        && plan.leavesGradientAlone(t)
        && !clipping.clips(t)
        && !lengths.areSet();
  }

  /** Running means of further batches, which all count the same; the parameters stay. */
  private void burnIn(NetworkObjective batch) {
    Rng labels = batch.labels(0);
    long[] count = new long[1];
    batch.visitFurther(
        plan.burnIn,
        further -> {
          further.gradient();
          curvature.update(further, 1, labels.stream("burn-in", count[0]++));
        });
  }

  private void requireOwnGradient(Objective objective) {
    if (!(objective instanceof NetworkObjective)) {
      throw new IllegalArgumentException(
          "burn-in="
              + plan.burnIn
              + ": parameter groups share one gradient a step, which further batches would"
              + " overwrite; want burn-in=0 in a group");
    }
  }

  /** Adds l₂ W to the gradient; returns ½ l₂ ‖W‖². */
  private double addPenalty() {
    if (l2 == 0) {
      return 0;
    }
    for (int i = 0; i < parameters.size(); i++) {
      Parameter p = parameters.get(i);
      p.gradient().plusInPlace(l2, p.value());
    }
    return penalty();
  }

  private double penalty() {
    double sum = 0;
    for (int i = 0; i < parameters.size(); i++) {
      Parameter p = parameters.get(i);
      sum += l2 == 0 ? 0 : p.value().dot(p.value());
    }
    return 0.5 * l2 * sum;
  }

  private void chooseCoefficients(NetworkObjective batch, long t, boolean adapts) {
    ratio = Double.NaN;
    modelChange = Double.NaN;
    w[0] = -plan.lr.at(t);
    w[1] = plan.momentum.at(t);
    boolean free = plan.adaptiveLr || plan.adaptiveMomentum;
    if (free || (adapts && plan.exactModel)) {
      model.set(batch, gradient, V, v, l2, lambda);
      model.solve(
          plan.adaptiveLr ? Optional.empty() : Optional.of(w[0]),
          plan.adaptiveMomentum ? Optional.empty() : Optional.of(w[1]),
          w);
      taken[0] = plan.nesterov ? w[0] * (1 + w[1]) : w[0];
      taken[1] = plan.nesterov ? w[1] * w[1] : w[1];
      modelChange = model.change(taken, plan.includeDamping);
    }
  }

  private void move(double[] last, double[] fresh, double[] W, int n) {
    double a = w[0];
    double m = w[1];
    for (int i = 0; i < n; i++) {
      double delta = a * fresh[i] + m * last[i];
      last[i] = delta; // v ← Δ
      W[i] += delta; // W ← W + Δ
    }
  }

  /** Leaves the change of W in the fresh direction's place. */
  private void lookAhead(double[] last, double[] fresh, double[] W, int n) {
    double a = w[0];
    double m = w[1];
    for (int i = 0; i < n; i++) {
      double delta = a * fresh[i] + m * last[i];
      last[i] = delta; // v ← Δ
      fresh[i] = a * fresh[i] + m * delta;
      W[i] += fresh[i]; // W ← W + w₀ V + w₁ Δ
    }
  }

  private void decayWeights(long t) {
    double omega = plan.decay(t);
    if (omega != 0) {
      for (int i = 0; i < parameters.size(); i++) {
        Parameter p = parameters.get(i);
        p.value().timesInPlace(1 + w[0] * omega);
      }
    }
  }

  private void adaptDamping(NetworkObjective batch, long t, double before) {
    if (Double.isNaN(modelChange)) {
      ParameterVector delta = plan.nesterov ? V : v;
      double identity = l2 + (plan.includeDamping ? lambda : 0);
      double squares = identity == 0 ? 0 : identity * delta.dot(delta);
      modelChange = 0.5 * (curvature.quadratic(delta) + squares) + gradient.dot(delta);
    }
    phases.enter(Phases.Phase.FORWARD_BACKWARD);
    double after = batch.loss() + penalty();
    phases.enter(Phases.Phase.UPDATE);
    ratio = (after - before) / modelChange;
    lambda = plan.adaptation(t).next(lambda, ratio);
  }

  @Override
  public void state(StateVisitor visitor) {
    k = visitor.whole("k", k);
    lambda = visitor.number("damping", lambda);
    for (Parameter p : parameters) {
      visitor.matrix(p.name() + "/momentum", v.of(p));
    }
    lengths.state(visitor);
    curvature.state(visitor);
  }

  @Override
  public Phases phases() {
    return phases;
  }

  @Override
  public void report(ObjDoubleConsumer<String> reader) {
    reader.accept("learning rate", -w[0]);
    reader.accept("momentum", w[1]);
    reader.accept("damping", lambda);
    reader.accept("failed decompositions", (double) curvature.failed());
    if (!Double.isNaN(modelChange)) {
      reader.accept("quadratic model change", modelChange);
    }
    if (!Double.isNaN(ratio)) {
      reader.accept("reduction ratio", ratio);
    }
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    curvature.spectra(reader);
  }
}
