package dev.layerwise.lab.cli;

import dev.layerwise.lab.theory.Answer;
import dev.layerwise.lab.theory.Calculator;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What {@code theory} prints. */
final class TheoryText {
  private static final int NARROWEST = 30;

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
    int fields = width(answer.fields(), Answer.Field::name);
    List<String> values = answer.fields().stream().map(f -> value(f.value())).toList();
    int numbers =
        answer.fields().stream()
            .filter(field -> field.value() instanceof Answer.Real)
            .mapToInt(field -> value(field.value()).length())
            .max()
            .orElse(0);
    for (int i = 0; i < values.size(); i++) {
      Answer.Field field = answer.fields().get(i);
      String because = field.value().because();
      String meaning = field.meaning() + (because.isEmpty() ? "" : "; none: " + because);
      String head = padded(field.name(), fields) + "  " + padded(values.get(i), numbers);
      if (head.length() + 4 + NARROWEST <= columns && head.length() <= fields + 2 + numbers) {
        row(text, head, head.length(), meaning);
      } else {
        row(text, field.name(), fields, meaning + ":");
        text.append(new Wrapped(columns, 2 + fields + 2).of(values.get(i)));
      }
    }
    return text.toString();
  }

  private static String shown(Settings settings, Setting setting) {
    String value = settings.text(setting.name());
    return value.isEmpty() ? "–" : value;
  }

  private static String value(Answer.Value value) {
    return switch (value) {
      case Answer.Real(double number) -> number(number);
      case Answer.Whole(long number) -> Long.toString(number);
      case Answer.Text(String text) -> text;
      case Answer.Undefined _ -> "none";
      case Answer.Reals(List<Double> numbers, String _) ->
          numbers.stream()
              .map(number -> Double.isFinite(number) ? number(number) : "none")
              .collect(Collectors.joining("  "));
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
