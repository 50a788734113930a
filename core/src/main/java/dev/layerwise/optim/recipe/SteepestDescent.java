package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.Direction;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.form.FisherSettings;
import dev.layerwise.optim.norm.KroneckerSteepest;
import dev.layerwise.optim.norm.ModularNorm;
import dev.layerwise.optim.norm.SteepestDirection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Steepest descent in a chosen norm of the weight matrix. */
record SteepestDescent() implements Recipe {
  @Override
  public String name() {
    return "steepest";
  }

  @Override
  public String title() {
    return "Steepest descent";
  }

  @Override
  public String summary() {
    return "The direction that is steepest in a chosen norm of the weights: Frobenius, spectral,"
        + " largest entry, or Kronecker.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "W₊ = W − η D, D = argmax ⟨G, M⟩ over ‖M‖ ≤ 1, times ‖G‖† with dual-scaling",
        "frobenius: D = G/‖G‖;  spectral: D = U Vᵀ of G = U S Vᵀ;  sign: D = sign G",
        "kronecker, ‖P^½ M Q^½‖_F: D = P⁻¹ G Q⁻¹/√⟨G, P⁻¹ G Q⁻¹⟩,"
            + " P = E[g gᵀ] + λ I, Q = E[a aᵀ] + λ I");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy("polar factor, entries, or those of P and Q", "of the norm", "");
  }

  @Override
  public List<Setting> settings() {
    List<Setting> all = new ArrayList<>(Descent.settings("0.02", "Muon's, for the spectral norm"));
    all.add(
        new Setting(
            "norm",
            new Setting.Choice(List.of("spectral", "frobenius", "sign", "kronecker")),
            "spectral",
            "the norm ‖M‖",
            "Bernstein and Newhouse 2024"));
    all.add(
        new Setting(
            "dual-scaling",
            new Setting.Flag(),
            "false",
            "whether the direction has length ‖G‖†, which solves min ⟨G, M⟩ + ‖M‖²/(2η)",
            "Concurrence Def. D.1; off, as in Muon and signSGD"));
    all.add(
        new Setting(
            "damping",
            Setting.Real.NON_NEGATIVE,
            "0.01",
            "λ, added to both factors of the Kronecker norm",
            "a trial on Fashion-MNIST"));
    all.add(
        new Setting(
            "ema",
            Setting.Real.WEIGHT,
            "0.95",
            "weight ρ of the past in the factors",
            "Martens and Grosse 2015"));
    all.add(
        new Setting(
            "refresh-every", new Setting.Whole(1), "10", "steps between inverses", "kfac-pytorch"));
    all.addAll(FisherSettings.settings("sampled", "Martens and Grosse 2015"));
    return List.copyOf(all);
  }

  @Override
  public String source() {
    return "Bernstein and Newhouse 2024 (arXiv:2409.20325); Concurrence App. D.3, with the"
        + " Kronecker norm corrected";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "sgd", "the Frobenius norm with dual-scaling",
        "kfac", "the Kronecker norm with dual-scaling, and better damping");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    double interval = settings.whole("refresh-every");
    double dOut = layer.dOut();
    double dIn = layer.dIn();
    return switch (settings.text("norm")) {
      case "kronecker" ->
          new Cost(
              Flops.gram(layer.batch(), dIn)
                  + Flops.gram(layer.batch(), dOut)
                  + Flops.backward(layer, 1),
              (Flops.inverse(dIn) + Flops.inverse(dOut)) / interval,
              Flops.sandwich(layer),
              32 * layer.weights(),
              2 * (dIn * dIn + dOut * dOut));
      case "spectral" ->
          new Cost(
              0,
              Flops.svd(dOut, dIn),
              Flops.product(dOut, Math.min(dOut, dIn), dIn),
              32 * layer.weights(),
              0);
      default -> new Cost(0, 0, 2 * layer.weights(), 24 * layer.weights(), 0);
    };
  }

  @Override
  public boolean needsNetwork() {
    return false;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    ModularNorm norm = ModularNorm.valueOf(settings.text("norm").toUpperCase(Locale.ROOT));
    boolean dual = settings.flag("dual-scaling");
    Direction direction =
        norm == ModularNorm.KRONECKER
            ? new KroneckerSteepest(
                target,
                FisherSettings.of(settings),
                settings.schedule("damping"),
                settings.whole("refresh-every"),
                settings.schedule("ema"),
                dual)
            : new SteepestDirection(target.parameters(), norm, dual);
    return new Descent(target.parameters(), direction, settings);
  }
}
