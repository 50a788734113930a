package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.shampoo.ShampooCost;
import dev.layerwise.optim.shampoo.Soap;
import java.util.List;
import java.util.Map;

/** SOAP, in the convention of its authors. */
record SoapRecipe() implements Recipe {
  @Override
  public String name() {
    return "soap";
  }

  @Override
  public String title() {
    return "SOAP";
  }

  @Override
  public String summary() {
    return "Adam in the eigenbasis of Shampoo's second moments; its authors' convention.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "first step: L ← (1 − β) G Gᵀ,  R ← (1 − β) Gᵀ G,  U, V = their eigenvectors; W stays",
        "Ĝ = Uᵀ G V",
        "m ← β₁ m + (1 − β₁) Ĝ,  v ← β₂ v + (1 − β₂) Ĝ²",
        "W₊ = W − η √(1 − β₂ˢ)/(1 − β₁ˢ) U [m/(√v + ε)] Vᵀ,  then W₊ ← (1 − η ω) W₊",
        "L ← β L + (1 − β) G Gᵀ,  R ← β R + (1 − β) Gᵀ G",
        "every `frequency` steps: U ← qr(L U), V ← qr(R V), m turned, v in the order of columns");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy(
        "eigenvectors of E[G Gᵀ], E[Gᵀ G], by one step of orthogonal iteration at each refresh",
        "running mean of squared rotated gradients",
        "−½");
  }

  @Override
  public List<Setting> settings() {
    return Soap.settings();
  }

  @Override
  public String source() {
    return "Vyas et al. 2024, arXiv:2409.11321, with nikhilvyas/SOAP a1e5535 for the order of"
        + " things";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "soap-ds",
        "moves at the first step, refreshes before it moves, corrects ε's place, keeps m unrotated",
        "adam",
        "has the identity for a basis",
        "shampoo",
        "takes its spectrum from the two spectra of the moments, with power −¼",
        "ekfac",
        "takes bases and spectrum from examples, with power −1");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    return ShampooCost.ofSoap(layer, settings);
  }

  @Override
  public boolean needsNetwork() {
    return false;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    return new Soap(target.parameters(), settings);
  }
}
