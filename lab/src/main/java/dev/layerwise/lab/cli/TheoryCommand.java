package dev.layerwise.lab.cli;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.Json;
import dev.layerwise.lab.theory.Answer;
import dev.layerwise.lab.theory.Calculator;
import dev.layerwise.lab.theory.Calculators;
import dev.layerwise.optim.Nearest;
import dev.layerwise.optim.Setting;
import dev.layerwise.optim.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise theory}. */
@Command(
    name = "theory",
    mixinStandardHelpOptions = true,
    description = {
      "Evaluates what theory predicts, without running anything: lists the calculators and what"
          + " they can be asked; of one, gives the answer."
    },
    footerHeading = "%n",
    footer = {
      "A setting that is left out has its default, which the list and the answer show.",
      "",
      "Examples:",
      "  layerwise theory",
      "  layerwise theory single-index --set lambda=0,0.36,1 eps=0.9",
      "  layerwise theory teacher --set activation=gelu variance=2 --json"
    })
final class TheoryCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "one of the calculators")
  private Optional<String> name;

  @Option(
      names = "--set",
      arity = "1..*",
      paramLabel = "SETTING=VALUE",
      description = "settings of the calculator, such as dx=900 n=5000")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(names = "--json", description = "print JSON instead, numbers in full precision")
  private boolean json;

  TheoryCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    TheoryText text = new TheoryText(context.console().columns());
    if (name.isEmpty()) {
      if (!set.isEmpty()) {
        throw new InputException(
            "--set " + set.keySet().iterator().next() + " is for a calculator; name one");
      }
      context
          .console()
          .out()
          .print(
              json
                  ? Json.pretty(TheoryJson.list(Calculators.all()))
                  : text.list(Calculators.all()));
      return Layerwise.DONE;
    }
    Calculator calculator = calculator(name.get());
    Settings settings = settings(calculator);
    Answer answer = answer(calculator, settings);
    context
        .console()
        .out()
        .print(
            json
                ? Json.pretty(TheoryJson.of(calculator, settings, answer))
                : text.of(calculator, settings, answer));
    return Layerwise.DONE;
  }

  private static Calculator calculator(String name) {
    List<Calculator> all = Calculators.all();
    return all.stream()
        .filter(calculator -> calculator.name().equals(name))
        .findFirst()
        .orElseThrow(() -> {
          List<String> names = all.stream().map(Calculator::name).toList();
          return new InputException(
              "unknown calculator '"
                  + name
                  + "'"
                  + Nearest.question(name, names)
                  + " (there are "
                  + String.join(", ", names)
                  + ")");
        });
  }

  private Settings settings(Calculator calculator) {
    List<String> known = calculator.settings().stream().map(Setting::name).toList();
    for (String key : set.keySet()) {
      if (!known.contains(key)) {
        throw new InputException(
            calculator.name()
                + " has no setting '"
                + key
                + "'"
                + Nearest.question(key, known)
                + " (there are "
                + String.join(", ", known)
                + ")");
      }
    }
    try {
      return Settings.of(calculator.settings(), set);
    } catch (IllegalArgumentException e) {
      throw new InputException("--set " + e.getMessage(), e);
    }
  }

  private static Answer answer(Calculator calculator, Settings settings) {
    try {
      return calculator.evaluate(settings);
    } catch (IllegalArgumentException e) {
      throw new InputException(calculator.name() + ": " + e.getMessage(), e);
    }
  }
}
