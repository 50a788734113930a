package dev.layerwise.optim;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Setting.Choice;
import dev.layerwise.optim.Setting.Real;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long directions are: grafting, and then KL clipping, for optimizers with an order of things
 * of their own; {@link Descent} does the same.
 *
 * <pre>
 * D ← D ‖D′‖/‖D‖                       grafting, for each parameter
 * D ← D min(1, √(c/(η² Σ⟨D, G⟩)))      KL clipping, over all parameters
 * </pre>
 *
 * <p>Source: Agarwal et al., arXiv:2002.11803; Ba, Grosse and Martens 2017.
 */
public final class Lengths {
  private final List<Parameter> parameters;
  private final Optional<Grafting> grafting;
  private final Schedule bound;
  private final boolean bounds;
  private final Step step = new Step(new Phases());

  /**
   * Starts.
   *
   * @param parameters whose directions they are
   * @param settings values of {@link #settings} or of {@link #ofClipping}, among others
   */
  public Lengths(List<Parameter> parameters, Settings settings) {
    this.parameters = List.copyOf(parameters);
    boolean grafts = settings.has("graft-eps") && !settings.text("graft").equals("none");
    grafting = grafts ? Optional.of(new Grafting(this.parameters, settings)) : Optional.empty();
    bound = settings.schedule("clip-kl");
    bounds = !bound.staysWithin(0, 0);
  }

  /** The settings of KL clipping and grafting. */
  public static List<Setting> settings() {
    List<Setting> all = new ArrayList<>(ofClipping());
    all.addAll(
        List.of(
            new Setting(
                "graft",
                new Choice(List.of("none", "sgd", "adagrad", "rmsprop", "adam")),
                "none",
                "whose length each parameter's direction takes",
                "off"),
            new Setting(
                "graft-beta1", Real.WEIGHT, "0.9", "β₁ of grafting from Adam", "Adam's default"),
            new Setting(
                "graft-beta2",
                Real.WEIGHT,
                "0.999",
                "β₂ of grafting from RMSProp and Adam",
                "Adam's default"),
            new Setting(
                "graft-eps",
                Real.NON_NEGATIVE,
                "1e-10",
                "ε of grafting from AdaGrad, RMSProp and Adam",
                "Distributed Shampoo")));
    return List.copyOf(all);
  }

  /** The setting of KL clipping alone, {@code clip-kl}. */
  public static List<Setting> ofClipping() {
    return List.of(
        new Setting(
            "clip-kl",
            Real.NON_NEGATIVE,
            "0",
            "bound c on η² Σ⟨D, G⟩, to which the direction is scaled, 0: none",
            "off"));
  }

  /**
   * What they cost in a step.
   *
   * @param layer a layer's sizes
   * @param settings values of {@link #settings} or of {@link #ofClipping}, among others
   */
  public static Cost cost(Cost.LayerSize layer, Settings settings) {
    double flops = 0;
    double numbers = 0;
    double touched = 0;
    if (!settings.schedule("clip-kl").staysWithin(0, 0)) {
      flops += 2;
      touched += 2;
    }
    switch (settings.has("graft-eps") ? settings.text("graft") : "none") {
      case "none" -> {}
      case "sgd" -> {
        flops += 4;
        touched += 2;
      }
      default -> {
        boolean adam = settings.text("graft").equals("adam");
        flops += adam ? 16 : 12;
        numbers += adam ? 3 : 2;
        touched += adam ? 10 : 8;
      }
    }
    double weights = layer.weights();
    return new Cost(0, 0, flops * weights, Double.BYTES * touched * weights, numbers * weights);
  }

  /** Whether {@link #apply} may change anything. */
  public boolean areSet() {
    return bounds || grafting.isPresent();
  }

  /**
   * Scales the directions, in place.
   *
   * @param t the step, from 1, whose gradients are in the parameters
   * @param eta η
   * @param D the directions, in the order of the parameters
   */
  public void apply(long t, double eta, List<Matrix> D) {
    if (grafting.isPresent()) {
      grafting.get().update(step.at(t));
      for (int i = 0; i < D.size(); i++) {
        D.get(i).timesInPlace(grafting.get().scale(i, D.get(i))); // D ← D ‖D′‖/‖D‖
      }
    }
    double c = bound.at(t);
    if (c > 0) {
      double product = 0;
      for (int i = 0; i < D.size(); i++) {
        product += D.get(i).dot(parameters.get(i).gradient());
      }
      double factor = factor(c, eta, product);
      if (factor < 1) {
        for (int i = 0; i < D.size(); i++) {
          D.get(i).timesInPlace(factor);
        }
      }
    }
  }

  /** {@code min(1, √(c/(η² |Σ⟨D, G⟩|)))}. */
  static double factor(double c, double eta, double product) {
    return Math.min(1, Math.sqrt(c / (eta * eta * Math.abs(product))));
  }

  /** Shows what grafting remembers. */
  public void state(StateVisitor visitor) {
    grafting.ifPresent(grafted -> grafted.state(visitor));
  }
}
