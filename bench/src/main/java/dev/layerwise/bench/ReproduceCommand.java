package dev.layerwise.bench;

import dev.layerwise.lab.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code bench/run reproduce}. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the wall time of ./layerwise reproduce concurrence-fig1 --scale quick on a warm",
      "build, start of the JVM included (about a minute)."
    })
final class ReproduceCommand implements Callable<Integer> {
  private static final String EXPERIMENT = "concurrence-fig1";
  private static final double WANTED_SECONDS = 15;

  @Mixin private Output output;

  @Option(
      names = "--launcher",
      paramLabel = "PATH",
      defaultValue = "layerwise",
      description = "the program to time (default: ${DEFAULT-VALUE})")
  private Path launcher;

  @Override
  public Integer call() throws IOException {
    output.check();
    measure().publish(System.out, output.out);
    return Bench.DONE;
  }

  private Results measure() throws IOException {
    Bench.requireProgram(launcher);
    System.err.println("building, if that is needed");
    run("list");
    List<Double> seconds = new ArrayList<>();
    for (int round = 1; round <= output.rounds; round++) {
      System.err.printf("reproduce, round %d of %d%n", round, output.rounds);
      seconds.add(secondsOfOneRun());
    }
    Spread spread = Spread.of(seconds);
    Table table =
        new Table(
            "From the command to the page",
            List.of("command", "wall s (min to max)", "target"),
            List.of(
                List.of(
                    "reproduce " + EXPERIMENT + " --scale quick",
                    spread.text(1),
                    Bench.target(
                        String.format(Locale.ROOT, "≤ %.0f s", WANTED_SECONDS),
                        spread.median() <= WANTED_SECONDS))),
            "Wall seconds of %d runs on a warm build, start of the JVM, figures and page included."
                .formatted(output.rounds));
    ObjectNode data = Json.object();
    data.set("wallSeconds", Json.tree(seconds));
    return new Results("reproduce", List.of(table), data);
  }

  private double secondsOfOneRun() throws IOException {
    Path results = Files.createTempDirectory("layerwise-bench");
    try {
      long start = System.nanoTime();
      run("reproduce", EXPERIMENT, "--scale", "quick", "--quiet", "--out", results.toString());
      return (System.nanoTime() - start) * 1e-9;
    } finally {
      try (Stream<Path> files = Files.walk(results)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  /** A status of 1 says that a claim fails, which is a result. */
  private void run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    new Subprocess(command, Path.of("."), Map.of()).run(0, 1);
  }
}
