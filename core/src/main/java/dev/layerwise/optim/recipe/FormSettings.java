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
import dev.layerwise.optim.form.Timing;
import java.util.ArrayList;
import java.util.List;

/** What presets of the general form have in common. */
final class FormSettings {
  private FormSettings() {}

  /** Damping, averages and intervals; the factors as often as everything else. */
  static List<Setting> all(String damping, String fisher, String fisherSource) {
    return all(damping, fisher, fisherSource, "1", "kfac-jax");
  }

  /** Damping, averages and intervals. */
  static List<Setting> all(
      String damping,
      String fisher,
      String fisherSource,
      String factorsEvery,
      String factorsSource) {
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
            "steps between updates of the diagonal",
            "kfac-jax"));
    all.add(
        new Setting(
            "factors-every",
            new Setting.Whole(0),
            factorsEvery,
            "steps between updates of the factors of the basis; 0: when the basis is renewed",
            factorsSource));
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
    Timing timing =
        new Timing(
            settings.whole("update-every"),
            factorsEvery(settings),
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

  private static long factorsEvery(Settings settings) {
    long said = settings.has("factors-every") ? settings.whole("factors-every") : 0;
    return said == 0 ? settings.whole("refresh-every") : said;
  }

  /** The counted cost, where nothing such as clipping changes the gradient. */
  static Cost cost(Form form, Cost.LayerSize layer, Settings settings) {
    double n = (double) layer.batch();
    double m = layer.dOut();
    double k = layer.dIn();
    boolean whole = form.basis().end() instanceof Basis.Full;
    boolean turns = !(form.basis() instanceof Basis.Identity);
    double d = layer.weights();
    double refresh = turns ? 1.0 / settings.whole("refresh-every") : 0;
    double factors = turns ? 1.0 / factorsEvery(settings) : 0;
    double diagonal =
        form.spectrum() instanceof Spectrum.FisherDiagonal
            ? 1.0 / (settings.has("update-every") ? settings.whole("update-every") : 1)
            : 0;
    double rows = whole ? Flops.product(n, d, d) : Flops.product(n, m, m) + Flops.product(n, k, k);
    double statistics =
        factors * grams(form.basis(), layer)
            + diagonal * (Flops.product(m, n, k) + (turns ? rows : 0)) // ((g U)∘²)ᵀ((a V)∘²)
            + backward(form, layer, settings, factors, diagonal, refresh);
    double decomposition = refresh * (whole ? Flops.eigen(d) : Flops.eigen(k) + Flops.eigen(m));
    double rotations = whole ? 2 * Flops.product(d, d, 1) : 2 * Flops.sandwich(layer);
    double saved = whole ? 0 : saved(form, layer, settings, diagonal, refresh);
    double bases = whole ? 2 * d * d + d : 2 * (k * k + m * m) + k + m;
    double state = (form.spectrum() instanceof Spectrum.Ones ? 0 : d) + (turns ? bases : 0);
    return new Cost(statistics, decomposition, turns ? rotations - saved : 2 * d, 40 * d, state);
  }

  private static double grams(Basis basis, Cost.LayerSize layer) {
    double n = (double) layer.batch();
    double m = layer.dOut();
    double k = layer.dIn();
    return switch (basis) {
      case Basis.Full full -> Flops.gram(n, m * k);
      case Basis.Gradients gradients -> Flops.gram(k, m) + Flops.gram(m, k);
      case Basis.KroneckerFactors rows -> Flops.gram(n, k) + Flops.gram(n, m);
      case Basis.ExampleGradients rows -> Flops.gram(n, k) + Flops.gram(n, m);
      case Basis.Identity identity -> 0;
      case Basis.Interpolated between -> grams(between.basis(), layer);
    };
  }

  /** Backward passes besides the gradient's own; one for each update in a step of its own. */
  private static double backward(
      Form form,
      Cost.LayerSize layer,
      Settings settings,
      double factors,
      double diagonal,
      double refresh) {
    double passes =
        switch (settings.text("fisher")) {
          case "empirical" -> 0; // the gradient's own pass
          case "exact" -> 1; // for each output, which a layer's size does not tell
          default -> settings.whole("fisher-samples");
        };
    double ofFactors = form.basis().needsPasses() ? factors : 0;
    double apart = diagonal > 0 ? Math.min(ofFactors, refresh) : ofFactors;
    return (diagonal + apart) * Flops.backward(layer, passes);
  }

  /**
   * What making the gradient in the basis, of rows that are turned anyway, saves where biases are
   * part of their layers. In a basis of passes it is not formed before, either, which the count of
   * plain descent contains.
   */
  private static double saved(
      Form form, Cost.LayerSize layer, Settings settings, double diagonal, double refresh) {
    if (form.biases() == Form.Biases.APART) {
      return 0;
    }
    double n = (double) layer.batch();
    double m = layer.dOut();
    boolean same = settings.text("fisher").equals("empirical");
    boolean made = form.basis().needsPasses();
    double turning = same ? 0 : Flops.product(n, m, m);
    double product = made ? 0 : Flops.product(m, n, layer.dIn());
    double steps = same || made ? diagonal : diagonal * (1 - refresh);
    return steps * Math.max(0, Flops.sandwich(layer) - turning - product);
  }
}
