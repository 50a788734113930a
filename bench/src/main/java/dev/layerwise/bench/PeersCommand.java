package dev.layerwise.bench;

import dev.layerwise.lab.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code bench/run peers}. */
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a PyTorch program and ours in turn on linear representation learning and compares the",
      "CPU seconds of 1000 iterations, data generation included, one thread each.",
      "",
      "The program is bench.py in the folder that --peers names. It takes --its N --repeats R",
      "--setting NAME and prints JSON with torch.METHOD.total[0], the CPU seconds of 1000",
      "iterations, for SGD, AMGD, DFW, KFAC, MinMin, Adam, AMGD-BN and NGD."
    },
    footerHeading = "%nExample:%n",
    footer = "  bench/run peers --python python3 --peers ../peers --setting uniform-high")
final class PeersCommand implements Callable<Integer> {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  static final Map<String, String> ONE_THREAD =
      Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1", "MKL_NUM_THREADS", "1");

  @Mixin private Output output;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      defaultValue = "python3",
      description = "the Python that has PyTorch (default: ${DEFAULT-VALUE})")
  private String python;

  @Option(names = "--peers", paramLabel = "DIR", required = true, description = "where bench.py is")
  private Path peers;

  @Option(
      names = "--setting",
      paramLabel = "NAME",
      description =
          "uniform-high, uniform-low, gaussian-high or gaussian-low; several if repeated"
              + " (default: the two high ones)")
  private List<String> settings = List.of("uniform-high", "gaussian-high");

  @Option(
      names = "--its",
      paramLabel = "N",
      defaultValue = "100",
      description = "iterations that the program times (default: ${DEFAULT-VALUE})")
  private int iterations;

  @Option(
      names = "--our-its",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "iterations that ours times, as many again to warm up (default: ${DEFAULT-VALUE})")
  private int ourIterations;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "timings of which the smallest counts, on both sides (default: ${DEFAULT-VALUE})")
  private int repeats;

  /** One round's numbers of both sides, by method. */
  private record Round(JsonNode theirs, JsonNode ours) {
    double theirSeconds(String method) {
      return theirs.path(method).path("total").path(0).asDouble(Double.NaN);
    }

    double ourSeconds(String method) {
      return ours.path(method).path("processCpuSeconds").asDouble(Double.NaN);
    }
  }

  @Override
  public Integer call() throws IOException {
    output.check();
    run().publish(System.out, output.out);
    return Bench.DONE;
  }

  private Results run() throws IOException {
    Path script = peers.resolve("bench.py");
    if (!Files.isRegularFile(script)) {
      throw new IllegalArgumentException(
          "no " + script + "; --peers names the folder that has bench.py");
    }
    List<Table> tables = new ArrayList<>();
    ObjectNode data = Json.object();
    for (String label : settings) {
      Setting setting = Setting.of(label);
      List<Round> rounds = new ArrayList<>();
      ArrayNode json = data.putArray(label);
      for (int round = 1; round <= output.rounds; round++) {
        System.err.printf("%s, round %d of %d: theirs%n", label, round, output.rounds);
        JsonNode theirs = theirs(setting);
        System.err.printf("%s, round %d of %d: ours%n", label, round, output.rounds);
        JsonNode ours = ours(setting);
        rounds.add(new Round(theirs, ours));
        ObjectNode both = json.addObject();
        both.set("theirs", theirs);
        both.set("ours", ours);
      }
      tables.add(table(setting, rounds));
    }
    return new Results("peers", tables, data);
  }

  private JsonNode theirs(Setting setting) throws IOException {
    List<String> command =
        List.of(
            python,
            "bench.py",
            "--its",
            Integer.toString(iterations),
            "--repeats",
            Integer.toString(repeats),
            "--setting",
            setting.label());
    JsonNode times =
        MAPPER
            .readTree(new Subprocess(command, peers.toAbsolutePath(), ONE_THREAD).run(0))
            .path("torch");
    if (!times.has("SGD")) {
      throw new IOException(
          "bench.py printed no times of PyTorch; is it installed for "
              + python
              + "? Name another Python with --python");
    }
    return times;
  }

  private JsonNode ours(Setting setting) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            OurSide.class.getName(),
            setting.label(),
            Integer.toString(ourIterations),
            Integer.toString(repeats),
            Integer.toString(ourIterations));
    return MAPPER.readTree(new Subprocess(command, Path.of("."), ONE_THREAD).run(0));
  }

  private Table table(Setting setting, List<Round> rounds) {
    List<List<String>> rows = new ArrayList<>();
    for (Contestant contestant : Contestant.on(setting)) {
      String name = contestant.name();
      List<Double> theirs = rounds.stream().map(round -> round.theirSeconds(name)).toList();
      List<Double> ours = rounds.stream().map(round -> round.ourSeconds(name)).toList();
      Spread ratio = Spread.ofRatios(theirs, ours);
      rows.add(
          List.of(
              name,
              String.format(Locale.ROOT, "%.2f", Bench.median(theirs)),
              String.format(Locale.ROOT, "%.3f", Bench.median(ours)),
              ratio.text(1),
              contestant.goal().map(goal -> target(goal, ratio.median())).orElse("")));
    }
    return new Table(
        "Linear representation learning, " + setting.label() + ", against PyTorch",
        List.of("method", "PyTorch, s", "ours, s", "times as fast (min to max)", "target"),
        rows,
        ("CPU seconds of the process for 1000 iterations, data generation and step, fresh batches"
                + " of 1024 examples (two an iteration for the methods that alternate, else one),"
                + " one thread, one BLAS thread. Both programs in turn, %d rounds: medians, ratios"
                + " pair by pair. In each round the smallest of %d timings, of %d iterations there"
                + " and %d here after as many to warm up. NGD: there a damped solve with the full"
                + " Fisher matrix, here the same step in closed form, undamped.")
            .formatted(output.rounds, repeats, iterations, ourIterations));
  }

  private static String target(Contestant.Goal goal, double ratio) {
    return Bench.target(String.format(Locale.ROOT, "≥ %.0f", goal.least()), ratio >= goal.least())
        + Bench.target(String.format(Locale.ROOT, ", aim %.0f", goal.aim()), ratio >= goal.aim());
  }
}
