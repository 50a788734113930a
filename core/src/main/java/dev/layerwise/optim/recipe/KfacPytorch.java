package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** K-FAC by the conventions of kfac-pytorch. */
record KfacPytorch() implements Recipe {
  @Override
  public String name() {
    return "kfac-pytorch";
  }

  @Override
  public String title() {
    return "K-FAC (kfac-pytorch)";
  }

  @Override
  public String summary() {
    return "K-FAC by the conventions of kfac-pytorch, to compare with results of that library.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "F ← ρ F + (1 − ρ) F_batch, F₀ = I      A = āᵀā/n, G = gᵀg/n, g of the batch's mean loss",
        "V = Q_G [(Q_Gᵀ ∇ Q_A) ⊘ (σ_G σ_Aᵀ + λ)] Q_Aᵀ    or (G + λI)⁻¹ ∇ (A + λI)⁻¹",
        "V ← V min(1, √(c / |η² ⟨V, ∇⟩|))",
        "M ← μ M + V + ω W,  W₊ = W − η M");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy(
        "eigenvectors of E[g gᵀ], E[a aᵀ]", "outer product of the two spectra", "−1");
  }

  @Override
  public List<Setting> settings() {
    List<Setting> all = new ArrayList<>(Descent.settings("0.1", "kfac-pytorch"));
    all.addAll(dev.layerwise.optim.kfac.KfacPytorch.settings());
    return all;
  }

  @Override
  public String source() {
    return "Martens and Grosse 2015; Pauloski et al. 2021, kfac-pytorch";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "kfac", "means that know their weight, each example's own gradient in G, damping by π");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    return KfacCosts.of(layer, settings, settings.text("method").equals("eigen"));
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    return new Descent(
        target.parameters(), new dev.layerwise.optim.kfac.KfacPytorch(target, settings), settings);
  }
}
