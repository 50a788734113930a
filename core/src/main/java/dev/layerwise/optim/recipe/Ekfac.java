package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.form.Basis;
import dev.layerwise.optim.form.Form;
import dev.layerwise.optim.form.Spectrum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Eigenvalue-corrected K-FAC: K-FAC's basis, the Fisher matrix's own diagonal in it. */
record Ekfac() implements Recipe {
  private static final Form FORM =
      new Form(new Basis.KroneckerFactors(), new Spectrum.FisherDiagonal(), -1);

  @Override
  public String name() {
    return "ekfac";
  }

  @Override
  public String title() {
    return "EKFAC";
  }

  @Override
  public String summary() {
    return "K-FAC's eigenbasis, renewed now and then, with the Fisher matrix's own diagonal in it,"
        + " renewed often: never further from the Fisher matrix than K-FAC.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "W₊ = W − η U [(UᵀG V) ⊘ (D + λ)] Vᵀ",
        "U, V: eigenvectors of E[g gᵀ], E[a aᵀ], every refresh-every steps",
        "UᵀG V = (g U)ᵀ(a V)/n, where that takes fewer operations",
        "D ← running mean of ((g U)∘²)ᵀ((a V)∘²)/n",
        "or, over positions t that share weights, of E[(Uᵀ (Σ_t g_t a_tᵀ) V)∘²]");
  }

  @Override
  public Anatomy anatomy() {
    return FORM.anatomy();
  }

  @Override
  public List<Setting> settings() {
    List<Setting> all = new ArrayList<>(Descent.settings("0.01", "a trial on Fashion-MNIST"));
    all.addAll(
        FormSettings.all(
            "0.03",
            "sampled",
            "George et al. 2018",
            "0",
            "George et al. 2018, Algorithm 1: the factors of the batch of a renewal"));
    return List.copyOf(all);
  }

  @Override
  public String source() {
    return "George, Laurent, Bouthillier, Ballas and Vincent 2018 (arXiv:1806.03884)";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "kfac", "the outer product of the factors' spectra as the diagonal",
        "gauss-newton", "any basis, any diagonal, power −1 or −½",
        "foof", "the right factor alone");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    return FormSettings.cost(FORM, layer, settings);
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    return FormSettings.start(title(), target, FORM, settings);
  }
}
