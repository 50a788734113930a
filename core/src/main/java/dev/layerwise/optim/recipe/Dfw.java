package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.local.RightFactor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** FOOF without memory and with a vanishing damping. */
record Dfw() implements Recipe {
  @Override
  public String name() {
    return "dfw";
  }

  @Override
  public String title() {
    return "DFW";
  }

  @Override
  public String summary() {
    return "Feature whitening: the right factor of the batch at hand, undamped but for a guard"
        + " against inputs that do not vary.";
  }

  @Override
  public List<String> equations() {
    return List.of("W₊ = W − η G (Q + ε (tr Q/dIn) I)⁻¹, Q = E[a aᵀ] of the batch");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy("I, eigenvectors of E[a aᵀ]", "the right spectrum alone", "−1");
  }

  @Override
  public List<Setting> settings() {
    List<Setting> all = new ArrayList<>(Descent.settings("0.3", "a trial on Fashion-MNIST"));
    all.add(
        new Setting(
            "guard",
            Setting.Real.NON_NEGATIVE,
            "0.01",
            "ε, relative to the mean eigenvalue of Q; 0 needs as many examples as inputs",
            "a trial on Fashion-MNIST"));
    return List.copyOf(all);
  }

  @Override
  public String source() {
    return "Zhang, Moniri, Nagwekar, Rahman, Xue, Hassani and Matni 2024; Concurrence App. D";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of("foof", "a running mean of the factor, and damping in its own units");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    double dIn = layer.dIn();
    return new Cost(
        Flops.gram((double) layer.batch(), dIn),
        Flops.inverse(dIn),
        Flops.product(layer.dOut(), dIn, dIn),
        24 * layer.weights(),
        2 * dIn * dIn);
  }

  @Override
  public boolean needsNetwork() {
    return true;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    return new Descent(
        target.parameters(),
        new RightFactor(
            title(),
            target,
            new RightFactor.Damping(settings.schedule("guard"), 1, /* relative= */ true),
            /* update= */ 1,
            /* refresh= */ 1,
            /* past= */ 0),
        settings);
  }
}
