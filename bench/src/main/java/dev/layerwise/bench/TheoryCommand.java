package dev.layerwise.bench;

import dev.layerwise.bench.JmhRounds.Measured;
import dev.layerwise.lab.run.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code bench/run theory}. */
@Command(
    name = "theory",
    mixinStandardHelpOptions = true,
    description = "Measures the theory's curves of Figure 3 (JMH; half a minute).")
final class TheoryCommand implements Callable<Integer> {
  private static final int POINTS = 15;
  private static final double TARGET_MILLIS = 5;

  private static final Map<String, String> CURVES = curves();

  @Mixin private Output output;

  private static Map<String, String> curves() {
    Map<String, String> curves = new LinkedHashMap<>();
    curves.put("overTheRidge", "left: K-FAC over the ridge");
    curves.put("overTheAnisotropy", "right: SGD and two of K-FAC over the anisotropy");
    return curves;
  }

  @Override
  public Integer call() throws Exception {
    output.check();
    JmhRounds jmh = new JmhRounds(true, 60, 10, System.err);
    measure(jmh, POINTS, output.rounds).publish(System.out, output.out);
    return Bench.DONE;
  }

  static Results measure(JmhRounds jmh, int points, int rounds) throws RunnerException {
    Map<String, Measured> measured =
        jmh.measure(TheoryBenchmark.class, points, List.copyOf(CURVES.keySet()), rounds);
    List<List<String>> rows = new ArrayList<>();
    ArrayNode data = (ArrayNode) Json.tree(List.of());
    measured.forEach((curve, times) -> {
      double millis = Bench.median(times.nanos()) * 1e-6;
      rows.add(
          List.of(
              CURVES.get(curve),
              String.format(Locale.ROOT, "%.3f", millis),
              Bench.target("< 5", millis < TARGET_MILLIS)));
      ObjectNode json = data.addObject();
      json.put("curve", curve);
      json.set("nanos", Json.tree(times.nanos()));
    });
    Table table =
        new Table(
            "Theory's curves of Figure 3, %d points".formatted(points),
            List.of("curve", "ms", "target"),
            rows,
            "JMH, medians of %d rounds in turn, in each the fastest of %d iterations of %d ms."
                .formatted(rounds, jmh.iterations(), jmh.iterationMillis()));
    return new Results("theory", List.of(table), data);
  }
}
