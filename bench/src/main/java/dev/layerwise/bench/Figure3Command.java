package dev.layerwise.bench;

import dev.layerwise.lab.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code bench/run figure3}. */
@Command(
    name = "figure3",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a NumPy program and ./layerwise reproduce concurrence-fig3 --scale paper in turn and",
      "compares the CPU seconds of the processes, one BLAS thread each (a minute a round).",
      "",
      "The program is fig3.py and sim.py in the folder that --peers names. Of it, the simulation",
      "of both panels counts: 30 trials with 15 ridges from one eigendecomposition on the left,",
      "12 times 30 with two on the right, the network's step in one trial of each. Of ours,",
      "everything: the same, launcher and start of the JVM, figures and page."
    },
    footerHeading = "%nExample:%n",
    footer = "  bench/run figure3 --python python3 --peers ../peers/single_index")
final class Figure3Command implements Callable<Integer> {
  private static final double WANTED = 0.5;

  private static final String THEIR_PROGRAM =
      """
      import json, time
      import fig3, sim
      L, R = fig3.LEFT, fig3.RIGHT
      start = time.process_time()
      for k in range(30):
          net = ("tanh",) if k == 0 else ()
          sim.trial([3, 1, k], L["dX"], L["n"], L["dh"], L["eps"], fig3.LAMS_L, net)
      left = time.process_time()
      for eps in fig3.EPS_R:
          for k in range(30):
              net = ("tanh",) if k == 0 and eps == 0.9 else ()
              lams = [0.0, 2 * R["dX"] / R["n"]]
              sim.trial([3, 2, k], R["dX"], R["n"], R["dh"], eps, lams, net)
      right = time.process_time()
      print(json.dumps({"left": left - start, "right": right - left, "all": right}))
      """;

  private static final String OUR_PROGRAM =
      """
      "$1" reproduce concurrence-fig3 --scale paper --quiet --out "$2"
      status=$?
      times >"$0"
      exit $status
      """;

  private static final Pattern TIME = Pattern.compile("(\\d+)m([\\d.]+)s");

  @Mixin private Output output;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      defaultValue = "python3",
      description = "the Python that has NumPy and SciPy (default: ${DEFAULT-VALUE})")
  private String python;

  @Option(
      names = "--peers",
      paramLabel = "DIR",
      required = true,
      description = "where fig3.py and sim.py are")
  private Path peers;

  @Option(
      names = "--launcher",
      paramLabel = "PATH",
      defaultValue = "layerwise",
      description = "the program to time (default: ${DEFAULT-VALUE})")
  private Path launcher;

  @Override
  public Integer call() throws IOException {
    output.check();
    Bench.requireProgram(launcher);
    if (!Files.isRegularFile(peers.resolve("fig3.py"))) {
      throw new IllegalArgumentException(
          "no "
              + peers.resolve("fig3.py")
              + "; --peers names the folder that has fig3.py and sim.py");
    }
    System.err.println("building, if that is needed");
    new Subprocess(List.of(launcher.toAbsolutePath().toString(), "list"), Path.of("."), Map.of())
        .run(0);
    measure().publish(System.out, output.out);
    return Bench.DONE;
  }

  private Results measure() throws IOException {
    List<Double> left = new ArrayList<>();
    List<Double> right = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    for (int round = 1; round <= output.rounds; round++) {
      System.err.printf("Figure 3, round %d of %d: theirs%n", round, output.rounds);
      JsonNode times = theirs();
      left.add(times.path("left").asDouble(Double.NaN));
      right.add(times.path("right").asDouble(Double.NaN));
      theirs.add(times.path("all").asDouble(Double.NaN));
      System.err.printf("Figure 3, round %d of %d: ours%n", round, output.rounds);
      ours.add(ours());
    }
    Spread ratio = Spread.ofRatios(ours, theirs);
    Table table =
        new Table(
            "Figure 3 at the paper's sizes, against NumPy",
            List.of("NumPy, s (left, right)", "ours, s", "ours/NumPy (min to max)", "target"),
            List.of(
                List.of(
                    String.format(
                        Locale.ROOT,
                        "%.1f (%.1f, %.1f)",
                        Bench.median(theirs),
                        Bench.median(left),
                        Bench.median(right)),
                    String.format(Locale.ROOT, "%.1f", Bench.median(ours)),
                    ratio.text(2),
                    Bench.target("≤ 0.50", ratio.median() <= WANTED))),
            "CPU seconds of the processes, one BLAS thread each, in turn, "
                + output.rounds
                + " rounds: medians, ratios pair by pair. NumPy: the simulation of both panels, the"
                + " network's step in one trial of each. Ours: the whole command, start of the"
                + " JVM, figures and page included.");
    ObjectNode data = Json.object();
    ArrayNode rounds = data.putArray("rounds");
    for (int i = 0; i < ours.size(); i++) {
      ObjectNode round = rounds.addObject();
      round.put("theirs", theirs.get(i));
      round.put("ours", ours.get(i));
    }
    return new Results("figure3", List.of(table), data);
  }

  private JsonNode theirs() throws IOException {
    Map<String, String> environment = new HashMap<>(PeersCommand.ONE_THREAD);
    environment.put("PYTHONPATH", peers.toAbsolutePath().toString());
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    List<String> command = List.of(python, "-c", THEIR_PROGRAM);
    String printed = new Subprocess(command, Path.of("."), environment).run(0);
    return JsonMapper.builder().build().readTree(printed);
  }

  /** A status of 1 says that a claim fails, which is a result. */
  private double ours() throws IOException {
    Path folder = Files.createTempDirectory("layerwise-bench");
    try {
      Path times = folder.resolve("times");
      List<String> command =
          List.of(
              "sh",
              "-c",
              OUR_PROGRAM,
              times.toString(),
              launcher.toAbsolutePath().toString(),
              folder.toString());
      new Subprocess(command, Path.of("."), PeersCommand.ONE_THREAD).run(0, 1);
      return secondsOfChildren(Files.readString(times));
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  /**
   * User and system seconds of all children, the second line that {@code times} prints, as in
   * {@code 1m2.500s 0m0.250s}.
   */
  static double secondsOfChildren(String times) {
    String children = times.lines().skip(1).findFirst().orElse("");
    double seconds = 0;
    for (String time : children.split(" ", -1)) {
      Matcher parts = TIME.matcher(time);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "times printed '%s'; want lines as '1m2.500s 0m0.250s'".formatted(times.strip()));
      }
      seconds += 60 * Double.parseDouble(parts.group(1)) + Double.parseDouble(parts.group(2));
    }
    return seconds;
  }
}
