package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe.Target;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.form.Basis;
import dev.layerwise.optim.form.FisherSettings;
import dev.layerwise.optim.form.Form;
import dev.layerwise.optim.form.InBasis;
import dev.layerwise.optim.form.Positions;
import dev.layerwise.optim.form.Spectrum;
import java.util.ArrayList;
import java.util.List;

/** What presets of the general form have in common. */
final class FormSettings {
  private FormSettings() {}

  /** Damping, averages and intervals. */
  static List<Setting> all(String damping, String fisher, String fisherSource) {
    List<Setting> all = new ArrayList<>();
    all.add(
        new Setting(
            "damping",
            Setting.Real.NON_NEGATIVE,
            damping,
            "λ, added to the diagonal D before the power",
            "a trial on Fashion-MNIST"));
    all.add(
        new Setting(
            "ema",
            Setting.Real.WEIGHT,
            "0.95",
            "weight ρ of the past in the factors of the basis",
            "Martens and Grosse 2015"));
    all.add(
        new Setting(
            "spectrum-ema",
            Setting.Real.WEIGHT,
            "0.95",
            "weight of the past in the diagonal",
            "George et al. 2018, the running average"));
    all.add(
        new Setting(
            "update-every",
            new Setting.Whole(1),
            "1",
            "steps between updates of the statistics",
            "kfac-jax"));
    all.add(
        new Setting(
            "refresh-every",
            new Setting.Whole(1),
            "10",
            "steps between renewals of the basis",
            "George et al. 2018: amortised"));
    all.add(
        new Setting(
            "forget",
            new Setting.Flag(),
            "false",
            "whether the diagonal starts anew with a new basis",
            "George et al. 2018 and SOAP keep it"));
    all.add(
        new Setting(
            "positions",
            new Setting.Choice(Positions.NAMES),
            "summed",
            "whether an example's gradient is its sum over the positions that share weights, or"
                + " each position counts for itself, as K-FAC's factors assume",
            "George et al. 2018 §3: an example's gradient"));
    all.addAll(FisherSettings.settings(fisher, fisherSource));
    return all;
  }

  static Optimizer start(String title, Target target, Form form, Settings settings) {
    InBasis.Timing timing =
        new InBasis.Timing(
            settings.whole("update-every"),
            settings.whole("refresh-every"),
            settings.schedule("ema"),
            settings.schedule("spectrum-ema"),
            settings.flag("forget"));
    return new Descent(
        target.parameters(),
        new InBasis(
            title,
            target,
            form.with(Positions.named(settings.text("positions"))),
            FisherSettings.of(settings),
            timing,
            settings.schedule("damping")),
        settings);
  }

  static Cost cost(Form form, Cost.LayerSize layer, Settings settings) {
    double update = settings.whole("update-every");
    double refresh = settings.whole("refresh-every");
    double n = (double) layer.batch();
    double dOut = layer.dOut();
    double dIn = layer.dIn();
    boolean whole = form.basis() instanceof Basis.Full;
    double d = layer.weights();
    double rotations = whole ? 2 * Flops.product(d, d, 1) : 2 * Flops.sandwich(layer);
    boolean turns = !(form.basis() instanceof Basis.Identity);
    double passes =
        switch (settings.text("fisher")) {
          case "empirical" -> 0; // the gradient's own pass
          case "exact" -> 1; // for each output, which a layer's size does not tell
          default -> settings.whole("fisher-samples");
        };
    double statistics = form.needsPasses() ? Flops.backward(layer, passes) : 0;
    double decomposition = 0;
    double state = form.spectrum() instanceof Spectrum.Ones ? 0 : d;
    if (turns) {
      statistics += whole ? Flops.gram(n, d) : Flops.gram(n, dIn) + Flops.gram(n, dOut);
      decomposition = (whole ? Flops.eigen(d) : Flops.eigen(dIn) + Flops.eigen(dOut)) / refresh;
      state += whole ? 2 * d * d + d : 2 * (dIn * dIn + dOut * dOut) + dIn + dOut;
    }
    if (form.spectrum() instanceof Spectrum.FisherDiagonal) {
      statistics += Flops.product(dOut, n, dIn); // ((g U)∘²)ᵀ((a V)∘²)
      if (turns) {
        statistics +=
            whole
                ? Flops.product(n, d, d)
                : Flops.product(n, dOut, dOut) + Flops.product(n, dIn, dIn);
      }
    }
    return new Cost(statistics / update, decomposition, turns ? rotations : 2 * d, 40 * d, state);
  }
}
