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

/** Shampoo with second moments of the gradients of single examples, as Concurrence prints it. */
record ShampooOfExamples() implements Recipe {
  @Override
  public String name() {
    return "shampoo-examples";
  }

  @Override
  public String title() {
    return "Shampoo of examples";
  }

  @Override
  public String summary() {
    return "Shampoo's fourth roots, of the second moments of single examples' gradients and not of"
        + " the batch's: what Concurrence App. D.2 prints.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "L ← mean of ‖a‖² g gᵀ,  R ← mean of ‖g‖² a aᵀ        running, weight ρ of the past",
        "P = L^¼ = E[(g aᵀ)(g aᵀ)ᵀ]^¼,  Q = R^¼ = E[(a gᵀ)(a gᵀ)ᵀ]^¼",
        "W₊ = W − η P⁻¹ G Q⁻¹ = W − η U [(UᵀG V) ∘ (σ_L σ_Rᵀ + λ)^(−¼)] Vᵀ,  λ = 0",
        "over positions t that share weights: Σ_t g_t a_tᵀ in the place of g aᵀ");
  }

  @Override
  public Anatomy anatomy() {
    return form(Settings.of(settings(), Map.of())).anatomy();
  }

  @Override
  public List<Setting> settings() {
    List<Setting> all = new ArrayList<>(Descent.settings("0.1", "a trial on Fashion-MNIST"));
    all.add(
        new Setting("power", new Setting.Real(-1, 0), "-0.25", "power p", "Concurrence App. D.2"));
    all.addAll(FormSettings.all("1e-6", "empirical", "Concurrence App. D.2: of the loss"));
    return List.copyOf(all);
  }

  @Override
  public String source() {
    return "Concurrence App. D.2; Gupta, Koren and Singer 2018 take the gradient of the batch";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "shampoo",
        "the moments of the batch's gradient, which for one batch make its polar factor U Vᵀ",
        "kfac",
        "inputs and output gradients apart, with power −1",
        "gauss-newton",
        "basis example-gradients, spectrum eigenvalues, power −0.25");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    return FormSettings.cost(form(settings), layer, settings);
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    return FormSettings.start(title(), target, form(settings), settings);
  }

  private static Form form(Settings settings) {
    return new Form(
        new Basis.ExampleGradients(), new Spectrum.Eigenvalues(), settings.schedule("power"));
  }
}
