package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.List;
import java.util.Map;

/** Limited-memory BFGS, the classical yardstick. */
record Lbfgs() implements Recipe {
  @Override
  public String name() {
    return "lbfgs";
  }

  @Override
  public String title() {
    return "L-BFGS";
  }

  @Override
  public String summary() {
    return "Quasi-Newton with a line search, for a batch that stays the same: the yardstick of"
        + " full-batch training.";
  }

  @Override
  public List<String> equations() {
    return List.of(
        "W₊ = W − α H ∇",
        "H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ for the last m pairs, ρ = 1/yᵀs",
        "H₀ = (sᵀy / yᵀy) I",
        "s = W₊ − W, y = ∇₊ − ∇ on the same batch",
        "α: L(W − α d) ≤ L + c₁ α φ′ and |φ′(α)| ≤ c₂ |φ′|, d = H ∇, φ′ = −dᵀ∇");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy("over all parameters as one vector", "m curvature pairs", "−1");
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(
            "lr", Setting.Real.NON_NEGATIVE, "1", "first step length tried", "Newton's own"),
        new Setting(
            "memory", new Setting.Whole(0), "10", "pairs m", "Nocedal and Wright 2006: 3 to 20"),
        new Setting(
            "line-search",
            new Setting.Choice(List.of("strong-wolfe", "backtracking", "none")),
            "strong-wolfe",
            "how α is found",
            "Nocedal and Wright 2006, algorithms 3.5 and 3.6"),
        new Setting(
            "c1",
            Setting.Real.WEIGHT,
            "1e-4",
            "sufficient decrease c₁",
            "Nocedal and Wright 2006 §3.1"),
        new Setting(
            "c2", Setting.Real.WEIGHT, "0.9", "curvature c₂", "Nocedal and Wright 2006 §3.1"),
        new Setting(
            "evaluations", new Setting.Whole(1), "25", "evaluations of a line search", "PyTorch"),
        new Setting("weight-decay", Setting.Real.NON_NEGATIVE, "0", "weight decay ω", "off"),
        new Setting(
            "decay",
            new Setting.Choice(List.of("l2", "decoupled")),
            "l2",
            "penalty ω/2 ‖W‖², seen by the line search too, or W₊ ← W₊ − η ω W beside it",
            "a quasi-Newton method minimises one function"));
  }

  @Override
  public Map<String, String> leftOut() {
    String function =
        "pairs and line search need the gradient of the function whose values they see, and a"
            + " clipped gradient is that of no function";
    String length = "the line search chooses the length";
    return Map.of(
        "momentum", "the pairs hold what earlier steps teach, and the line search wants a descent",
        "nesterov", "there is no momentum to look ahead along",
        "clip-value", function,
        "clip-norm", function,
        "clip-kl", length,
        "graft", length);
  }

  @Override
  public String source() {
    return "Nocedal 1980; Liu and Nocedal 1989; Nocedal and Wright 2006, algorithm 7.5";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of(
        "sgd", "steps along the gradient, with a given length",
        "ngd", "takes the curvature of the batch itself instead of gathering pairs");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    double memory = settings.whole("memory");
    double vectors = 6 * memory + 8;
    return new Cost(
        0,
        0,
        (8 * memory + 8) * layer.weights(),
        8 * vectors * layer.weights(),
        2 * memory * layer.weights());
  }

  @Override
  public boolean needsNetwork() {
    return false;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    return new dev.layerwise.optim.lbfgs.Lbfgs(target.parameters(), settings);
  }
}
