package dev.layerwise.bench;

import dev.layerwise.lab.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code bench/run wide}. */
@Command(
    name = "wide",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a NumPy program and ours in turn on a two-layer ReLU network of 64 examples and",
      "compares the CPU time of a step of exact natural gradient descent, of K-FAC with the exact",
      "factor and of gradient descent, one thread each.",
      "",
      "The program is in the folder that --peers names: ngd.py with Net.step_ngd, step_kfac and",
      "step_gd, experiments.py with std_data and net; it needs NumPy and SciPy."
    },
    footerHeading = "%nExample:%n",
    footer = "  bench/run wide --python python3 --peers ../peers/ngd")
final class WideCommand implements Callable<Integer> {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  /** How many times as fast ours must be on networks of {@link #WIDE} units or more. */
  private static final double GOAL = 3;

  static final int WIDE = 65_536;

  /** Prints seconds of a step, the smallest of several timings of five. */
  private static final String PROGRAM =
      """
      import json, sys, time
      from experiments import std_data, net
      X, y = std_data()
      m, steps, repeats = (int(a) for a in sys.argv[1:])
      times = {}
      for name, step in (("ngd", "step_ngd"), ("kfac", "step_kfac"), ("sgd", "step_gd")):
          N = net(X, m, 0)
          best = 1e99
          for _ in range(repeats):
              start = time.process_time()
              for _ in range(steps):
                  getattr(N, step)(N.u - y, 0.1)
              best = min(best, (time.process_time() - start) / steps)
          times[name] = best
      print(json.dumps(times))
      """;

  @Mixin private Output output;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      defaultValue = "python3",
      description = "the Python that has NumPy and SciPy (default: ${DEFAULT-VALUE})")
  private String python;

  @Option(names = "--peers", paramLabel = "DIR", required = true, description = "where ngd.py is")
  private Path peers;

  @Option(
      names = "--widths",
      paramLabel = "M,...",
      defaultValue = "4096,65536",
      description = "units (default: ${DEFAULT-VALUE})")
  private String widths;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "10",
      description = "steps of a timing (default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "5",
      description = "timings of which the smallest counts (default: ${DEFAULT-VALUE})")
  private int repeats;

  @Override
  public Integer call() throws IOException {
    output.check();
    if (steps < 1 || repeats < 1) {
      throw new IllegalArgumentException(
          "--steps is %d and --repeats %d, must be at least 1".formatted(steps, repeats));
    }
    if (!Files.isRegularFile(peers.resolve("ngd.py"))) {
      throw new IllegalArgumentException(
          "no " + peers.resolve("ngd.py") + "; --peers names the folder that has ngd.py");
    }
    run().publish(System.out, output.out);
    return Bench.DONE;
  }

  private Results run() throws IOException {
    List<Table> tables = new ArrayList<>();
    ObjectNode data = Json.object();
    for (int width : StepsCommand.numbers(widths)) {
      List<JsonNode> theirs = new ArrayList<>();
      List<JsonNode> ours = new ArrayList<>();
      ArrayNode json = data.putArray(Integer.toString(width));
      for (int round = 1; round <= output.rounds; round++) {
        System.err.printf("m = %d, round %d of %d%n", width, round, output.rounds);
        theirs.add(theirs(width));
        ours.add(ours(width));
        ObjectNode both = json.addObject();
        both.set("theirs", theirs.getLast());
        both.set("ours", ours.getLast());
      }
      tables.add(table(width, theirs, ours));
    }
    return new Results("wide", tables, data);
  }

  private List<String> counts(int width) {
    return List.of(Integer.toString(width), Integer.toString(steps), Integer.toString(repeats));
  }

  private JsonNode theirs(int width) throws IOException {
    List<String> command = new ArrayList<>(List.of(python, "-c", PROGRAM));
    command.addAll(counts(width));
    return MAPPER.readTree(
        new Subprocess(command, peers.toAbsolutePath(), PeersCommand.ONE_THREAD).run(0));
  }

  private JsonNode ours(int width) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                WideSide.class.getName()));
    command.addAll(counts(width));
    return MAPPER.readTree(new Subprocess(command, Path.of("."), PeersCommand.ONE_THREAD).run(0));
  }

  private Table table(int width, List<JsonNode> theirs, List<JsonNode> ours) {
    List<List<String>> rows = new ArrayList<>();
    for (String name : WideSide.contestants().keySet()) {
      List<Double> their = theirs.stream().map(t -> t.path(name).asDouble()).toList();
      List<Double> our = ours.stream().map(t -> t.path(name).asDouble()).toList();
      Spread ratio = Spread.ofRatios(their, our);
      rows.add(
          List.of(
              name,
              String.format(Locale.ROOT, "%.2f", 1e3 * Bench.median(their)),
              String.format(Locale.ROOT, "%.2f", 1e3 * Bench.median(our)),
              ratio.text(1),
              name.equals("sgd") || width < WIDE
                  ? ""
                  : Bench.target(
                      String.format(Locale.ROOT, "≥ %.0f", GOAL), ratio.median() >= GOAL)));
    }
    return new Table(
        "Wide two-layer network, 64 examples, 16 inputs, %d units, against NumPy".formatted(width),
        List.of("method", "NumPy, ms", "ours, ms", "times as fast (min to max)", "target"),
        rows,
        ("CPU milliseconds of the process for one step, one BLAS thread. Both programs in turn, %d"
                + " rounds: medians, ratios pair by pair. In each round the smallest of %d timings"
                + " of %d steps, here after at least 60 steps to warm up.")
            .formatted(output.rounds, repeats, steps));
  }
}
