package dev.layerwise.lab.cli;

import dev.layerwise.lab.theory.Answer;
import dev.layerwise.lab.theory.Calculator;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What {@code theory} prints. */
final class TheoryText {
  private static final int LONGEST_VALUE = 24;

  private final int columns;

  TheoryText(int columns) {
    this.columns = columns;
  }

  /** The catalogue, with what each can be asked. */
  String list(List<Calculator> calculators) {
    StringBuilder text = new StringBuilder();
    for (Calculator calculator : calculators) {
      text.append(calculator.name()).append('\n');
      text.append(new Wrapped(columns, 2).of(calculator.summary() + "."));
      List<Setting> settings = calculator.settings();
      int names = width(settings, Setting::name);
      for (Setting setting : settings) {
        row(
            text,
            setting.name(),
            names,
            setting.meaning() + "; " + setting.kind().wanted() + byDefault(setting));
      }
      text.append('\n');
    }
    return text.append("Ask one with: layerwise theory NAME --set SETTING=VALUE\n").toString();
  }

  private static String byDefault(Setting setting) {
    return setting.defaultValue().isEmpty() ? "" : " (" + setting.defaultValue() + ")";
  }

  /** An answer. */
  String of(Calculator calculator, Settings settings, Answer answer) {
    StringBuilder text = new StringBuilder();
    text.append(new Wrapped(columns, 0).of(calculator.summary()));
    text.append('\n');
    calculator.equations().forEach(line -> text.append(equation(line)));
    text.append(new Wrapped(columns, 2).of("(" + calculator.source() + ")"));
    text.append("\nasked\n");
    List<Setting> known = calculator.settings();
    int names = width(known, Setting::name);
    int said = width(known, setting -> shown(settings, setting));
    for (Setting setting : known) {
      String head = padded(setting.name(), names) + "  " + padded(shown(settings, setting), said);
      row(text, head, head.length(), setting.meaning());
    }
    text.append("\nanswer\n");
    answers(text, answer.fields());
    for (List<Answer.Field> lists : lists(answer.fields())) {
      text.append('\n');
      table(text, lists);
    }
    return text.toString();
  }

  private void answers(StringBuilder text, List<Answer.Field> fields) {
    int names = width(fields, Answer.Field::name);
    int numbers =
        fields.stream()
            .filter(field -> field.value() instanceof Answer.Real)
            .mapToInt(field -> value(field.value()).length())
            .max()
            .orElse(4);
    for (Answer.Field field : fields) {
      String because = field.value().because();
      String meaning = field.meaning() + (because.isEmpty() ? "" : "; none: " + because);
      switch (field.value()) {
        case Answer.Text(String words) -> row(text, field.name(), names, meaning + ": " + words);
        case Answer.Real _, Answer.Whole _, Answer.Undefined _, Answer.Reals _ -> {
          String head = padded(field.name(), names + 2) + padded(value(field.value()), numbers);
          row(text, head, head.length(), meaning);
        }
      }
    }
  }

  /** The fields that are lists, those of one length together. */
  private static Collection<List<Answer.Field>> lists(List<Answer.Field> fields) {
    Map<Integer, List<Answer.Field>> byLength = new LinkedHashMap<>();
    for (Answer.Field field : fields) {
      if (field.value() instanceof Answer.Reals(List<Double> numbers, String _)) {
        byLength.computeIfAbsent(numbers.size(), _ -> new ArrayList<>()).add(field);
      }
    }
    return byLength.values();
  }

  /** Lists below one another, as many entries beside one another as fit. */
  private void table(StringBuilder text, List<Answer.Field> lists) {
    int names = width(lists, Answer.Field::name);
    List<List<String>> cells = lists.stream().map(field -> numbers(field.value())).toList();
    int cell = cells.stream().flatMap(List::stream).mapToInt(String::length).max().orElse(0);
    int entries = cells.getFirst().size();
    int beside = Math.max(1, (columns - 2 - names) / (2 + cell));
    for (int from = 0; from < entries; from += beside) {
      text.append(from == 0 ? "" : "\n");
      for (int i = 0; i < lists.size(); i++) {
        StringBuilder line = new StringBuilder("  " + padded(lists.get(i).name(), names));
        for (String number : cells.get(i).subList(from, Math.min(entries, from + beside))) {
          line.append("  ").append(padded(number, cell));
        }
        text.append(line.toString().stripTrailing()).append('\n');
      }
    }
  }

  private static List<String> numbers(Answer.Value value) {
    return value instanceof Answer.Reals(List<Double> numbers, String _)
        ? numbers.stream().map(x -> Double.isFinite(x) ? number(x) : "none").toList()
        : List.of();
  }

  /** What was said; of a long list or path the middle is left out. */
  private static String shown(Settings settings, Setting setting) {
    String value = settings.text(setting.name());
    int length = value.length();
    boolean isLong = length > LONGEST_VALUE;
    String ends =
        isLong ? value.substring(0, 8) + "…" + value.substring(length - LONGEST_VALUE + 9) : value;
    return ends.isEmpty() ? "–" : ends;
  }

  private static String value(Answer.Value value) {
    return switch (value) {
      case Answer.Real(double number) -> number(number);
      case Answer.Whole(long number) -> Long.toString(number);
      case Answer.Text(String text) -> text;
      case Answer.Undefined _ -> "none";
      case Answer.Reals _ -> "list";
    };
  }

  /** Ten significant digits, without zeros at the end. */
  private static String number(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size < 1e-4 || size >= 1e10) {
      return String.format(Locale.ROOT, "%.9e", value).replaceFirst("\\.?0*e", "e");
    }
    int decimals = 9 - (int) Math.floor(Math.log10(size));
    String text = String.format(Locale.ROOT, "%." + Math.max(0, decimals) + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  /** A line of the equations, with its continuations further in. */
  private String equation(String line) {
    if (line.length() + 2 <= columns) {
      return "  " + line + "\n";
    }
    return new Wrapped(columns - 6, 0).of(line).strip().indent(6).substring(4);
  }

  /** A head and, beside it, text in as many lines as it takes. */
  private void row(StringBuilder text, String head, int width, String value) {
    String lines = new Wrapped(columns, 2 + width + 2).of(value);
    text.append("  ").append(padded(head, width)).append(lines.substring(2 + width));
  }

  private static <T> int width(List<T> rows, Function<T, String> cell) {
    return rows.stream().mapToInt(row -> cell.apply(row).length()).max().orElse(0);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
