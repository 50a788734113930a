package dev.layerwise.optim.recipe;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.AdaGradPart;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.PerParameter;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Setting.Real;
import dev.layerwise.optim.Settings;
import java.util.List;
import java.util.Map;

/** AdaGrad. */
record AdaGrad() implements GradientOnly {
  @Override
  public Page page() {
    return new Page(
        "adagrad",
        "AdaGrad",
        "Divides each entry by the root of the sum of its squares so far, so steps shrink.",
        List.of("s ← s + G²", "W₊ = W − η/(1 + (t − 1) κ) · G/(√s + ε)"),
        new Anatomy("I, I", "sum of squared batch gradients", "−½"),
        "Duchi, Hazan and Singer 2011; PyTorch's Adagrad for κ, ε and the initial s",
        Map.of(
            "rmsprop", "takes a running mean in place of the sum",
            "shampoo", "sums G Gᵀ and Gᵀ G and not the squares of entries"));
  }

  @Override
  public List<Setting> settings() {
    return Setting.join(
        Setting.withDefault(
            Descent.settings("0.01", "PyTorch's Adagrad"), "decay", "l2", "PyTorch"),
        List.of(
            new Setting(
                "lr-decay",
                Real.NON_NEGATIVE,
                "0",
                "decay κ of the learning rate",
                "PyTorch's Adagrad"),
            new Setting(
                "initial-accumulator",
                Real.NON_NEGATIVE,
                "0",
                "every entry of s before the first step, a schedule's first value",
                "PyTorch's Adagrad"),
            new Setting("eps", Real.NON_NEGATIVE, "1e-10", "ε", "PyTorch's Adagrad")));
  }

  @Override
  public PerParameter.Part part(Parameter parameter, Settings settings) {
    return new AdaGradPart(
        parameter,
        settings.schedule("initial-accumulator").at(1),
        settings.schedule("lr-decay"),
        settings.schedule("eps"));
  }

  @Override
  public PerWeight perWeight(Settings settings) {
    return new PerWeight(6, 4, 1);
  }
}
