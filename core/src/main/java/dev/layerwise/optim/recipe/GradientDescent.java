package dev.layerwise.optim.recipe;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.PerParameter;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.optim.Step;
import java.util.List;
import java.util.Map;

/** Stochastic gradient descent: {@code P = I}, {@code Q = I}. */
record GradientDescent() implements GradientOnly {
  private static final PerParameter.Part IDENTITY =
      new PerParameter.Part() {
        @Override
        public Matrix update(Matrix G, Step step) {
          return G;
        }

        @Override
        public void state(StateVisitor visitor) {
          // remembers nothing
        }
      };

  @Override
  public Page page() {
    return new Page(
        "sgd",
        "SGD",
        "Gradient descent, with momentum where it is asked for.",
        List.of("M ← μ M + (1 − τ) G", "W₊ = W − η M        or W − η (G + μ M) with Nesterov"),
        new Anatomy("I, I", "1", ""),
        "Robbins and Monro 1951; PyTorch's SGD for momentum and the order of the parts",
        Map.of(
            "adam", "divides each entry by the root of its running second moment",
            "signsgd", "keeps the sign of each entry alone"));
  }

  @Override
  public List<Setting> settings() {
    return Setting.withDefault(
        Descent.settings("0.1", "a common choice for normalised inputs"), "decay", "l2", "PyTorch");
  }

  @Override
  public PerParameter.Part part(Parameter parameter, Settings settings) {
    return IDENTITY;
  }

  @Override
  public PerWeight perWeight(Settings settings) {
    return new PerWeight(0, 0, 0);
  }
}
