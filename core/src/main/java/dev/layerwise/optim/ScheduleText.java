package dev.layerwise.optim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads schedules, and says what to write instead of what cannot be read. */
final class ScheduleText {
  /** An argument: its name and, if it may be left out, its default. */
  private record Argument(String name, String defaultValue) {
    static Argument of(String text) {
      int equals = text.indexOf('=');
      return equals < 0
          ? new Argument(text, "")
          : new Argument(text.substring(0, equals), text.substring(equals + 1));
    }

    @Override
    public String toString() {
      return defaultValue.isEmpty() ? name : name + "=" + defaultValue;
    }
  }

  /** A form: its name and its arguments. */
  private record Form(String name, List<Argument> arguments) {
    static Form of(String name, String... arguments) {
      return new Form(name, List.of(arguments).stream().map(Argument::of).toList());
    }

    List<String> names() {
      return arguments.stream().map(Argument::name).toList();
    }

    @Override
    public String toString() {
      return arguments.stream()
          .map(Argument::toString)
          .collect(Collectors.joining(", ", name + "(", ")"));
    }
  }

  private static final List<Form> FORMS =
      List.of(
          Form.of("constant", "value"),
          Form.of("cosine", "start", "steps", "end=0", "warmup=0"),
          Form.of("linear", "start", "end", "steps", "warmup=0"),
          Form.of("step", "start", "every", "factor", "warmup=0"),
          Form.of("warmup", "steps", "schedule"));

  private final Form form;
  private final Map<String, String> values = new HashMap<>();

  private ScheduleText(Form form) {
    this.form = form;
  }

  static Schedule parse(String text) {
    if (text.indexOf('(') < 0 && text.indexOf(')') < 0) {
      return Schedule.constant(plainNumber(text));
    }
    Call call = Call.parse(text);
    Form form = FORMS.stream().filter(f -> f.name().equals(call.name())).findFirst().orElse(null);
    if (form == null) {
      List<String> names = FORMS.stream().map(Form::name).toList();
      List<String> nearest = Nearest.names(call.name(), names);
      throw new IllegalArgumentException(
          "there is no schedule '%s'; want %s"
              .formatted(
                  call.name(),
                  FORMS.stream()
                      .filter(f -> nearest.isEmpty() || nearest.contains(f.name()))
                      .map(Form::toString)
                      .collect(Collectors.joining(" or "))));
    }
    return new ScheduleText(form).with(call.arguments()).schedule();
  }

  private static double plainNumber(String text) {
    try {
      double value = Double.parseDouble(text);
      if (!Double.isNaN(value)) { // a bound may be infinite
        return value;
      }
    } catch (NumberFormatException e) {
      // says so below
    }
    throw new IllegalArgumentException(
        "'%s' is not a number; want a number or a schedule: %s"
            .formatted(
                text, FORMS.stream().map(Form::toString).collect(Collectors.joining(" or "))));
  }

  /** Takes the arguments: by place, then by name. */
  private ScheduleText with(List<String> arguments) {
    boolean named = false;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      int open = argument.indexOf('(');
      if (equals >= 0 && (open < 0 || equals < open)) {
        named = true;
        put(argument.substring(0, equals).strip(), argument.substring(equals + 1).strip());
      } else if (named) {
        throw wrong("'" + argument + "' comes after an argument with a name");
      } else if (i >= form.arguments().size()) {
        throw wrong(arguments.size() + " arguments are too many");
      } else {
        put(form.arguments().get(i).name(), argument);
      }
    }
    for (Argument argument : form.arguments()) {
      if (!values.containsKey(argument.name())) {
        if (argument.defaultValue().isEmpty()) {
          throw wrong("'" + argument.name() + "' is missing");
        }
        values.put(argument.name(), argument.defaultValue());
      }
    }
    return this;
  }

  private void put(String name, String value) {
    if (!form.names().contains(name)) {
      throw wrong("there is no argument '" + name + "'" + Nearest.question(name, form.names()));
    }
    if (values.put(name, value) != null) {
      throw wrong("'" + name + "' is given twice");
    }
  }

  private Schedule schedule() {
    return switch (form.name()) {
      case "constant" -> Schedule.constant(number("value"));
      case "cosine" ->
          Schedule.cosine(number("start"), number("end"), whole("steps", 1) - warmup())
              .warmedUp(warmup());
      case "linear" ->
          Schedule.linear(number("start"), number("end"), whole("steps", 1) - warmup())
              .warmedUp(warmup());
      case "step" ->
          Schedule.step(number("start"), whole("every", 1), number("factor")).warmedUp(warmup());
      default -> parse(values.get("schedule")).warmedUp(whole("steps", 1));
    };
  }

  private long warmup() {
    long warmup = whole("warmup", 0);
    if (values.containsKey("steps") && warmup >= whole("steps", 1)) {
      throw wrong("warmup=%d is not below steps=%d".formatted(warmup, whole("steps", 1)));
    }
    return warmup;
  }

  private double number(String name) {
    try {
      double value = Double.parseDouble(values.get(name));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // says so below
    }
    throw wrong("%s=%s is not a finite number".formatted(name, values.get(name)));
  }

  private long whole(String name, long min) {
    try {
      long value = Long.parseLong(values.get(name));
      if (value >= min) {
        return value;
      }
    } catch (NumberFormatException e) {
      // says so below
    }
    throw wrong(
        "%s=%s is not a whole number of at least %d".formatted(name, values.get(name), min));
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(why + "; want " + form);
  }
}
