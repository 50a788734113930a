package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Schedule;
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
import java.util.Map;

/** The general form with the parts that Adam-or-GN compares, each as the paper has it. */
record AdamOrGaussNewton() implements Recipe {
  private static final String SOURCE = "Adam-or-GN Alg. 1";

  @Override
  public String name() {
    return "adam-or-gn";
  }

  @Override
  public String title() {
    return "Adam or Gauss-Newton";
  }

  @Override
  public String summary() {
    return "Adam and Gauss-Newton as one method, to compare them part by part: basis, diagonal and"
        + " power, with curvature measured on a fresh batch of its own.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "θ₊ = θ − η U (D + α)ᵖ Uᵀg,  g the gradient of X_G",
        "U = I, the eigenvectors of H = E[Jᵀ ℓ″ J] over X_H, or those of E[G Gᵀ] ⊗ E[GᵀG], G the"
            + " output's Jacobian of one example; vectors have an eigenbasis of their own",
        "U_γ = exp(γ log U)",
        "D = diag(UᵀH U), or D = v/(1 − β₂ᵗ), v ← β₂ v + (1 − β₂)(Uᵀg)∘²",
        "p = −1 or −½");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy(
        "as set: I, eigenvectors of E[‖a‖² g gᵀ], E[‖g‖² a aᵀ], of the whole matrix, or between",
        "as set: diagonal of the Gauss-Newton matrix, or running mean of squared rotated gradients",
        "−1 or −½, as set");
  }

  @Override
  public List<Setting> settings() {
    List<Setting> all =
        new ArrayList<>(Descent.settings("0.1", "about the best on sparse parity, Fig. 4"));
    all.add(
        new Setting(
            "basis",
            new Setting.Choice(List.of("identity", "kronecker", "full")),
            "kronecker",
            "what U is: the identity, the Kronecker eigenbasis of each tensor, or the eigenbasis of"
                + " the whole matrix",
            SOURCE));
    all.add(
        new Setting(
            "gamma",
            new Setting.Real(0, 1),
            "1",
            "γ, how far U is on the geodesic from the identity to the eigenbasis",
            "Adam-or-GN Alg. 2"));
    all.add(
        new Setting(
            "diagonal",
            new Setting.Choice(List.of("gauss-newton", "squared-gradients")),
            "gauss-newton",
            "what D is; squared-gradients is Adam's",
            SOURCE));
    all.add(new Setting("power", new Setting.Real(-1, 0), "-1", "power p", SOURCE));
    all.add(
        new Setting(
            "damping",
            Setting.Real.NON_NEGATIVE,
            "1e-3",
            "α, added to D before the power; Adam's ε is √α",
            "Adam-or-GN §5"));
    all.add(
        new Setting(
            "beta2",
            Setting.Real.WEIGHT,
            "0.95",
            "β₂, weight of the past in squared gradients; the Gauss-Newton diagonal has no past",
            SOURCE));
    all.add(
        new Setting(
            "refresh-every", new Setting.Whole(1), "1", "steps between renewals of U", SOURCE));
    all.add(
        new Setting(
            "refresh-lag",
            new Setting.Whole(0),
            "0",
            "steps from a decomposition's begin to its first use, beside which it runs; fewer than"
                + " refresh-every",
            "0 is the paper's; it hides a decomposition that takes longer than a step"));
    all.add(
        new Setting(
            "update-every",
            new Setting.Whole(1),
            "1",
            "steps between renewals of D from the Gauss-Newton matrix; refresh-every and"
                + " refresh-lag are multiples of it, so that D belongs to U",
            "1 is the paper's; more where the matrix is dear"));
    all.addAll(FisherSettings.settings("exact", SOURCE));
    return List.copyOf(all);
  }

  @Override
  public String source() {
    return SOURCE;
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "gauss-newton", "running means, more bases, a layer's bias in its weights",
        "ekfac", "K-FAC's basis, and a running mean of the diagonal",
        "soap", "bases of the gradients of batches, with momentum",
        "adam", "the identity basis, with momentum");
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
    Timing timing =
        new Timing(
            update(settings),
            settings.whole("refresh-every"),
            settings.whole("refresh-every"),
            Schedule.constant(0),
            settings.text("diagonal").equals("gauss-newton")
                ? Schedule.constant(0)
                : settings.schedule("beta2"),
            /* forget= */ false,
            settings.whole("refresh-lag"));
    return new Descent(
        target.parameters(),
        new InBasis(
            title(),
            target,
            form(settings),
            FisherSettings.of(settings),
            timing,
            settings.schedule("damping")),
        settings);
  }

  /** A diagonal that is older than its basis would be that of another one. */
  private static long update(Settings settings) {
    long update = settings.whole("update-every");
    long refresh = settings.whole("refresh-every");
    long lag = settings.whole("refresh-lag");
    if (refresh % update != 0 || lag % update != 0) {
      throw new IllegalArgumentException(
          "update-every=%d, refresh-every=%d, refresh-lag=%d: want multiples of update-every, so that the diagonal is renewed with its basis"
              .formatted(update, refresh, lag));
    }
    return update;
  }

  private static Form form(Settings settings) {
    return new Form(
        basis(settings),
        settings.text("diagonal").equals("gauss-newton")
            ? new Spectrum.FisherDiagonal()
            : new Spectrum.SquaredGradients(),
        settings.schedule("power"),
        Positions.SUMMED,
        Form.Biases.APART);
  }

  private static Basis basis(Settings settings) {
    double gamma = settings.schedule("gamma").at(1);
    Basis end =
        switch (settings.text("basis")) {
          case "kronecker" -> new Basis.ExampleGradients();
          case "full" -> new Basis.Full(true);
          default -> new Basis.Identity();
        };
    if (gamma == 0 || end instanceof Basis.Identity) {
      return new Basis.Identity();
    }
    return gamma == 1 ? end : new Basis.Interpolated(end, gamma);
  }
}
