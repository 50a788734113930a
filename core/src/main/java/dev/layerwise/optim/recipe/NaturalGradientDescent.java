package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.form.FisherSettings;
import dev.layerwise.optim.natural.NaturalGradient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The natural gradient of the batch, without approximation. */
record NaturalGradientDescent() implements Recipe {
  @Override
  public String name() {
    return "ngd";
  }

  @Override
  public String title() {
    return "Natural gradient descent";
  }

  @Override
  public String summary() {
    return "The exact damped natural gradient over all parameters: through the Gram matrix for"
        + " small batches, by conjugate gradients for larger ones.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "θ₊ = θ − η (F + λ I)⁻¹ ∇, F = (1/n) Σ Jᵀ B Bᵀ J",
        "gram: (∇ − 𝒥ᵀ (K + n λ I)⁻¹ 𝒥 ∇)/λ, K = Σ over layers of (g gᵀ) ∘ (ā āᵀ)",
        "cg: conjugate gradients with products Jᵀ H J p");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy("full eigenbasis over vec(W) of all layers", "its spectrum", "−1");
  }

  @Override
  public List<Setting> settings() {
    List<Setting> all = new ArrayList<>(Descent.settings("0.3", "a trial on Fashion-MNIST"));
    all.add(
        new Setting(
            "damping",
            Setting.Real.NON_NEGATIVE,
            "1",
            "λ > 0, added to F; follows the scale of F, and F that of the batch's few examples",
            "a trial on Fashion-MNIST"));
    all.add(
        new Setting(
            "solver",
            new Setting.Choice(List.of("auto", "gram", "cg")),
            "auto",
            "Gram matrix, conjugate gradients, or the Gram matrix up to 2048 rows",
            "the cost of its Cholesky factorisation"));
    all.add(
        new Setting(
            "iterations", new Setting.Whole(1), "50", "most iterations of cg", "Martens 2010"));
    all.add(
        new Setting(
            "tolerance",
            Setting.Real.WEIGHT,
            "1e-3",
            "residual relative to the gradient at which cg stops",
            "a trial on Fashion-MNIST"));
    all.addAll(FisherSettings.settings("exact", "the Gauss-Newton matrix itself"));
    return List.copyOf(all);
  }

  @Override
  public String source() {
    return "Amari 1998; Martens 2010; Zhang, Martens and Grosse 2019 for the Gram matrix";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "kfac", "blocks of layers, each a Kronecker product",
        "gauss-newton", "basis full-network: the same matrix, formed and averaged",
        "lbfgs", "curvature from differences of gradients");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    double n = layer.batch();
    double passes =
        switch (settings.text("fisher")) {
          case "exact" -> 10;
          case "empirical" -> 1;
          default -> settings.whole("fisher-samples");
        };
    double rows = passes * n;
    double products = Flops.product(n, layer.dIn(), layer.dOut());
    if (settings.text("solver").equals("cg")) {
      double each = 4 * products;
      return new Cost(0, settings.whole("iterations") * each, 0, 0, 0);
    }
    return new Cost(
        Flops.gram(layer.dIn(), n) + Flops.gram(layer.dOut(), rows) + Flops.backward(layer, passes),
        rows * rows * rows / 3,
        2 * products,
        8 * rows * rows,
        0);
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    NaturalGradient.Way way =
        switch (settings.text("solver")) {
          case "gram" -> NaturalGradient.Way.GRAM;
          case "cg" -> NaturalGradient.Way.CONJUGATE_GRADIENTS;
          default -> NaturalGradient.Way.AUTO;
        };
    return new Descent(
        target.parameters(),
        new NaturalGradient(
            target,
            FisherSettings.of(settings),
            way,
            settings.schedule("damping"),
            new NaturalGradient.Accuracy(
                settings.whole("iterations"), settings.schedule("tolerance"))),
        settings);
  }
}
