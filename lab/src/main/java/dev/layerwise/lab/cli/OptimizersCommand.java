package dev.layerwise.lab.cli;

import dev.layerwise.lab.report.OptimizerFacts;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.Json;
import dev.layerwise.optim.Cost;
import dev.layerwise.optim.Nearest;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.recipe.Recipes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;

/** {@code layerwise optimizers}. */
@Command(
    name = "optimizers",
    mixinStandardHelpOptions = true,
    description = "Lists the optimizers; of one, says its update rule, settings, cost and source.",
    footerHeading = "%n",
    footer = {
      "Every optimizer is a choice of a basis, a spectrum and a power:",
      "W₊ = W − η U [(Uᵀ G V) ∘ Dᵖ] Vᵀ. The list names the three for each.",
      "",
      "Examples:",
      "  layerwise optimizers",
      "  layerwise optimizers sgd --layer 512x785 --batch 2048"
    })
final class OptimizersCommand implements Callable<Integer> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})[x×](\\d{1,9})");

  private final Context context;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "one of them")
  private Optional<String> name;

  @Option(names = "--json", description = "print JSON instead")
  private boolean json;

  @Option(
      names = "--layer",
      paramLabel = "OUTxIN",
      defaultValue = "256x785",
      description =
          "the layer whose cost is counted, a bias being one more input"
              + " (default: ${DEFAULT-VALUE})")
  private String layer;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "512",
      description = "the batch whose cost is counted (default: ${DEFAULT-VALUE})")
  private long batch;

  OptimizersCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Cost.LayerSize size = size();
    OptimizerText text = new OptimizerText(context.console().columns());
    if (json) {
      List<Recipe> shown = name.map(one -> List.of(recipe(one))).orElseGet(Recipes::all);
      ArrayNode array = (ArrayNode) Json.tree(List.of());
      shown.forEach(recipe -> array.add(OptimizerFacts.of(recipe, size).tree()));
      context.console().out().print(Json.pretty(name.isPresent() ? array.get(0) : array));
    } else if (name.isPresent()) {
      context.console().out().print(text.of(OptimizerFacts.of(recipe(name.get()), size)));
    } else {
      context.console().out().print(text.list(Recipes.families()));
    }
    return Layerwise.DONE;
  }

  private static Recipe recipe(String name) {
    List<Recipe> all = Recipes.all();
    return all.stream()
        .filter(recipe -> recipe.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new InputException(
                "unknown optimizer '"
                    + name
                    + "'"
                    + Nearest.question(name, all.stream().map(Recipe::name).toList())
                    + " (layerwise optimizers shows all "
                    + all.size()
                    + ")"));
  }

  private Cost.LayerSize size() {
    Matcher sizes = SIZE.matcher(layer);
    if (!sizes.matches() || sizes.group(1).matches("0+") || sizes.group(2).matches("0+")) {
      throw new InputException("--layer is " + layer + "; want OUTxIN, such as 256x785");
    }
    if (batch < 1) {
      throw new InputException("--batch is " + batch + "; want a number of at least 1");
    }
    return new Cost.LayerSize(
        Integer.parseInt(sizes.group(1)), Integer.parseInt(sizes.group(2)), batch);
  }
}
