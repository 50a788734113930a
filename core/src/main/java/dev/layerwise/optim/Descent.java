package dev.layerwise.optim;

import dev.layerwise.linalg.Entries;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Setting.Choice;
import dev.layerwise.optim.Setting.Flag;
import dev.layerwise.optim.Setting.Real;
import java.util.List;
import java.util.function.ObjDoubleConsumer;

/**
 * Descent along the direction of a method, with the parts that compose with any:
 *
 * <pre>
 * G ← clip(G) + ω W                    clipping; weight decay as an L2 penalty
 * D = P⁻¹ G Q⁻¹                        the method
 * M ← μ M + (1 − τ) D,  D ← M          momentum; with Nesterov D ← D + μ M
 * W ← W − η (D + ω W)                  weight decay, decoupled
 * </pre>
 *
 * <p>The first step sets M = D. Source: PyTorch's SGD; Loshchilov and Hutter 2019.
 */
public final class Descent implements Optimizer {
  private final List<Parameter> parameters;
  private final Direction direction;
  private final Schedule eta;
  private final Schedule mu;
  private final Schedule dampening;
  private final boolean nesterov;
  private final Schedule decay;
  private final boolean decoupled;
  private final double clipValue;
  private final double clipNorm;
  private final List<Matrix> momentum;
  private final Phases phases = new Phases();
  private final Step step = new Step(phases);
  private long t;

  /**
   * Starts.
   *
   * @param parameters what is trained
   * @param direction the method, started on them
   * @param settings values of {@link #settings}, among others
   */
  public Descent(List<Parameter> parameters, Direction direction, Settings settings) {
    this.parameters = List.copyOf(parameters);
    this.direction = direction;
    eta = settings.schedule("lr");
    mu = settings.schedule("momentum");
    dampening = settings.schedule("dampening");
    nesterov = settings.flag("nesterov");
    decay = settings.schedule("weight-decay");
    decoupled = settings.text("decay").equals("decoupled");
    clipValue = settings.number("clip-value");
    clipNorm = settings.number("clip-norm");
    boolean remembers = !settings.text("momentum").equals("0");
    momentum =
        remembers
            ? parameters.stream()
                .map(p -> Matrix.zeros(p.value().rows(), p.value().cols()))
                .toList()
            : List.of();
  }

  /**
   * The settings of the parts around a method.
   *
   * @param lr the default learning rate
   * @param lrSource where it comes from
   */
  public static List<Setting> settings(String lr, String lrSource) {
    return List.of(
        new Setting("lr", Real.NON_NEGATIVE, lr, "learning rate η", lrSource),
        new Setting("momentum", Real.WEIGHT, "0", "momentum μ", "off"),
        new Setting("dampening", Real.WEIGHT, "0", "dampening τ of the momentum", "PyTorch"),
        new Setting("nesterov", new Flag(), "false", "Nesterov's form of the momentum", "PyTorch"),
        new Setting("weight-decay", Real.NON_NEGATIVE, "0", "weight decay ω", "off"),
        new Setting(
            "decay",
            new Choice(List.of("decoupled", "l2")),
            "decoupled",
            "weight decay beside the method, or in the gradient",
            "Loshchilov and Hutter 2019"),
        new Setting(
            "clip-value",
            Real.NON_NEGATIVE,
            "0",
            "bound on each entry of the gradient, 0: none",
            "off"),
        new Setting(
            "clip-norm",
            Real.NON_NEGATIVE,
            "0",
            "bound on the norm of the whole gradient, 0: none",
            "off"));
  }

  @Override
  public double step(Objective objective) {
    phases.start();
    double loss = objective.gradient();
    phases.enter(Phases.Phase.UPDATE);
    if (!Double.isFinite(loss)) {
      throw new DivergedException("step " + (t + 1) + ": the loss is " + loss);
    }
    t++;
    clip();
    double omega = decay.at(t);
    if (omega != 0 && !decoupled) {
      parameters.forEach(p -> p.gradient().plusInPlace(omega, p.value()));
    }
    direction.update(step.at(t, objective, loss));
    double rate = eta.at(t);
    for (int i = 0; i < parameters.size(); i++) {
      Matrix W = parameters.get(i).value();
      Matrix D = withMomentum(i, direction.of(i));
      if (omega != 0 && decoupled) {
        W.timesInPlace(1 - rate * omega);
      }
      W.plusInPlace(-rate, D); // W ← W − η D
    }
    direction.moved(step);
    phases.stop();
    return loss;
  }

  private void clip() {
    if (clipValue > 0) {
      for (Parameter p : parameters) {
        p.gradient().mapInPlace(g -> Math.clamp(g, -clipValue, clipValue));
      }
    }
    if (clipNorm > 0) {
      double sum = 0;
      for (Parameter p : parameters) {
        double norm = p.gradient().frobeniusNorm();
        sum += norm * norm;
      }
      double scale = clipNorm / Math.sqrt(sum);
      if (scale < 1) {
        parameters.forEach(p -> p.gradient().timesInPlace(scale));
      }
    }
  }

  private Matrix withMomentum(int i, Matrix D) {
    if (momentum.isEmpty()) {
      return D;
    }
    Matrix M = momentum.get(i);
    double past = t == 1 ? 0 : mu.at(t);
    double fresh = t == 1 ? 1 : 1 - dampening.at(t);
    Entries.each(
        M,
        D,
        (m, d, n) -> {
          for (int k = 0; k < n; k++) {
            m[k] = past * m[k] + fresh * d[k];
          }
        });
    return nesterov ? D.plusInPlace(mu.at(t), M) : M;
  }

  @Override
  public void state(StateVisitor visitor) {
    t = visitor.whole("t", t);
    for (int i = 0; i < momentum.size(); i++) {
      visitor.matrix(parameters.get(i).name() + "/momentum", momentum.get(i));
    }
    direction.state(visitor);
  }

  @Override
  public Phases phases() {
    return phases;
  }

  @Override
  public void report(ObjDoubleConsumer<String> reader) {
    reader.accept("learning rate", eta.at(t));
  }
}
