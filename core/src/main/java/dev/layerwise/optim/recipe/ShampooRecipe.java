package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.shampoo.Shampoo;
import dev.layerwise.optim.shampoo.ShampooCost;
import dev.layerwise.optim.shampoo.ShampooSettings;
import java.util.List;
import java.util.Map;

/** Shampoo, with everything that Distributed Shampoo has. */
record ShampooRecipe() implements Recipe {
  @Override
  public String name() {
    return "shampoo";
  }

  @Override
  public String title() {
    return "Shampoo";
  }

  @Override
  public String summary() {
    return "Inverse fourth roots of the gradient's second moments on both sides; for gradients of"
        + " batches, where statistics of layers are not to be had.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "L ← β₂ L + (1 − β₂) G Gᵀ",
        "R ← β₂ R + (1 − β₂) Gᵀ G",
        "m ← β₁ m + (1 − β₁) G",
        "P = (L/(1 − β₂ᵗ) + ε I)^(−1/4),  Q = (R/(1 − β₂ᵗ) + ε I)^(−1/4)   every `frequency` steps",
        "D = P (m/(1 − β₁ᵗ)) Q;  with grafting D ← D ‖D_graft‖/‖D‖",
        "W₊ = W − η (D + ω W)");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy(
        "eigenvectors of E[G Gᵀ], E[Gᵀ G], G the gradient of a batch",
        "outer product of the two spectra",
        "−¼");
  }

  @Override
  public List<Setting> settings() {
    return ShampooSettings.with(
        Map.of(
            "lr", "0.001",
            "beta2", "0.99",
            "epsilon", "1e-8",
            "target-dims", "2",
            "frequency", "10",
            "start", "10",
            "graft", "adam",
            "graft-epsilon", "1e-8",
            "exponents", "1=0"),
        "a choice for networks of some layers: grafting gives Adam's step length, with which"
            + " Adam's learning rates apply; vectors keep their direction");
  }

  @Override
  public String source() {
    return "Gupta, Koren and Singer 2018, arXiv:1802.09568; Shi et al. 2023, arXiv:2309.06497,"
        + " with facebookresearch/optimizers f606606 for the order of things";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "shampoo-examples",
            "takes the moments of single examples' gradients, as Concurrence prints",
        "soap", "keeps the two bases, and takes its spectrum from squared rotated gradients",
        "soap-ds", "is this optimizer with kind=eigenvalue-corrected",
        "kfac", "takes its factors from inputs and output gradients of examples, with power −1",
        "muon", "is power −½ on one side, of the momentum alone, without memory of its moments");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    return ShampooCost.of(layer, settings);
  }

  @Override
  public boolean needsNetwork() {
    return false;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    return new Shampoo(target.parameters(), settings);
  }
}
