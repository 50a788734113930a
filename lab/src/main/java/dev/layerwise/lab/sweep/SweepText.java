package dev.layerwise.lab.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Prints a sweep as the file that {@link SweepFile} reads back to an equal one. */
public final class SweepText {
  /** What YAML reads as itself between brackets: no indicator, no number's or truth's likeness. */
  private static final Pattern PLAIN =
      Pattern.compile("(?!(?i:true|false|null|yes|no|on|off|y|n)$)[\\p{L}][\\p{L}\\p{N}._/⁻¹½-]*");

  private static final Pattern NUMBER =
      Pattern.compile("-?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  /** Runs of seeds from this length on are written as a range. */
  private static final int RANGE = 3;

  private final StringBuilder text = new StringBuilder();

  private SweepText() {}

  /**
   * The file of a sweep.
   *
   * @param sweep any sweep
   * @return YAML, ending in a line feed
   */
  public static String of(Sweep sweep) {
    SweepText printer = new SweepText();
    switch (sweep) {
      case Trainings trainings -> printer.trainings(trainings);
      case Study study -> printer.study(study);
    }
    return printer.text.toString();
  }

  private void study(Study study) {
    line(0, "sweep", scalar(study.id()));
    line(0, "study", scalar(study.study()));
    line(0, "scale", study.scale().label());
    seeds(study.seeds());
    line(0, "parameters", "");
    study.parameters().values().forEach((name, values) -> line(1, name, grid(values)));
  }

  private void trainings(Trainings sweep) {
    line(0, "sweep", scalar(sweep.id()));
    line(0, "title", scalar(sweep.heading().title()));
    line(0, "paper", scalar(sweep.heading().paper()));
    line(0, "place", scalar(sweep.heading().place()));
    line(0, "shows", scalar(sweep.heading().shows()));
    line(0, "scale", sweep.scale().label());
    seeds(sweep.seeds());
    line(0, "panels", "");
    sweep.panels().forEach(this::panel);
    if (!sweep.plots().isEmpty()) {
      line(0, "plots", "");
      sweep.plots().forEach(this::plot);
    }
  }

  private void seeds(Seeds seeds) {
    line(0, "seeds", "");
    line(1, "evaluation", seeds(seeds.evaluation()));
    if (!seeds.tuning().isEmpty()) {
      line(1, "tuning", seeds(seeds.tuning()));
    }
  }

  private static String seeds(List<Long> seeds) {
    long first = seeds.getFirst();
    for (int i = 0; i < seeds.size(); i++) {
      if (seeds.get(i) != first + i || seeds.size() < RANGE || first < 0) {
        return list(seeds.stream().map(String::valueOf).toList());
      }
    }
    return first + ".." + seeds.getLast();
  }

  private void panel(Panel panel) {
    item(1, "name", scalar(panel.name()));
    line(2, "title", scalar(panel.title()));
    Problem problem = panel.problem();
    List<String> task = new ArrayList<>(List.of("name: " + scalar(problem.task())));
    problem.parameters().values().forEach((name, values) -> task.add(name + ": " + grid(values)));
    line(2, "task", "{" + String.join(", ", task) + "}");
    if (!problem.models().isEmpty()) {
      line(2, "model", grid(problem.models()));
      line(2, "init", scalar(problem.init()));
    }
    line(2, "steps", String.valueOf(panel.budget().steps()));
    line(2, "every", String.valueOf(panel.budget().every()));
    line(2, "record", list(panel.budget().record().stream().map(SweepText::scalar).toList()));
    line(2, "methods", "");
    panel.methods().forEach(this::method);
  }

  private void method(Method method) {
    item(3, "name", scalar(method.name()));
    line(4, "label", scalar(method.label()));
    for (Map.Entry<String, List<String>> setting : method.settings().values().entrySet()) {
      line(4, setting.getKey(), grid(setting.getValue()));
    }
    if (!method.tune().isEmpty()) {
      line(4, "tune", list(method.tune()));
    }
  }

  private void plot(Plot plot) {
    item(1, "title", scalar(plot.title()));
    line(2, "caption", scalar(plot.caption()));
    line(2, "x", scalar(plot.x()));
    line(2, "y", scalar(plot.y()));
    if (!plot.panels().isEmpty()) {
      line(2, "panels", list(plot.panels().stream().map(SweepText::scalar).toList()));
    }
    line(2, "x-axis", plot.xSpacing().name().toLowerCase(Locale.ROOT));
    line(2, "y-axis", plot.ySpacing().name().toLowerCase(Locale.ROOT));
  }

  private void line(int depth, String key, String value) {
    text.append("  ".repeat(depth)).append(key).append(':');
    text.append(value.isEmpty() ? "" : " " + value).append('\n');
  }

  private void item(int depth, String key, String value) {
    text.append("  ".repeat(depth)).append("- ").append(key).append(": ").append(value);
    text.append('\n');
  }

  private static String grid(List<String> values) {
    List<String> scalars = values.stream().map(SweepText::scalar).toList();
    return scalars.size() == 1 ? scalars.getFirst() : list(scalars);
  }

  private static String list(List<String> scalars) {
    return "[" + String.join(", ", scalars) + "]";
  }

  /** As itself where YAML reads it so, else between double quotes. */
  static String scalar(String value) {
    if (PLAIN.matcher(value).matches() || NUMBER.matcher(value).matches()) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\t' -> quoted.append("\\t");
            default -> quoted.appendCodePoint(c);
          }
        });
    return quoted.append('"').toString();
  }
}
