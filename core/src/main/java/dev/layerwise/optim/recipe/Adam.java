package dev.layerwise.optim.recipe;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.PerParameter;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.List;
import java.util.Map;

/** Adam. */
record Adam() implements GradientOnly {
  @Override
  public Page page() {
    return new Page(
        "adam",
        "Adam",
        "Divides a running mean of each entry by the root of its running second moment; the usual"
            + " first choice.",
        List.of(
            "m ← β₁ m + (1 − β₁) G",
            "v ← β₂ v + (1 − β₂) G²",
            "W₊ = W − η m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)"),
        new Anatomy("I, I", "running mean of squared batch gradients", "−½"),
        "Kingma and Ba, arXiv:1412.6980; PyTorch's Adam for weight decay in the gradient",
        Map.of(
            "adamw", "keeps weight decay out of the two means",
            "amsgrad", "divides by the greatest second moment so far",
            "rmsprop", "has the gradient itself in the numerator",
            "soap", "does the same in the eigenbasis of E[G Gᵀ], E[Gᵀ G]"));
  }

  @Override
  public List<Setting> settings() {
    return AdamSettings.all("PyTorch's Adam", false, "0", "l2");
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
