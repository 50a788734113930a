package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.kfac.KfacSettings;
import java.util.List;
import java.util.Map;

/** Block-diagonal K-FAC, {@code P = G + …}, {@code Q = A + …}. */
record Kfac() implements Recipe {
  @Override
  public String name() {
    return "kfac";
  }

  @Override
  public String title() {
    return "K-FAC";
  }

  @Override
  public String summary() {
    return "Natural gradient with a Kronecker product for each layer: the first to try where"
        + " inputs are correlated and layers are up to a few thousand wide.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "A ← mean of ā āᵀ,  G ← mean of g gᵀ        running, weight ρ of the past",
        "π = √((tr A/dA) / (tr G/dG)),  Λ = λ + l₂",
        "V = (1/T) (π G + √(Λ/T) I)⁻¹ ∇ (A/π + √(Λ/T) I)⁻¹    T positions, 1 if dense",
        "V ← V min(1, √(c / (η² ⟨V, ∇⟩)))",
        "Δ ← −η V + μ Δ,  W₊ = W + Δ");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy(
        "eigenvectors of E[g gᵀ], E[a aᵀ]", "outer product of the two spectra", "−1");
  }

  @Override
  public List<Setting> settings() {
    return KfacSettings.all();
  }

  @Override
  public String source() {
    return "Martens and Grosse 2015; kfac-jax for the order of the parts";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "kfac-pytorch",
        "starts factors at the identity, damps by λ after a Kronecker product of means of the"
            + " batch's mean gradient, and leaves momentum to SGD",
        "kfac-tridiagonal",
        "keeps the correlation of neighbouring layers too",
        "foof",
        "drops G");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    return KfacCosts.of(layer, settings);
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    return new dev.layerwise.optim.kfac.Kfac(target, settings);
  }
}
