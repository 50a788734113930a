package dev.layerwise.optim.recipe;

import dev.layerwise.optim.Nearest;
import dev.layerwise.optim.Recipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every optimizer, in the order in which they are listed. A new one adds its line here. */
public final class Recipes {
  private Recipes() {}

  /** The families, by what a method looks at. */
  public static Map<String, List<Recipe>> families() {
    Map<String, List<Recipe>> families = new LinkedHashMap<>();
    families.put(
        "the gradient's entries",
        List.of(
            new GradientDescent(),
            new SignDescent(),
            new RmsProp(),
            new AdaGrad(),
            new Adam(),
            new AmsGrad(),
            new AdamW(),
            new Lion(),
            new Adafactor()));
    families.put(
        "the gradient as a matrix",
        List.of(
            new ShampooRecipe(),
            new SoapRecipe(),
            new SoapDsRecipe(),
            new Muon(),
            new SteepestDescent()));
    families.put(
        "inputs and output gradients of each layer",
        List.of(
            new Kfac(),
            new KfacTridiagonal(),
            new KfacPytorch(),
            new Ekfac(),
            new GaussNewton(),
            new AdamOrGaussNewton(),
            new Foof(),
            new Dfw(),
            new LocoProp(),
            new ShampooOfExamples()));
    families.put(
        "curvature of the loss, without layers",
        List.of(new Sophia(), new NaturalGradientDescent(), new Lbfgs()));
    return families;
  }

  /** All of them. */
  public static List<Recipe> all() {
    return families().values().stream().flatMap(List::stream).toList();
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
