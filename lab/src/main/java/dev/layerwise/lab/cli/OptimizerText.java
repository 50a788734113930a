package dev.layerwise.lab.cli;

import dev.layerwise.lab.report.OptimizerFacts;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What {@code optimizers} prints. */
final class OptimizerText {
  private final int columns;

  OptimizerText(int columns) {
    this.columns = columns;
  }

  /** The catalogue. */
  String list(List<Recipe> recipes) {
    StringBuilder text = new StringBuilder();
    int width = recipes.stream().mapToInt(recipe -> recipe.name().length()).max().orElse(0);
    for (Recipe recipe : recipes) {
      text.append(padded(recipe.name(), width)).append("  ").append(recipe.title()).append('\n');
      text.append(new Wrapped(columns, 4).of(recipe.summary()));
      text.append(new Wrapped(columns, 4).of(shortly(recipe.anatomy())));
    }
    return text.append("See one with: layerwise optimizers NAME\n").toString();
  }

  private static String shortly(Anatomy anatomy) {
    String basis = "basis: " + anatomy.basis();
    String spectrum = anatomy.spectrum().isEmpty() ? "" : "; spectrum: " + anatomy.spectrum();
    String power = anatomy.power().isEmpty() ? "" : "; power: " + anatomy.power();
    return basis + spectrum + power;
  }

  /** One of them. */
  String of(OptimizerFacts facts) {
    Recipe recipe = facts.recipe();
    StringBuilder text = new StringBuilder();
    text.append(recipe.title()).append(" (").append(recipe.name()).append(")\n");
    text.append(new Wrapped(columns, 2).of(recipe.summary()));
    text.append("\nupdate rule\n");
    recipe.equations().forEach(line -> text.append(equation(line)));
    text.append("\nwhat it chooses, in W₊ = W − η U [(Uᵀ G V) ∘ Dᵖ] Vᵀ\n");
    Anatomy anatomy = recipe.anatomy();
    row(text, "basis", 8, anatomy.basis());
    row(text, "spectrum", 8, anatomy.spectrum());
    row(text, "power", 8, anatomy.power());
    settings(text, recipe.settings());
    text.append("\ncounted cost of a step on ").append(facts.sizeInWords()).append('\n');
    Map<String, String> costs = facts.costs();
    int width = width(costs.keySet().stream().toList(), Function.identity());
    costs.forEach((what, value) -> row(text, what, width, value));
    if (!recipe.neighbours().isEmpty()) {
      text.append("\nneighbours\n");
      List<String> names = recipe.neighbours().keySet().stream().sorted().toList();
      names.forEach(name ->
          row(text, name, width(names, Function.identity()), recipe.neighbours().get(name)));
    }
    text.append("\nsource\n").append(new Wrapped(columns, 2).of(recipe.source()));
    return text.toString();
  }

  private void settings(StringBuilder text, List<Setting> settings) {
    text.append("\nsettings, with defaults and where those come from\n");
    int names = width(settings, Setting::name);
    int values = width(settings, Setting::defaultValue);
    List<String> sources = settings.stream().map(Setting::source).distinct().toList();
    for (Setting setting : settings) {
      String head = padded(setting.name(), names) + "  " + padded(setting.defaultValue(), values);
      String takes = OptimizerFacts.takes(setting.kind());
      row(
          text,
          head,
          head.length(),
          setting.meaning()
              + (takes.isEmpty() ? "" : "; " + takes)
              + " ["
              + (1 + sources.indexOf(setting.source()))
              + "]");
    }
    for (int i = 0; i < sources.size(); i++) {
      row(text, "[" + (1 + i) + "]", ("[" + sources.size() + "]").length(), sources.get(i));
    }
  }

  /** A line as it is, or broken where it is too long. */
  private String equation(String line) {
    if (line.length() + 2 <= columns) {
      return "  " + line + "\n";
    }
    String broken = new Wrapped(columns, 6).of(line);
    return broken.substring(4);
  }

  /** A name and, beside it, text in as many lines as it takes. */
  private void row(StringBuilder text, String name, int width, String value) {
    if (value.isEmpty()) {
      return;
    }
    String lines = new Wrapped(columns, 2 + width + 2).of(value);
    text.append("  ").append(padded(name, width)).append(lines.substring(2 + width));
  }

  private static <T> int width(List<T> rows, Function<T, String> cell) {
    return rows.stream().mapToInt(row -> cell.apply(row).length()).max().orElse(0);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
