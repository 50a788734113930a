package dev.layerwise.bench;

import dev.layerwise.lab.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code bench/run adam-or-gn}. */
@Command(
    name = "adam-or-gn",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a PyTorch program and ours in turn on the steps of Adam or Gauss-Newton, in each"
          + " basis,",
      "and compares the CPU seconds of one step, data generation included, one thread each.",
      "",
      "The program is bench.py in the folder that --peers names. It takes quick and only=NAME,...",
      "and prints JSON, for each row cpu_s_per_step, the CPU seconds of one step. It needs PyTorch",
      "and SciPy."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  bench/run adam-or-gn --python python3 --peers ../peers --only fig4,'fig7 transformer'")
final class FormCommand implements Callable<Integer> {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

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
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "what the names of the rows begin with (default: all)")
  private List<String> only = List.of();

  @Option(names = "--quick", description = "fewer steps of the other program")
  private boolean quick;

  /** One round's numbers of both sides, by row. */
  private record Round(JsonNode theirs, JsonNode ours) {
    double theirSeconds(FormRow row) {
      return theirs.path(row.name()).path("cpu_s_per_step").asDouble(Double.NaN);
    }

    double ourSeconds(FormRow row) {
      return ours.path(row.name()).path("processCpuSeconds").asDouble(Double.NaN);
    }
  }

  @Override
  public Integer call() throws IOException {
    output.check();
    if (!Files.isRegularFile(peers.resolve("bench.py"))) {
      throw new IllegalArgumentException(
          "no " + peers.resolve("bench.py") + "; --peers names the folder that has bench.py");
    }
    List<FormRow> rows = rows();
    List<Round> rounds = new ArrayList<>();
    ObjectNode data = Json.object();
    ArrayNode json = data.putArray("rounds");
    for (int round = 1; round <= output.rounds; round++) {
      System.err.printf("round %d of %d: theirs%n", round, output.rounds);
      JsonNode theirs = theirs();
      System.err.printf("round %d of %d: ours%n", round, output.rounds);
      JsonNode ours = ours();
      rounds.add(new Round(theirs, ours));
      ObjectNode both = json.addObject();
      both.set("theirs", theirs);
      both.set("ours", ours);
    }
    new Results("adam-or-gn", List.of(table(rows, rounds)), data).publish(System.out, output.out);
    return Bench.DONE;
  }

  private List<FormRow> rows() {
    List<FormRow> rows =
        FormRow.all().stream()
            .filter(row -> only.isEmpty() || only.stream().anyMatch(row.name()::startsWith))
            .toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "--only "
              + String.join(",", only)
              + ": no row's name begins so; names begin with fig1_left to fig10");
    }
    return rows;
  }

  private JsonNode theirs() throws IOException {
    List<String> command = new ArrayList<>(List.of(python, "bench.py"));
    if (quick) {
      command.add("quick");
    }
    if (!only.isEmpty()) {
      command.add("only=" + String.join(",", only));
    }
    return MAPPER.readTree(
        new Subprocess(command, peers.toAbsolutePath(), PeersCommand.ONE_THREAD).run(0));
  }

  private JsonNode ours() throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Djava.util.concurrent.ForkJoinPool.common.parallelism=0",
                    "-cp",
                    System.getProperty("java.class.path"),
                    FormSide.class.getName()),
                only.stream())
            .toList();
    return MAPPER.readTree(new Subprocess(command, Path.of("."), PeersCommand.ONE_THREAD).run(0));
  }

  private Table table(List<FormRow> rows, List<Round> rounds) {
    List<List<String>> cells = new ArrayList<>();
    for (FormRow row : rows) {
      List<Double> theirs = rounds.stream().map(round -> round.theirSeconds(row)).toList();
      List<Double> ours = rounds.stream().map(round -> round.ourSeconds(row)).toList();
      Spread ratio = Spread.ofRatios(theirs, ours);
      cells.add(
          List.of(
              row.name(),
              String.format(Locale.ROOT, "%.3f", 1e3 * Bench.median(theirs)),
              String.format(Locale.ROOT, "%.3f", 1e3 * Bench.median(ours)),
              ratio.text(1),
              row.least().map(least -> target(least, ratio.median())).orElse("")));
    }
    return new Table(
        "Steps of Adam or Gauss-Newton against PyTorch",
        List.of("step", "PyTorch, ms", "ours, ms", "times as fast (min to max)", "target"),
        cells,
        ("CPU milliseconds of the process for one step, fresh batches included, one thread, one"
                + " BLAS thread. Both programs in turn, %d rounds: medians, ratios pair by pair."
                + " Theirs in single precision, ours in double. Ours after as long to warm up.")
            .formatted(output.rounds));
  }

  private static String target(double least, double ratio) {
    return Bench.target(String.format(Locale.ROOT, "≥ %.0f", least), ratio >= least);
  }
}
