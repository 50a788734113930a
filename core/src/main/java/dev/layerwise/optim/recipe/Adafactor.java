package dev.layerwise.optim.recipe;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.AdafactorPart;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.PerParameter;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Setting.Flag;
import dev.layerwise.optim.Setting.Real;
import dev.layerwise.optim.Settings;
import java.util.List;
import java.util.Map;

/** Adafactor. */
record Adafactor() implements GradientOnly {
  private static final String SOURCE = "Shazeer and Stern, arXiv:1804.04235 Algorithms 4 to 6";

  @Override
  public Page page() {
    return new Page(
        "adafactor",
        "Adafactor",
        "Adam without a mean, whose second moment is kept as its row and column means alone.",
        List.of(
            "β = 1 − t^(−c)",
            "r ← β r + (1 − β) row means of G² + ε₁,  q ← β q + (1 − β) column means of G² + ε₁",
            "U = G/√(r qᵀ/mean(r)),  U ← U/max(1, rms(U)/d)",
            "W₊ = W − max(ε₂, rms(W)) min(η, 1/√t) U"),
        new Anatomy("I, I", "rank-one fit of the running mean of squared batch gradients", "−½"),
        SOURCE,
        Map.of(
            "adam", "keeps the whole second moment, and a running mean of the gradient",
            "shampoo", "keeps E[G Gᵀ] and E[Gᵀ G] whole, of which r and q are the diagonals"));
  }

  @Override
  public List<Setting> settings() {
    return Setting.join(
        Descent.settings("0.01", SOURCE),
        List.of(
            new Setting(
                "decay-exponent",
                Real.NON_NEGATIVE,
                "0.8",
                "c, by which the past counts more from step to step",
                SOURCE),
            new Setting("eps1", Real.NON_NEGATIVE, "1e-30", "ε₁", SOURCE),
            new Setting("eps2", Real.NON_NEGATIVE, "1e-3", "ε₂", SOURCE),
            new Setting(
                "clip-threshold",
                Real.NON_NEGATIVE,
                "1",
                "bound d on the root mean square of U, 0: none",
                SOURCE),
            new Setting(
                "scale-parameter",
                new Flag(),
                "true",
                "whether a step is relative to rms(W)",
                SOURCE),
            new Setting(
                "relative-step",
                new Flag(),
                "true",
                "whether the learning rate falls as 1/√t from where that is less than η",
                SOURCE)));
  }

  @Override
  public PerParameter.Part part(Parameter parameter, Settings settings) {
    return new AdafactorPart(
        parameter,
        new AdafactorPart.Hyper(
            settings.schedule("lr"),
            settings.schedule("decay-exponent"),
            settings.schedule("eps1"),
            settings.schedule("eps2"),
            settings.schedule("clip-threshold"),
            settings.flag("scale-parameter"),
            settings.flag("relative-step")));
  }

  @Override
  public PerWeight perWeight(Settings settings) {
    return new PerWeight(10, 7, 0);
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    return GradientOnly.super
        .cost(layer, settings)
        .plus(new Cost(0, 0, 0, 0, (double) layer.dOut() + layer.dIn()));
  }
}
