package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.local.RightFactor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The right factor alone. */
record Foof() implements Recipe {
  @Override
  public String name() {
    return "foof";
  }

  @Override
  public String title() {
    return "FOOF";
  }

  @Override
  public String summary() {
    return "K-FAC's right factor alone: gradient descent on the neurons' inputs, with no"
        + " backward pass of its own.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "W₊ = W − η G (Q + λ I)⁻¹, Q ← ρ Q + (1 − ρ) E[a aᵀ]",
        "   = W − ΔW, ΔW = argmin E‖ΔW a − η g‖² + λ ‖ΔW‖² (convention=ridge)",
        "with the penalty λ/2 ‖ΔW‖² instead: (Q + λ/2 I)⁻¹ (convention=half)");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy("I, eigenvectors of E[a aᵀ]", "the right spectrum alone", "−1");
  }

  @Override
  public List<Setting> settings() {
    List<Setting> all = new ArrayList<>(Descent.settings("0.05", "a trial on Fashion-MNIST"));
    all.add(
        new Setting(
            "damping",
            Setting.Real.NON_NEGATIVE,
            "0.01",
            "λ, added to Q as the convention says",
            "a trial on Fashion-MNIST"));
    all.add(
        new Setting(
            "convention",
            new Setting.Choice(List.of("ridge", "half")),
            "ridge",
            "whether λ or λ/2 is added: the formula and the objective of Concurrence App. D differ",
            "Benzing 2022"));
    all.add(
        new Setting(
            "ema", Setting.Real.WEIGHT, "0.95", "weight ρ of the past in Q", "Benzing 2022"));
    all.add(
        new Setting(
            "update-every", new Setting.Whole(1), "1", "steps between updates of Q", "kfac-jax"));
    all.add(
        new Setting(
            "refresh-every", new Setting.Whole(1), "10", "steps between inverses", "kfac-pytorch"));
    return List.copyOf(all);
  }

  @Override
  public String source() {
    return "Benzing 2022 (arXiv:2201.12250); Concurrence App. D";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "kfac", "the left factor too",
        "locoprop", "the same factor from a proximal problem, of the batch alone",
        "dfw", "undamped, of the batch alone");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    double dIn = layer.dIn();
    return new Cost(
        Flops.gram(layer.batch(), dIn) / settings.whole("update-every"),
        Flops.inverse(dIn) / settings.whole("refresh-every"),
        Flops.product(layer.dOut(), dIn, dIn),
        24 * layer.weights(),
        2 * dIn * dIn);
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    double share = settings.text("convention").equals("half") ? 0.5 : 1;
    return new Descent(
        target.parameters(),
        new RightFactor(
            title(),
            target,
            new RightFactor.Damping(settings.schedule("damping"), share, /* relative= */ false),
            settings.whole("update-every"),
            settings.whole("refresh-every"),
            settings.schedule("ema")),
        settings);
  }
}
