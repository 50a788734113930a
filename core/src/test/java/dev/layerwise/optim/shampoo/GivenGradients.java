package dev.layerwise.optim.shampoo;

import dev.layerwise.linalg.Matrix;
import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Objective;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.Recipe.Target;
import dev.layerwise.optim.Settings;
import dev.layerwise.optim.recipe.Recipes;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Parameters of several orders, and gradients that do not depend on them. */
final class GivenGradients implements Objective {
  final List<Parameter> parameters;
  private long t;
  private boolean broken;

  GivenGradients(Parameter... parameters) {
    this.parameters = List.of(parameters);
    for (Parameter p : parameters) {
      draw(p.value(), p.name().hashCode());
    }
  }

  static GivenGradients ofAllOrders() {
    return new GivenGradients(
        new Parameter("W", Parameter.Kind.WEIGHT, 5, 3),
        new Parameter("b", Parameter.Kind.BIAS, 5),
        new Parameter("K", Parameter.Kind.KERNEL, 3, 2, 2, 3));
  }

  Optimizer start(String recipe, String... said) {
    Map<String, String> settings = new java.util.HashMap<>();
    for (String s : said) {
      String[] sides = s.split("=", 2);
      settings.put(sides[0], sides[1]);
    }
    var found = Recipes.named(recipe);
    return found.start(new Target(parameters, List.of()), Settings.of(found.settings(), settings));
  }

  GivenGradients at(long step) {
    t = step;
    return this;
  }

  /** From now on a gradient has an entry that is not a number. */
  GivenGradients broken(boolean is) {
    broken = is;
    return this;
  }

  Matrix gradient(Parameter p) {
    return draw(Matrix.zeros(p.value().rows(), p.value().cols()), 31 * t + p.name().hashCode());
  }

  private static Matrix draw(Matrix M, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return M.fillColumnsInPlace(entries -> {
      for (int i = 0; i < entries.length; i++) {
        entries[i] = random.nextGaussian();
      }
    });
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public double gradient() {
    for (Parameter p : parameters) {
      p.gradient().setTo(gradient(p));
      if (broken) {
        p.gradient().set(0, 0, 1e200); // whose square is infinite
      }
    }
    t++;
    return 1;
  }

  @Override
  public double loss() {
    return 1;
  }
}
