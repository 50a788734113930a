package dev.layerwise.optim.recipe;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.PerParameter;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Setting.Real;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.SignPart;
import java.util.List;
import java.util.Map;

/** Lion. */
record Lion() implements GradientOnly {
  private static final String SOURCE = "Chen et al., arXiv:2302.06675 Algorithm 2";

  @Override
  public Page page() {
    return new Page(
        "lion",
        "Lion",
        "The sign of a mean of momentum and gradient: Adam's steps with half of its memory.",
        List.of("D = sign(β₁ m + (1 − β₁) G)", "m ← β₂ m + (1 − β₂) G", "W₊ = (1 − η ω) W − η D"),
        new Anatomy("I, I", "squared mean of gradients", "−½"),
        SOURCE,
        Map.of(
            "signsgd", "takes the sign of the gradient, or of the mean that it keeps",
            "adamw", "divides by a running root mean square and not by the magnitude itself"));
  }

  @Override
  public List<Setting> settings() {
    return Setting.join(
        Descent.settings("1e-4", SOURCE),
        List.of(
            new Setting(
                "beta1", Real.WEIGHT, "0.9", "weight β₁ of the mean whose sign is taken", SOURCE),
            new Setting(
                "beta2", Real.WEIGHT, "0.99", "weight β₂ of the mean that is kept", SOURCE)));
  }

  @Override
  public PerParameter.Part part(Parameter parameter, Settings settings) {
    return new SignPart(parameter, settings.schedule("beta1"), settings.schedule("beta2"));
  }

  @Override
  public PerWeight perWeight(Settings settings) {
    return new PerWeight(7, 4, 1);
  }
}
