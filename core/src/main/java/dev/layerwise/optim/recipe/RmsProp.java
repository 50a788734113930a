package dev.layerwise.optim.recipe;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.PerParameter;
import dev.layerwise.optim.RmsPropPart;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Setting.Flag;
import dev.layerwise.optim.Setting.Real;
import dev.layerwise.optim.Settings;
import java.util.List;
import java.util.Map;

/** RMSProp. */
record RmsProp() implements GradientOnly {
  @Override
  public Page page() {
    return new Page(
        "rmsprop",
        "RMSProp",
        "Divides each entry by the root of its running second moment.",
        List.of(
            "v ← α v + (1 − α) G²",
            "D = G/(√v + ε)                   centred: c ← α c + (1 − α) G, D = G/(√(v − c²) + ε)",
            "W₊ = W − η D"),
        new Anatomy("I, I", "running mean of squared batch gradients", "−½"),
        "Tieleman and Hinton 2012, lecture 6.5; PyTorch's RMSprop for ε, momentum and the centred"
            + " form",
        Map.of(
            "adam", "has a running mean in the numerator, and corrects both means' bias",
            "adagrad", "sums the squares and never forgets"));
  }

  @Override
  public List<Setting> settings() {
    return Setting.join(
        Setting.withDefault(
            Descent.settings("0.01", "PyTorch's RMSprop"), "decay", "l2", "PyTorch"),
        List.of(
            new Setting("alpha", Real.WEIGHT, "0.99", "weight α of the past", "PyTorch's RMSprop"),
            new Setting("eps", Real.NON_NEGATIVE, "1e-8", "ε", "PyTorch's RMSprop"),
            new Setting(
                "centered",
                new Flag(),
                "false",
                "whether to divide by the root of the variance",
                "PyTorch's RMSprop")));
  }

  @Override
  public PerParameter.Part part(Parameter parameter, Settings settings) {
    return new RmsPropPart(
        parameter, settings.schedule("alpha"), settings.schedule("eps"), settings.flag("centered"));
  }

  @Override
  public PerWeight perWeight(Settings settings) {
    return settings.flag("centered") ? new PerWeight(13, 6, 2) : new PerWeight(7, 4, 1);
  }
}
