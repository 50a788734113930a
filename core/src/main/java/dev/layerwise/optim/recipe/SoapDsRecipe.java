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

/** SOAP, in the convention of Distributed Shampoo. */
record SoapDsRecipe() implements Recipe {
  @Override
  public String name() {
    return "soap-ds";
  }

  @Override
  public String title() {
    return "SOAP (Distributed Shampoo)";
  }

  @Override
  public String summary() {
    return "Eigenvalue-corrected Shampoo: Adam's spectrum in Shampoo's eigenbasis, in the"
        + " convention of Distributed Shampoo.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "L ← β₂ L + (1 − β₂) G Gᵀ,  R ← β₂ R + (1 − β₂) Gᵀ G",
        "U, V = eigenvectors of L/(1 − β₂ᵗ) + ε I, R/(1 − β₂ᵗ) + ε I   every `frequency` steps",
        "v ← β₂ v + (1 − β₂) (Uᵀ G V)²",
        "m ← β₁ m + (1 − β₁) G",
        "D = U [Uᵀ (m/(1 − β₁ᵗ)) V / (√(v/(1 − β₂ᵗ)) + ε)] Vᵀ",
        "W₊ = W − η (D + ω W)");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy(
        "eigenvectors of E[G Gᵀ], E[Gᵀ G]", "running mean of squared rotated gradients", "−½");
  }

  @Override
  public List<Setting> settings() {
    return ShampooSettings.with(
        Map.of(
            "lr", "0.003",
            "beta1", "0.95",
            "beta2", "0.95",
            "epsilon", "1e-8",
            "target-dims", "2",
            "frequency", "10",
            "start", "1",
            "kind", "eigenvalue-corrected",
            "computation", "qr",
            "untouched", "1.0=1"),
        "as nikhilvyas/SOAP has it");
  }

  @Override
  public String source() {
    return "Vyas et al. 2024, arXiv:2409.11321, with facebookresearch/optimizers f606606 for the"
        + " order of things";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "soap",
        "skips its first step, refreshes after it has moved, and puts v in the columns' order",
        "shampoo",
        "takes its spectrum from the two spectra of the moments, with power −¼",
        "adam",
        "has the identity for a basis");
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
