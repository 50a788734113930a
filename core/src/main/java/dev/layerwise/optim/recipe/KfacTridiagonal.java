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

/** K-FAC whose inverse links each layer to the next. */
record KfacTridiagonal() implements Recipe {
  @Override
  public String name() {
    return "kfac-tridiagonal";
  }

  @Override
  public String title() {
    return "K-FAC (tridiagonal)";
  }

  @Override
  public String summary() {
    return "K-FAC that also knows how neighbouring layers' gradients go together; for chains of"
        + " linear layers, at about three times the work on each weight.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "A_ij ← mean of āᵢ āⱼᵀ,  G_ij ← mean of gᵢ gⱼᵀ,  j = i and j = i + 1; A_ii, G_ii damped",
        "Ψᵢ = (A_ij A_jj⁻¹) ⊗ (G_ij G_jj⁻¹),  Σᵢ = A_ii ⊗ G_ii − Ψᵢ (A_jj ⊗ G_jj) Ψᵢᵀ",
        "V = Ξᵀ diag(Σ₁⁻¹, …, Σ_ℓ⁻¹) Ξ ∇,  (Ξ ∇)ᵢ = ∇ᵢ − Ψᵢ ∇ⱼ",
        "V ← V min(1, √(c / (η² ⟨V, ∇⟩)))",
        "Δ ← −η V + μ Δ,  W₊ = W + Δ");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy(
        "not one of each layer: neighbours are rotated into each other by Ξ",
        "1 − outer product of two spectra, after Ξ",
        "−1");
  }

  @Override
  public List<Setting> settings() {
    return KfacSettings.tridiagonal();
  }

  @Override
  public String source() {
    return "Martens and Grosse 2015 §4.3, Appendix B";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of("kfac", "leaves out what layers have to do with each other");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    Cost diagonal = KfacCosts.of(layer, settings, /* exact= */ false);
    double m = layer.dOut();
    double d = layer.dIn();
    double N = (double) layer.batch();
    double cross = 2 * N * (d * d + m * m) / settings.whole("curvature-interval");
    double cubes = d * d * d + m * m * m;
    double eigen = 12 * cubes / settings.whole("inverse-interval");
    double links = 3 * 2 * m * d * (m + d);
    return diagonal.plus(new Cost(cross, eigen, links, 0, 2 * (d * d + m * m)));
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    return dev.layerwise.optim.kfac.Kfac.tridiagonal(target, settings);
  }
}
