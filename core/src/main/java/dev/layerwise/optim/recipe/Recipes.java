package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Nearest;
import dev.layerwise.optim.Recipe;
import java.util.List;

/** Every optimizer, in the order in which they are listed. A new one adds its line here. */
public final class Recipes {
  private Recipes() {}

  /** All of them. */
  public static List<Recipe> all() {
    return List.of(
        new GradientDescent(),
        new SignDescent(),
        new RmsProp(),
        new AdaGrad(),
        new Adam(),
        new AmsGrad(),
        new AdamW(),
        new Lion(),
        new Adafactor(),
        new Sophia(),
        new Kfac(),
        new KfacTridiagonal(),
        new KfacPytorch(),
        new Ekfac(),
        new GaussNewton(),
        new Foof(),
        new Dfw(),
        new LocoProp(),
        new ShampooRecipe(),
        new SoapRecipe(),
        new SoapDsRecipe(),
        new Muon(),
        new NaturalGradientDescent(),
        new SteepestDescent(),
        new Lbfgs());
  }

  /**
   * The one of a name.
   *
   * @throws IllegalArgumentException if there is none, naming those that there are
   */
  public static Recipe named(String name) {
    return all().stream()
        .filter(recipe -> recipe.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no optimizer '"
                    + name
                    + "'"
                    + Nearest.question(name, names())
                    + "; there are "
                    + String.join(", ", names())));
  }

  private static List<String> names() {
    return all().stream().map(Recipe::name).toList();
  }
}
