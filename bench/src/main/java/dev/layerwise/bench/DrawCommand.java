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

/** {@code bench/run draws}. */
@Command(
    name = "draws",
    mixinStandardHelpOptions = true,
    description = {
      "Measures drawing a batch of 1024 examples of 100 inputs against the product XᵀX that uses",
      "it, and against the JDK's generator (JMH; about a minute)."
    })
final class DrawCommand implements Callable<Integer> {
  private static final int EXAMPLES = 1024;
  private static final String USE = "gram";

  private static final Map<String, String> METHODS = methods();

  @Mixin private Output output;

  private static Map<String, String> methods() {
    Map<String, String> methods = new LinkedHashMap<>();
    methods.put(USE, "XᵀX/n, what the draw is for");
    methods.put("gaussians", "normals");
    methods.put("signs", "signs, as doubles");
    methods.put("signBits", "signs, as bits");
    methods.put("javaGaussians", "normals, L64X128MixRandom");
    methods.put("javaSigns", "signs, L64X128MixRandom");
    return methods;
  }

  @Override
  public Integer call() throws Exception {
    output.check();
    JmhRounds jmh = new JmhRounds(true, 60, 10, System.err);
    measure(jmh, EXAMPLES, output.rounds).publish(System.out, output.out);
    return Bench.DONE;
  }

  static Results measure(JmhRounds jmh, int examples, int rounds) throws RunnerException {
    Map<String, Measured> measured =
        jmh.measure(DrawBenchmark.class, examples, List.copyOf(METHODS.keySet()), rounds);
    List<Double> use = measured.get(USE).nanos();
    List<List<String>> rows = new ArrayList<>();
    ArrayNode data = (ArrayNode) Json.tree(List.of());
    measured.forEach((method, times) -> {
      Spread ratio = Spread.ofRatios(times.nanos(), use);
      rows.add(
          List.of(
              METHODS.get(method),
              String.format(Locale.ROOT, "%.1f", Bench.median(times.nanos()) * 1e-3),
              ratio.text(2),
              method.equals("gaussians") ? Bench.target("< 1", ratio.median() < 1) : ""));
      ObjectNode json = data.addObject();
      json.put("method", method);
      json.set("nanos", Json.tree(times.nanos()));
      json.put("medianRatioToUse", ratio.median());
    });
    Table table =
        new Table(
            "Drawing a batch X of %d × 100".formatted(examples),
            List.of("what", "µs", "of XᵀX/n (min to max)", "target"),
            rows,
            "JMH, medians of %d rounds in turn, in each the fastest of %d iterations of %d ms."
                .formatted(rounds, jmh.iterations(), jmh.iterationMillis()));
    return new Results("draws", List.of(table), data);
  }
}
