package dev.layerwise.optim.recipe;

import dev.layerwise.nn.Parameter;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Descent;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.PerParameter;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Settings;
import java.util.List;
import java.util.Map;

/** A method that needs gradients alone, each parameter's by itself. */
interface GradientOnly extends Recipe {
  /**
   * What its page says.
   *
   * @param name the name on the command line
   * @param title the name in a text
   * @param summary one sentence
   * @param equations the update rule
   * @param anatomy basis, spectrum, power
   * @param source where it comes from
   * @param neighbours how the nearest others differ
   */
  record Page(
      String name,
      String title,
      String summary,
      List<String> equations,
      Anatomy anatomy,
      String source,
      Map<String, String> neighbours) {}

  /** What its page says. */
  Page page();

  /** Starts the method on one parameter. */
  PerParameter.Part part(Parameter parameter, Settings settings);

  /**
   * Floating-point operations, reads and writes, and remembered numbers, each for one weight; a
   * division or root counts as one operation.
   */
  record PerWeight(double flops, double touched, double numbers) {}

  /** What a step costs for each weight. */
  PerWeight perWeight(Settings settings);

  @Override
  default String name() {
    return page().name();
  }

  @Override
  default String title() {
    return page().title();
  }

  @Override
  default String summary() {
    return page().summary();
  }

  @Override
  default List<String> equations() {
    return page().equations();
  }

  @Override
  default Anatomy anatomy() {
    return page().anatomy();
  }

  @Override
  default String source() {
    return page().source();
  }

  @Override
  default Map<String, String> neighbours() {
    return page().neighbours();
  }

  @Override
  default boolean needsNetwork() {
    return false;
  }

  @Override
  default Cost cost(Cost.LayerSize layer, Settings settings) {
    PerWeight one = perWeight(settings);
    double weights = layer.weights();
    return new Cost(
            0, 0, one.flops() * weights, 8 * one.touched() * weights, one.numbers() * weights)
        .plus(Descent.cost(layer, settings));
  }

  @Override
  default Optimizer start(Target target, Settings settings) {
    return new Descent(
        target.parameters(),
        new PerParameter(target.parameters(), p -> part(p, settings)),
        settings);
  }
}
