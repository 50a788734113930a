package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.local.LocalRegression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Regression of every layer on targets of its own. */
record LocoProp() implements Recipe {
  @Override
  public String name() {
    return "locoprop";
  }

  @Override
  public String title() {
    return "LocoProp";
  }

  @Override
  public String summary() {
    return "Each layer is regressed on targets a step along its own output gradients, exactly or by"
        + " a few inner steps.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "W* = argmin_V ½ E‖V a − (z − γ g)‖² + (1/2η) ‖V − W‖²",
        "   = W − γ η G (I + η Q)⁻¹, Q = E[a aᵀ] of the batch",
        "W₊ = W − lr (W − W*)",
        "inner steps from Δ = 0: R = γ G + Δ Q + Δ/η, Δ ← Δ − s R, or RMSProp's");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy("I, eigenvectors of E[a aᵀ]", "the right spectrum alone", "−1");
  }

  @Override
  public List<Setting> settings() {
    List<Setting> all = new ArrayList<>(Descent.settings("1", "the solution itself"));
    all.add(
        new Setting(
            "gamma",
            new Setting.Real(1e-12, Double.MAX_VALUE),
            "0.1",
            "γ, how far the targets are along −g",
            "a trial on Fashion-MNIST; Concurrence App. D: 1"));
    all.add(
        new Setting(
            "proximal",
            new Setting.Real(1e-12, Double.MAX_VALUE),
            "10",
            "η of the proximal term",
            "a trial on Fashion-MNIST"));
    all.add(
        new Setting(
            "solver",
            new Setting.Choice(List.of("exact", "gradient", "rmsprop")),
            "exact",
            "the solution, or inner steps towards it",
            "Concurrence App. D; inner steps: Amid et al. 2022"));
    all.add(
        new Setting("inner-steps", new Setting.Whole(1), "10", "inner steps", "Amid et al. 2022"));
    all.add(
        new Setting(
            "inner-lr",
            Setting.Real.NON_NEGATIVE,
            "0.001",
            "length s of an inner step",
            "PyTorch's RMSProp is 0.01; smaller, since each step has ten"));
    return List.copyOf(all);
  }

  @Override
  public String source() {
    return "Amid, Anil and Warmuth 2022 (arXiv:2106.06199), LocoProp-S; Concurrence App. D, whose"
        + " targets are corrected";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "foof", "the same factor with a running mean: γ = lr, λ = 1/η",
        "dfw", "no proximal term");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    double dIn = layer.dIn();
    boolean exact = settings.text("solver").equals("exact");
    double product = Flops.product(layer.dOut(), dIn, dIn);
    return new Cost(
        Flops.gram(layer.batch(), dIn),
        exact ? Flops.inverse(dIn) : 0,
        exact ? product : settings.whole("inner-steps") * product,
        24 * layer.weights(),
        0);
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    String solver = settings.text("solver");
    return new Descent(
        target.parameters(),
        new LocalRegression(
            title(),
            target,
            new LocalRegression.Problem(settings.schedule("gamma"), settings.schedule("proximal")),
            solver.equals("exact")
                ? new LocalRegression.Solver.Exact()
                : new LocalRegression.Solver.Steps(
                    settings.whole("inner-steps"),
                    settings.schedule("inner-lr"),
                    solver.equals("rmsprop"))),
        settings);
  }
}
