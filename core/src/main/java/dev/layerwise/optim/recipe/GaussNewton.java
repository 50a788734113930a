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

/** The general form: a basis, a diagonal, a power. */
record GaussNewton() implements Recipe {
  @Override
  public String name() {
    return "gauss-newton";
  }

  @Override
  public String title() {
    return "Gauss-Newton in a basis";
  }

  @Override
  public String summary() {
    return "The general form with a chosen basis, diagonal and power; by default the diagonal of"
        + " the Gauss-Newton matrix.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "W₊ = W − η U [(UᵀG V) ∘ (D + λ)ᵖ] Vᵀ",
        "basis: " + String.join(", ", Basis.NAMES),
        "spectrum D: " + String.join(", ", Spectrum.NAMES));
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy(
        "as set: " + String.join(", ", Basis.NAMES),
        "as set: " + String.join(", ", Spectrum.NAMES),
        "−1 or −½, as set");
  }

  @Override
  public List<Setting> settings() {
    List<Setting> all = new ArrayList<>(Descent.settings("0.01", "a trial on Fashion-MNIST"));
    all.add(
        new Setting(
            "basis",
            new Setting.Choice(Basis.NAMES),
            "identity",
            "what U and V are eigenvectors of",
            "Adam-or-GN §2"));
    all.add(
        new Setting(
            "spectrum",
            new Setting.Choice(Spectrum.NAMES),
            "fisher",
            "what D is",
            "Adam-or-GN §2"));
    all.add(new Setting("power", new Setting.Real(-1, 0), "-1", "power p", "Adam-or-GN §2"));
    all.addAll(FormSettings.all("0.1", "sampled", "one backward pass; exact takes one an output"));
    return List.copyOf(all);
  }

  @Override
  public String source() {
    return "Adam-or-GN Alg. 1";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "ekfac", "basis kronecker, spectrum fisher, power −1",
        "sophia", "the diagonal by another estimate, clipped",
        "ngd", "the whole matrix, without forming it");
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
        Basis.named(settings.text("basis")),
        Spectrum.named(settings.text("spectrum")),
        settings.schedule("power"));
  }
}
