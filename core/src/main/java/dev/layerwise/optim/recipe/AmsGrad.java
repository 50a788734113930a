package dev.layerwise.optim.recipe;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.PerParameter;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.List;
import java.util.Map;

/** Adam that divides by the greatest second moment so far. */
record AmsGrad() implements GradientOnly {
  @Override
  public Page page() {
    return new Page(
        "amsgrad",
        "AMSGrad",
        "Adam whose denominators never shrink, which repairs its proof of convergence.",
        List.of(
            "m ← β₁ m + (1 − β₁) G",
            "v ← β₂ v + (1 − β₂) G²",
            "v̄ ← max(v̄, v)",
            "W₊ = W − η m/(1 − β₁ᵗ) / (√(v̄/(1 − β₂ᵗ)) + ε)"),
        new Anatomy("I, I", "greatest running mean of squared batch gradients so far", "−½"),
        "Reddi, Kale and Kumar, arXiv:1904.09237; PyTorch's Adam with amsgrad, which corrects the"
            + " bias of v̄",
        Map.of("adam", "divides by the running second moment, which may shrink"));
  }

  @Override
  public List<Setting> settings() {
    return AdamSettings.all("PyTorch's Adam", true, "0", "l2");
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
