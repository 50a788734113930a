package dev.layerwise.optim.recipe;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.PerParameter;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.StateVisitor;
import dev.layerwise.optim.Step;
import java.util.List;
import java.util.Map;

/** Stochastic gradient descent: {@code P = I}, {@code Q = I}. */
record GradientDescent() implements Recipe {
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
  public String name() {
    return "sgd";
  }

  @Override
  public String title() {
    return "SGD";
  }

  @Override
  public String summary() {
    return "Gradient descent, with momentum where it is asked for.";
  }

  @Override
  public List<String> equations() {
    return List.of("W₊ = W − η G");
  }

  @Override
  public Anatomy anatomy() {
    return new Anatomy("I, I", "1", "");
  }

  @Override
  public List<Setting> settings() {
    return Descent.settings("0.1", "a common choice for normalised inputs");
  }

  @Override
  public String source() {
    return "Robbins and Monro 1951; PyTorch's SGD for the order of the parts";
  }

  @Override
  public Map<String, String> neighbours() {
    return Map.of("adam", "divides each entry by the root of its running second moment");
  }

  @Override
  public Cost cost(Cost.LayerSize layer, Settings settings) {
    return Cost.NONE;
  }

  @Override
  public boolean needsNetwork() {
    return false;
  }

  @Override
  public Optimizer start(Target target, Settings settings) {
    return new Descent(
        target.parameters(), new PerParameter(target.parameters(), p -> IDENTITY), settings);
  }
}
