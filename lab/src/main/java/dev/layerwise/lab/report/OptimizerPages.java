package dev.layerwise.lab.report;

import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The catalogue of optimizers as Markdown: an index and a page for each. */
public final class OptimizerPages {
  private static final String GENERATED =
      "*Generated from the catalogue; see [CONTRIBUTING](../../CONTRIBUTING.md).*\n";

  private OptimizerPages() {}

  /**
   * Writes all pages.
   *
   * @param recipes the catalogue
   * @return file names and texts, the index {@code README.md} first
   */
  public static Map<String, String> of(List<Recipe> recipes) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("README.md", index(recipes));
    recipes.forEach(recipe -> pages.put(recipe.name() + ".md", page(recipe, recipes)));
    return pages;
  }

  private static String index(List<Recipe> recipes) {
    StringBuilder page = new StringBuilder("# Optimizers\n\n");
    page.append(
        """
        Each is a choice of a basis `U, V`, a spectrum `D` and a power `p` in one update,

        ```
        W₊ = W − η U [(Uᵀ G V) ∘ Dᵖ] Vᵀ
        ```

        | optimizer | basis | spectrum | power |
        | --- | --- | --- | --- |
        """);
    for (Recipe recipe : recipes) {
      Anatomy anatomy = recipe.anatomy();
      row(
          page,
          "[" + recipe.title() + "](" + recipe.name() + ".md)",
          anatomy.basis(),
          anatomy.spectrum(),
          anatomy.power());
    }
    page.append("\n`layerwise optimizers NAME` prints the same as these pages.\n\n");
    return page.append(GENERATED).toString();
  }

  private static String page(Recipe recipe, List<Recipe> recipes) {
    StringBuilder page = new StringBuilder();
    page.append("# ").append(recipe.title()).append("\n\n").append(recipe.summary());
    page.append(" On the command line: `--optimizer ").append(recipe.name()).append("`.\n");
    page.append("\n## Update rule\n\n```\n");
    recipe.equations().forEach(line -> page.append(line).append('\n'));
    page.append("```\n\n");
    Anatomy anatomy = recipe.anatomy();
    page.append("In `W₊ = W − η U [(Uᵀ G V) ∘ Dᵖ] Vᵀ` it chooses:\n\n| | |\n| --- | --- |\n");
    row(page, "basis", anatomy.basis());
    row(page, "spectrum", anatomy.spectrum());
    if (!anatomy.power().isEmpty()) {
      row(page, "power", anatomy.power());
    }
    settings(page, recipe.settings());
    if (!recipe.leftOut().isEmpty()) {
      page.append("\nWithout, of what goes around other methods:\n\n");
      new TreeMap<>(recipe.leftOut())
          .forEach((name, why) ->
              page.append("- `").append(name).append("`: ").append(why).append('\n'));
    }
    cost(page, OptimizerFacts.of(recipe, OptimizerFacts.USUAL));
    if (!recipe.neighbours().isEmpty()) {
      page.append("\n## Neighbours\n\n");
      new TreeMap<>(recipe.neighbours())
          .forEach((name, how) ->
              page.append("- ").append(link(name, recipes)).append(": ").append(how).append('\n'));
    }
    page.append("\n## Source\n\n").append(recipe.source()).append("\n\n");
    return page.append(GENERATED).toString();
  }

  private static String link(String name, List<Recipe> recipes) {
    return recipes.stream()
        .filter(recipe -> recipe.name().equals(name))
        .findFirst()
        .map(recipe -> "[" + recipe.title() + "](" + name + ".md)")
        .orElse("`" + name + "`");
  }

  private static void settings(StringBuilder page, List<Setting> settings) {
    page.append("\n## Settings\n\n| name | default | meaning | takes | source of the default |\n");
    page.append("| --- | --- | --- | --- | --- |\n");
    for (Setting setting : settings) {
      row(
          page,
          "`" + setting.name() + "`",
          setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`",
          setting.meaning(),
          OptimizerFacts.takes(setting),
          setting.source());
    }
  }

  private static void cost(StringBuilder page, OptimizerFacts facts) {
    page.append("\n## Counted cost\n\nOf a step on ").append(facts.sizeInWords());
    page.append(", at the defaults:\n\n| | |\n| --- | --- |\n");
    facts.costs().forEach((what, value) -> row(page, what, value));
  }

  private static void row(StringBuilder page, String... cells) {
    page.append('|');
    for (String cell : cells) {
      page.append(' ').append(cell.replace("|", "\\|")).append(cell.isEmpty() ? "|" : " |");
    }
    page.append('\n');
  }
}
