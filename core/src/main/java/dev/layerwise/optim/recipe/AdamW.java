package dev.layerwise.optim.recipe;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.PerParameter;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.List;
import java.util.Map;

/** Adam with weight decay beside it. */
record AdamW() implements GradientOnly {
  @Override
  public Page page() {
    return new Page(
        "adamw",
        "AdamW",
        "Adam with weight decay that does not pass through its two means.",
        List.of(
            "m ← β₁ m + (1 − β₁) G",
            "v ← β₂ v + (1 − β₂) G²",
            "W₊ = (1 − η ω) W − η m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)"),
        new Anatomy("I, I", "running mean of squared batch gradients", "−½"),
        "Loshchilov and Hutter, arXiv:1711.05101; PyTorch's AdamW for the decay with η ω",
        Map.of(
            "adam", "takes weight decay as an L2 penalty in the gradient",
            "lion", "keeps one mean and takes a sign"));
  }

  @Override
  public List<Setting> settings() {
    return AdamSettings.all("PyTorch's AdamW", false, "0.01", "decoupled");
  }

  @Override
  public PerParameter.Part part(Parameter parameter, Settings settings) {
    return AdamSettings.part(parameter, settings);
  }

  @Override
  public PerWeight perWeight(Settings settings) {
    return AdamSettings.perWeight(settings);
  }
}
