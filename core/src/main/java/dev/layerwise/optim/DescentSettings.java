package dev.layerwise.optim;

import dev.layerwise.optim.Setting.Choice;
import dev.layerwise.optim.Setting.Flag;
import dev.layerwise.optim.Setting.Real;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The settings of {@link Descent}, and what they cost. */
final class DescentSettings {
  private static final Set<String> MOMENTUM =
      Set.of("momentum", "dampening", "nesterov", "momentum-form");

  private DescentSettings() {}

  static List<Setting> all(String lr, String lrSource) {
    List<Setting> all = new ArrayList<>();
    all.addAll(
        List.of(
            new Setting("lr", Real.NON_NEGATIVE, lr, "learning rate η", lrSource),
            new Setting("momentum", Real.WEIGHT, "0", "momentum μ", "off"),
            new Setting("dampening", Real.WEIGHT, "0", "dampening τ of the momentum", "PyTorch"),
            new Setting(
                "nesterov", new Flag(), "false", "Nesterov's form of the momentum", "PyTorch"),
            new Setting(
                "momentum-form",
                new Choice(List.of("pytorch", "shampoo", "step")),
                "pytorch",
                "whether momentum starts with the first direction, with zero, or holds whole steps",
                "PyTorch; Distributed Shampoo; kfac-jax"),
            new Setting("weight-decay", Real.NON_NEGATIVE, "0", "weight decay ω", "off"),
            new Setting(
                "decay",
                new Choice(List.of("decoupled", "l2", "direction", "after")),
                "decoupled",
                "where weight decay stands: in the move, in the gradient, in the direction before"
                    + " momentum, or after the move",
                "Loshchilov and Hutter, arXiv:1711.05101")));
    all.addAll(Clipping.settings());
    all.addAll(Lengths.settings());
    all.addAll(
        List.of(
            new Setting("maximize", new Flag(), "false", "whether to ascend", "PyTorch"),
            new Setting(
                "diagnostics",
                new Flag(),
                "false",
                "whether to report gradient norm, update norm, effective learning rate and"
                    + " alignment",
                "off")));
    return List.copyOf(all);
  }

  static List<Setting> withoutMomentum(String lr, String lrSource) {
    return all(lr, lrSource).stream()
        .filter(setting -> !MOMENTUM.contains(setting.name()))
        .toList();
  }

  static Cost cost(Cost.LayerSize layer, Settings settings) {
    double flops = 0;
    double numbers = 0;
    double touched = 1; // the gradient is read once, to see whether it is finite
    if (settings.has("dampening") && !settings.schedule("momentum").staysWithin(0, 0)) {
      flops += 4;
      numbers += 1;
      touched += 2;
    }
    if (!settings.schedule("weight-decay").staysWithin(0, 0)) {
      flops += 2;
      touched += settings.text("decay").equals("l2") ? 3 : 0;
    }
    if (!settings.schedule("clip-kl").staysWithin(0, 0)) {
      numbers += 1; // the gradient, which directions may overwrite
      touched += 2;
    }
    double weights = layer.weights();
    return new Cost(0, 0, flops * weights, 8 * touched * weights, numbers * weights)
        .plus(Clipping.cost(layer, settings))
        .plus(Lengths.cost(layer, settings));
  }
}
