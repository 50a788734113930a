package dev.layerwise.lab.cli;

import dev.layerwise.lab.conformance.Replay;
import dev.layerwise.lab.conformance.Verdict;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code layerwise conformance}. */
@Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    description =
        "Replays what reference optimizers did, step for step, and measures the deviation.",
    footerHeading = "%n",
    footer = {
      "A file of schema layerwise-golden/1 holds a small problem, a reference optimizer's",
      "hyperparameters, and the parameters after each of its steps. Ours is started alike; the",
      "largest absolute deviation of any parameter at any step is printed beside its tolerance:",
      "1e-9 in double precision, 1e-7 where Shampoo's epsilon is 1e-10 or less, 2e-6 where the",
      "reference worked in float32, 2e-2 where in bfloat16. What is not supported is named, never",
      "passed over. Files that hold values of single functions are not runs, and do not fail.",
      "",
      "Exit status: 0 if all pass, 1 if a run fails or is unsupported, 2 if a file is not of the",
      "schema."
    })
final class ConformanceCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      paramLabel = "FILE|DIR",
      description = "a file of schema layerwise-golden/1, or a folder: all its *.json")
  private Path path;

  @Option(names = "--json", description = "print JSON instead")
  private boolean json;

  ConformanceCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<Verdict> verdicts = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (Path file : files()) {
      try {
        verdicts.add(Replay.of(file));
      } catch (InputException e) {
        wrong.add(e.getMessage());
      }
    }
    if (json) {
      context.console().out().print(Json.pretty(tree(verdicts)));
    } else if (!verdicts.isEmpty()) {
      Console console = context.console();
      console.out().print(new VerdictTable(console.colour(), console.columns()).of(verdicts));
    }
    wrong.forEach(sentence -> context.console().err().println("layerwise: " + sentence));
    if (!wrong.isEmpty()) {
      return Layerwise.WRONG_INPUT;
    }
    return verdicts.stream().allMatch(ConformanceCommand::isFine)
        ? Layerwise.DONE
        : Layerwise.CLAIM_FAILS;
  }

  private static boolean isFine(Verdict verdict) {
    return switch (verdict.outcome()) {
      case PASS, NOT_A_RUN -> true;
      case FAIL, UNSUPPORTED -> false;
    };
  }

  private List<Path> files() {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    String wanted = "want a file of schema layerwise-golden/1 or a folder of them";
    if (!Files.isDirectory(path)) {
      throw new InputException(path + " does not exist; " + wanted);
    }
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> files =
          entries.filter(file -> file.getFileName().toString().endsWith(".json")).sorted().toList();
      if (files.isEmpty()) {
        throw new InputException(path + " holds no *.json; " + wanted);
      }
      return files;
    } catch (IOException e) {
      throw new InputException(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static ArrayNode tree(List<Verdict> verdicts) {
    ArrayNode array = (ArrayNode) Json.tree(List.of());
    for (Verdict verdict : verdicts) {
      ObjectNode node = array.addObject();
      node.put("file", verdict.file().toString());
      node.put("optimizer", verdict.optimizer());
      node.put("steps", verdict.steps());
      node.set("deviation", Json.number(verdict.deviation()));
      node.set("tolerance", Json.number(verdict.tolerance()));
      node.put("outcome", verdict.outcome().label());
      node.put("missing", verdict.missing());
    }
    return array;
  }
}
