package dev.layerwise.optim.recipe;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.AdamPart;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.PerParameter;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Setting.Choice;
import dev.layerwise.optim.Setting.Flag;
import dev.layerwise.optim.Setting.Real;
import dev.layerwise.optim.Settings;
import java.util.List;

/** What Adam, AMSGrad and AdamW share. */
final class AdamSettings {
  private AdamSettings() {}

  static List<Setting> all(String source, boolean amsgrad, String weightDecay, String decay) {
    List<Setting> around = Descent.settings("0.001", source);
    around = Setting.withDefault(around, "weight-decay", weightDecay, source);
    around = Setting.withDefault(around, "decay", decay, source);
    return Setting.join(
        around,
        List.of(
            new Setting("beta1", Real.WEIGHT, "0.9", "weight β₁ of the past in the mean m", source),
            new Setting(
                "beta2", Real.WEIGHT, "0.999", "weight β₂ of the past in the squares v", source),
            new Setting("eps", Real.NON_NEGATIVE, "1e-8", "ε", source),
            new Setting(
                "amsgrad",
                new Flag(),
                "" + amsgrad,
                "whether to divide by the greatest v so far",
                source),
            new Setting(
                "power", new Choice(List.of("-1/2", "-1")), "-1/2", "power of v, −½ or −1", source),
            new Setting(
                "bias-correction",
                new Flag(),
                "true",
                "whether to divide m by 1 − β₁ᵗ and v by 1 − β₂ᵗ",
                source)));
  }

  static PerParameter.Part part(Parameter parameter, Settings settings) {
    return new AdamPart(
        parameter,
        settings.schedule("beta1"),
        settings.schedule("beta2"),
        settings.schedule("eps"),
        new AdamPart.Variant(
            settings.flag("amsgrad"),
            settings.text("power").equals("-1"),
            settings.flag("bias-correction")));
  }

  static GradientOnly.PerWeight perWeight(Settings settings) {
    return settings.flag("amsgrad")
        ? new GradientOnly.PerWeight(13, 8, 3)
        : new GradientOnly.PerWeight(12, 6, 2);
  }
}
