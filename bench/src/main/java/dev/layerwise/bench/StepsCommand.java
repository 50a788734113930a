package dev.layerwise.bench;

import dev.layerwise.lab.run.Json;
import dev.layerwise.linalg.blas.BlasInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code bench/run steps}. */
@Command(
    name = "steps",
    mixinStandardHelpOptions = true,
    description = {
      "Measures a step of every optimizer of the catalogue on a multilayer perceptron, in steps of",
      "plain SGD: where its time goes, how it stands to the counted work at the rate of a dense",
      "product and to bare LAPACK, what it allocates and remembers; with --peer also against the",
      "same optimizers in PyTorch (about ten minutes for all; name some with --optimizers)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench/run steps --optimizers kfac,soap --batch 512",
      "  bench/run steps --optimizers kfac,soap --peer --python python3"
    })
final class StepsCommand implements Callable<Integer> {
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  @Mixin private Output output;

  @Option(
      names = "--batch",
      paramLabel = "N,...",
      defaultValue = "512,2048",
      description = "examples in a batch (default: ${DEFAULT-VALUE})")
  private String batches;

  @Option(
      names = "--widths",
      paramLabel = "N,...",
      defaultValue = "784,512,256,10",
      description = "inputs, hidden units, classes (default: ${DEFAULT-VALUE})")
  private String widths;

  @Option(
      names = "--refresh",
      paramLabel = "N",
      defaultValue = "10",
      description = "steps between two decompositions (default: ${DEFAULT-VALUE})")
  private int refresh;

  @Option(
      names = "--optimizers",
      paramLabel = "NAME,...",
      defaultValue = "",
      description = "which of the catalogue (default: all)")
  private String optimizers;

  @Option(
      names = "--set",
      paramLabel = "NAME.SETTING=VALUE",
      description = "a setting of an optimizer, such as kfac.damping=0.1; may be repeated")
  private List<String> overrides = List.of();

  @Option(
      names = "--blocks",
      paramLabel = "N",
      defaultValue = "3",
      description = "timed blocks of --refresh steps in a round (default: ${DEFAULT-VALUE})")
  private int blocks;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "threads that decompositions of different layers may use; of one thread the CPU time is"
              + " measured, of more the time that passes (default: ${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--peer",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "bench/peers/optimizers.py",
      description = "also run the PyTorch script (default: ${FALLBACK-VALUE})")
  private Optional<Path> peer = Optional.empty();

  @Option(
      names = "--python",
      paramLabel = "PATH",
      defaultValue = "python3",
      description = "the Python that has PyTorch (default: ${DEFAULT-VALUE})")
  private String python;

  @Option(
      names = "--peer-blas",
      paramLabel = "own|ours",
      defaultValue = "ours",
      description =
          "PyTorch with its own linear algebra, or with the OpenBLAS that ours runs loaded before"
              + " it, on Linux (default: ${DEFAULT-VALUE})")
  private String peerBlas;

  @Override
  public Integer call() throws IOException {
    output.check();
    if (refresh < 1 || blocks < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "--refresh is %d, --blocks %d and --threads %d, must be at least 1"
              .formatted(refresh, blocks, threads));
    }
    if (!List.of("own", "ours").contains(peerBlas)) {
      throw new IllegalArgumentException("--peer-blas is '" + peerBlas + "'; want own or ours");
    }
    peer.filter(file -> !Files.isRegularFile(file))
        .ifPresent(file -> {
          throw new IllegalArgumentException(
              "no "
                  + file
                  + "; --peer names the PyTorch script, such as bench/peers/optimizers.py");
        });
    measure().publish(System.out, output.out);
    return Bench.DONE;
  }

  private Results measure() throws IOException {
    List<StepContestant> contestants = StepContestant.chosen(refresh, overrides, words(optimizers));
    List<Table> tables = new ArrayList<>();
    ObjectNode data = Json.object();
    for (int batch : numbers(batches)) {
      StepProblem problem = new StepProblem(batch, numbers(widths));
      ObjectNode json = data.putObject(Integer.toString(batch));
      ArrayNode ours = json.putArray("ours");
      ArrayNode theirs = json.putArray("theirs");
      for (int round = 1; round <= output.rounds; round++) {
        System.err.printf("batch %d, round %d of %d%n", batch, round, output.rounds);
        ours.add(ours(problem));
        if (peer.isPresent()) {
          theirs.add(theirs(problem, contestants));
        }
      }
      StepTables page = new StepTables(problem, refresh, threads, List.copyOf(ours.values()));
      tables.addAll(page.ours(contestants));
      if (peer.isPresent()) {
        tables.add(page.peer(contestants, List.copyOf(theirs.values()), peerBlas));
      }
    }
    return new Results("steps", tables, data);
  }

  private JsonNode ours(StepProblem problem) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC", // its used heap is the objects', without rounding to regions
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + (threads - 1),
                "-cp",
                System.getProperty("java.class.path"),
                StepSide.class.getName(),
                Integer.toString(problem.batch()),
                widths,
                Integer.toString(refresh),
                Integer.toString(blocks),
                Integer.toString(threads),
                optimizers));
    command.addAll(overrides);
    return MAPPER.readTree(new Subprocess(command, Path.of("."), PeersCommand.ONE_THREAD).run(0));
  }

  private JsonNode theirs(StepProblem problem, List<StepContestant> contestants)
      throws IOException {
    List<String> known = StepTables.peers(contestants);
    List<String> command =
        List.of(
            python,
            peer.orElseThrow().toString(),
            "--batch",
            Integer.toString(problem.batch()),
            "--widths",
            widths,
            "--refresh",
            Integer.toString(refresh),
            "--rounds",
            Integer.toString(blocks),
            "--optimizers",
            String.join(",", known));
    Map<String, String> environment = new HashMap<>(PeersCommand.ONE_THREAD);
    if (peerBlas.equals("ours")) {
      BlasInfo blas = BlasInfo.current();
      blas.library()
          .ifPresent(library -> {
            environment.put("LD_PRELOAD", library.toString());
            environment.put("OPENBLAS_CORETYPE", blas.kernel().toUpperCase(Locale.ROOT));
          });
    }
    return MAPPER.readTree(new Subprocess(command, Path.of("."), environment).run(0));
  }

  static List<Integer> numbers(String text) {
    try {
      return words(text).stream().map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "'; want whole numbers, such as 784,512,256,10", e);
    }
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
  }
}
