package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.ObjDoubleConsumer;

/**
 * Descent along the direction of a method, with the parts that compose with any:
 *
 * <pre>
 * G ← clip(G) + ω W                    clipping; weight decay as an L2 penalty
 * D = P⁻¹ G Q⁻¹                        the method
 * D ← D ‖D′‖/‖D‖                       grafting, for each parameter
 * D ← D min(1, √(c/(η² Σ⟨D, G⟩)))      KL clipping, over all parameters
 * D ← D + ω W                          weight decay in the direction
 * M ← μ M + (1 − τ) D,  D ← M          momentum; with Nesterov D ← D + μ M
 * W ← W (1 − η ω) − η D                weight decay, decoupled
 * W ← W (1 − η ω)                      or decoupled, after the move
 * </pre>
 *
 * <p>Momentum has three forms. {@code pytorch} is the one above, where the first step sets M = D.
 * {@code shampoo} starts from M = 0, and Nesterov's D is (1 − τ) D + μ M. {@code step} has the
 * learning rate in it, M ← μ M + (1 − τ) η D and W ← W − M, or W − (1 − τ) η D − μ M with Nesterov.
 *
 * <p>Source: PyTorch's SGD; Loshchilov and Hutter, arXiv:1711.05101; Agarwal et al.,
 * arXiv:2002.11803; Ba, Grosse and Martens 2017 for the KL clip.
 */
public final class Descent implements Optimizer {
  private final List<Parameter> parameters;
  private final Direction direction;
  private final Schedule eta;
  private final Schedule mu;
  private final Schedule tau;
  private final Schedule omega;
  private final DecayForm decay;
  private final Clipping clipping;
  private final Schedule klClip;
  private final boolean maximize;
  private final Move move;
  private final Optional<Grafting> grafting;
  private final Optional<Diagnostics> diagnostics;
  private final List<Matrix> gradients;
  private final double[] scales;
  private final Phases phases = new Phases();
  private final Step step = new Step(phases);
  private long t;

  /** Where weight decay stands. */
  private enum DecayForm {
    DECOUPLED,
    L2,
    DIRECTION,
    AFTER
  }

  /**
   * Starts.
   *
   * @param parameters what is trained
   * @param direction the method, started on them
   * @param settings values of {@link #settings}, among others
   */
  public Descent(List<Parameter> parameters, Direction direction, Settings settings) {
    this(parameters, direction, settings, true);
  }

  private Descent(
      List<Parameter> parameters, Direction direction, Settings settings, boolean momentum) {
    this.parameters = List.copyOf(parameters);
    this.direction = direction;
    eta = settings.schedule("lr");
    mu = momentum ? settings.schedule("momentum") : Schedule.constant(0);
    tau = momentum ? settings.schedule("dampening") : Schedule.constant(0);
    omega = settings.schedule("weight-decay");
    decay =
        switch (settings.text("decay")) {
          case "l2" -> DecayForm.L2;
          case "direction" -> DecayForm.DIRECTION;
          case "after" -> DecayForm.AFTER;
          default -> DecayForm.DECOUPLED;
        };
    clipping = new Clipping(settings);
    klClip = settings.schedule("clip-kl");
    maximize = settings.flag("maximize");
    move =
        momentum
            ? new Move(
                this.parameters,
                momentumForm(settings.text("momentum-form")),
                settings.flag("nesterov"),
                !mu.staysWithin(0, 0))
            : new Move(this.parameters, Move.Form.PYTORCH, false, false);
    grafting =
        settings.text("graft").equals("none")
            ? Optional.empty()
            : Optional.of(new Grafting(this.parameters, settings));
    diagnostics =
        settings.flag("diagnostics")
            ? Optional.of(new Diagnostics(this.parameters))
            : Optional.empty();
    boolean compares = diagnostics.isPresent() || !klClip.staysWithin(0, 0);
    gradients = compares ? parameters.stream().map(p -> p.gradient().copy()).toList() : List.of();
    scales = new double[parameters.size()];
  }

  /**
   * Starts without momentum, for methods that have their own.
   *
   * @param parameters what is trained
   * @param direction the method, started on them
   * @param settings values of {@link #settingsWithoutMomentum}, among others
   */
  public static Descent withoutMomentum(
      List<Parameter> parameters, Direction direction, Settings settings) {
    return new Descent(parameters, direction, settings, false);
  }

  private static Move.Form momentumForm(String name) {
    return switch (name) {
      case "shampoo" -> Move.Form.SHAMPOO;
      case "step" -> Move.Form.STEP;
      default -> Move.Form.PYTORCH;
    };
  }

  /**
   * The settings of the parts around a method.
   *
   * @param lr the default learning rate
   * @param lrSource where it comes from
   */
  public static List<Setting> settings(String lr, String lrSource) {
    return DescentSettings.all(lr, lrSource);
  }

  /**
   * The same without those of momentum.
   *
   * @param lr the default learning rate
   * @param lrSource where it comes from
   */
  public static List<Setting> settingsWithoutMomentum(String lr, String lrSource) {
    return DescentSettings.withoutMomentum(lr, lrSource);
  }

  /**
   * What the parts around a method cost in a step, besides the move.
   *
   * @param layer a layer's sizes
   * @param settings the settings
   */
  public static Cost cost(Cost.LayerSize layer, Settings settings) {
    return DescentSettings.cost(layer, settings);
  }

  @Override
  public double step(Objective objective) {
    phases.start();
    t++;
    boolean changed = changesGradients();
    boolean reads = changed || readsGradients() || direction.readsGradients(objective);
    double loss = reads ? gradient(objective) : objective.loss();
    phases.enter(Phases.Phase.UPDATE);
    requireFinite(loss, reads);
    prepare();
    step.at(t, objective, loss).withOwnGradient(!changed).withGradients(reads);
    if (grafting.isPresent()) {
      grafting.get().update(step);
    }
    direction.update(step);
    double rate = eta.at(t);
    scale(rate);
    decay(rate);
    for (int i = 0; i < scales.length; i++) {
      move.apply(i, parameters.get(i).value(), direction.of(i), scales[i]);
    }
    direction.moved(step);
    if (diagnostics.isPresent()) {
      diagnostics.get().after();
    }
    phases.stop();
    return loss;
  }

  private double gradient(Objective objective) {
    return direction.readsLayers(objective) ? objective.gradient() : objective.gradientAlone();
  }

  /** Whether anything between the loss and the method changes the gradient. */
  private boolean changesGradients() {
    return maximize || clipping.clips(t) || (decay == DecayForm.L2 && omega.at(t) != 0);
  }

  /** Whether anything beside the method reads it. */
  private boolean readsGradients() {
    return grafting.isPresent() || diagnostics.isPresent() || !gradients.isEmpty();
  }

  private void requireFinite(double loss, boolean gradientsToo) {
    if (!Double.isFinite(loss)) {
      throw new DivergedException(
          "step " + t + ": the loss is " + loss + "; want a smaller learning rate or more damping");
    }
    for (int i = 0; gradientsToo && i < scales.length; i++) {
      if (!parameters.get(i).gradient().isFinite()) {
        throw new DivergedException(
            "step "
                + t
                + ": the gradient of "
                + parameters.get(i).name()
                + " has an entry that is not finite; want a smaller learning rate or more damping");
      }
    }
  }

  /** Sign, clipping, the L2 penalty, and copies for those who compare later. */
  private void prepare() {
    if (maximize) {
      for (int i = 0; i < scales.length; i++) {
        parameters.get(i).gradient().timesInPlace(-1);
      }
    }
    clipping.apply(parameters, t);
    double weight = omega.at(t);
    for (int i = 0; i < scales.length; i++) {
      Parameter p = parameters.get(i);
      if (weight != 0 && decay == DecayForm.L2) {
        p.gradient().plusInPlace(weight, p.value());
      }
      if (!gradients.isEmpty()) {
        gradients.get(i).setTo(p.gradient());
      }
    }
    if (diagnostics.isPresent()) {
      diagnostics.get().before();
    }
  }

  /** The factor of each parameter's direction: grafting, KL clipping. */
  private void scale(double rate) {
    double product = 0;
    for (int i = 0; i < scales.length; i++) {
      Matrix D = direction.of(i);
      scales[i] = grafting.isPresent() ? grafting.get().scale(i, D) : 1;
      if (!gradients.isEmpty()) {
        product += scales[i] * D.dot(gradients.get(i));
      }
    }
    double c = klClip.at(t);
    if (c > 0) {
      double all = Lengths.factor(c, rate, product);
      for (int i = 0; i < scales.length; i++) {
        scales[i] *= all;
      }
    }
    if (diagnostics.isPresent()) {
      for (int i = 0; i < scales.length; i++) {
        diagnostics.get().seen(gradients.get(i), direction.of(i), scales[i]);
      }
    }
  }

  private void decay(double rate) {
    double weight = omega.at(t);
    double kept = 1 - rate * weight;
    move.at(t, rate, mu.at(t), tau.at(t));
    move.decay(
        decay == DecayForm.DECOUPLED ? kept : 1,
        decay == DecayForm.AFTER ? kept : 1,
        decay == DecayForm.DIRECTION ? weight : 0);
  }

  @Override
  public void state(StateVisitor visitor) {
    t = visitor.whole("t", t);
    move.state(parameters, visitor);
    grafting.ifPresent(grafted -> grafted.state(visitor));
    direction.state(visitor);
  }

  @Override
  public Phases phases() {
    return phases;
  }

  @Override
  public void report(ObjDoubleConsumer<String> reader) {
    reader.accept("learning rate", eta.at(Math.max(1, t)));
    diagnostics.ifPresent(seen -> seen.report(reader));
    direction.report(reader);
  }

  @Override
  public void spectra(BiConsumer<String, double[]> reader) {
    direction.spectra(reader);
  }
}
