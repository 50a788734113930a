package dev.layerwise.lab.cli;

import dev.layerwise.lab.report.OptimizerFacts;
import dev.layerwise.optim.Anatomy;
import dev.layerwise.optim.Recipe;
import dev.layerwise.optim.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What {@code optimizers} prints. */
final class OptimizerText {
  /** The source of the defaults that leave a part out. */
  private static final String OFF = "off";

  private static final int NARROWEST = 30;

  private final int columns;

  OptimizerText(int columns) {
    this.columns = columns;
  }

  /** The catalogue. */
  String list(Map<String, List<Recipe>> families) {
    StringBuilder text = new StringBuilder();
    List<String> names =
        families.values().stream().flatMap(List::stream).map(Recipe::name).toList();
    int width = width(names, Function.identity());
    families.forEach((family, recipes) -> {
      text.append("from ").append(family).append('\n');
      for (Recipe recipe : recipes) {
        row(text, recipe.name(), width, recipe.summary());
        text.append(new Wrapped(columns, 2 + width + 2).of(shortly(recipe.anatomy())));
      }
      text.append('\n');
    });
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
    named(text, "without, of what goes around other methods", recipe.leftOut());
    text.append("\ncounted cost of a step on ").append(facts.sizeInWords()).append('\n');
    Map<String, String> costs = facts.costs();
    int width = width(costs.keySet().stream().toList(), Function.identity());
    costs.forEach((what, value) -> row(text, what, width, value));
    named(text, "neighbours", recipe.neighbours());
    text.append("\nsource\n").append(new Wrapped(columns, 2).of(recipe.source()));
    return text.toString();
  }

  /** A section of names and sentences, if there are any. */
  private void named(StringBuilder text, String title, Map<String, String> sentences) {
    if (!sentences.isEmpty()) {
      text.append('\n').append(title).append('\n');
      List<String> names = sentences.keySet().stream().sorted().toList();
      names.forEach(
          name -> row(text, name, width(names, Function.identity()), sentences.get(name)));
    }
  }

  /** A line of the update rule, with its continuations further in. */
  private String equation(String line) {
    if (line.length() + 2 <= columns) {
      return "  " + line + "\n";
    }
    return new Wrapped(columns - 6, 0).of(line).strip().indent(6).substring(4);
  }

  private void settings(StringBuilder text, List<Setting> settings) {
    String usual = usualSource(settings);
    text.append("\nsettings, with defaults\n");
    if (!usual.isEmpty()) {
      text.append(
          new Wrapped(columns, 2).of("from: " + usual + ", where no other source is in brackets"));
    }
    int names = width(settings, Setting::name);
    int values = width(settings, Setting::defaultValue);
    int kinds = width(settings, setting -> takes(setting.kind()));
    boolean beside = columns >= 2 + names + 2 + values + 2 + kinds + 2 + NARROWEST;
    for (Setting setting : settings) {
      String head = padded(setting.name(), names) + "  " + padded(setting.defaultValue(), values);
      String takes = takes(setting.kind());
      String meaning = meaning(setting, usual);
      String all = beside ? head + "  " + padded(takes, kinds) : head;
      row(text, all, all.length(), beside ? meaning : takes + ": " + meaning);
    }
    if (settings.stream().anyMatch(setting -> setting.kind() instanceof Setting.Real)) {
      text.append("  ~ may follow a schedule, such as cosine(0.1, 1000)\n");
    }
  }

  /** The source that most of the defaults have, if it is that of several. */
  private static String usualSource(List<Setting> settings) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    settings.stream()
        .filter(setting -> !setting.source().equals(OFF))
        .forEach(setting -> counts.merge(setting.source(), 1, Integer::sum));
    String usual = "";
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > Math.max(1, counts.getOrDefault(usual, 0))) {
        usual = entry.getKey();
      }
    }
    return usual;
  }

  private static String meaning(Setting setting, String usual) {
    String words =
        setting.kind() instanceof Setting.Choice || setting.kind() instanceof Setting.Text
            ? "; " + setting.kind().wanted()
            : "";
    boolean said = setting.source().equals(usual) || setting.source().equals(OFF);
    return setting.meaning() + words + (said ? "" : " [" + setting.source() + "]");
  }

  /** What values a setting takes, in a word. */
  private static String takes(Setting.Kind kind) {
    return switch (kind) {
      case Setting.Real real ->
          (real.max() == Double.MAX_VALUE
                  ? (real.min() == Double.MIN_VALUE ? "> 0" : "≥ " + number(real.min()))
                  : number(real.min()) + " … " + number(real.max()))
              + " ~";
      case Setting.Constant number -> number.wanted();
      case Setting.Whole whole -> "whole ≥ " + whole.min();
      case Setting.Flag _ -> "flag";
      case Setting.Text _ -> "text";
      case Setting.Choice _ -> "word";
    };
  }

  private static String number(double value) {
    if (value == -Double.MAX_VALUE) {
      return "any";
    }
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
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
