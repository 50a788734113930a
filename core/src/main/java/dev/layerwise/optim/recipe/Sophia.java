package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A clipped Newton step by entries. */
record Sophia() implements Recipe {
  @Override
  public String name() {
    return "sophia";
  }

  @Override
  public String title() {
    return "Sophia";
  }

  @Override
  public String summary() {
    return "Momentum divided by the diagonal of the Gauss-Newton matrix from sampled labels,"
        + " clipped to ±1.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "m ← β₁ m + (1 − β₁) G",
        "h ← β₂ h + (1 − β₂) n ĝ∘ĝ every k steps, ĝ the mean gradient for labels ŷ ~ p(y | f)",
        "W₊ = W − η clip(m / max(γ h, ε), 1) − η ω W");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy("I, I", "diagonal of the Gauss-Newton matrix, by sampled labels", "−1");
  }

  @Override
  public List<Setting> settings() {
    String paper = "Liu et al. 2023";
    List<Setting> all = new ArrayList<>(Descent.settings("0.001", "a trial on Fashion-MNIST"));
    all.add(new Setting("beta1", Setting.Real.WEIGHT, "0.96", "weight β₁ of the past in m", paper));
    all.add(new Setting("beta2", Setting.Real.WEIGHT, "0.99", "weight β₂ of the past in h", paper));
    all.add(new Setting("gamma", Setting.Real.NON_NEGATIVE, "0.05", "γ, the scale of h", paper));
    all.add(
        new Setting("epsilon", Setting.Real.NON_NEGATIVE, "1e-12", "ε, the least divisor", paper));
    all.add(
        new Setting(
            "update-every", new Setting.Whole(1), "10", "steps k between estimates of h", paper));
    return List.copyOf(all);
  }

  @Override
  public String source() {
    return "Liu, Li, Hall, Liang and Ma 2023 (arXiv:2305.14342), algorithms 2 and 3";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "gauss-newton", "the diagonal from gradients of single examples, unclipped",
        "adam", "divides by the root of the mean of squared gradients");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    double backward = 2 * Flops.backward(layer, 1);
    return new Cost(
        backward / settings.whole("update-every"),
        0,
        8 * layer.weights(),
        48 * layer.weights(),
        2 * layer.weights());
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    return new Descent(
        target.parameters(),
        new dev.layerwise.optim.natural.Sophia(
            target.parameters(),
            new dev.layerwise.optim.natural.Sophia.Decays(
                settings.schedule("beta1"), settings.schedule("beta2")),
            settings.schedule("gamma"),
            settings.schedule("epsilon"),
            settings.whole("update-every")),
        settings);
  }
}
