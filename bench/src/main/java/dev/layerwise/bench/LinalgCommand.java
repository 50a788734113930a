package dev.layerwise.bench;

import dev.layerwise.bench.JmhRounds.Measured;
import dev.layerwise.lab.run.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code bench/run linalg}. */
@Command(
    name = "linalg",
    mixinStandardHelpOptions = true,
    description = {
      "Measures products, symmetric rank-k updates, Cholesky factorisations and symmetric",
      "eigendecompositions of order 8, 100 and 1024 through our API and as the bare native call on",
      "the same arrays (JMH, one JVM for each measurement; about five minutes)."
    })
final class LinalgCommand implements Callable<Integer> {
  private static final double SMALL_PRODUCT_NANOS = 300;

  @Mixin private Output output;

  /** Whether ours does what the bare call does, so that a target applies, or more. */
  private enum Work {
    SAME,
    MORE
  }

  /** Our method, its bare counterpart, what it is. */
  private record Pair(String ours, String bare, String what, Work work) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair("product", "bareProduct", "C ← A B", Work.SAME),
          new Pair("newProduct", "bareProduct", "A B, a new matrix", Work.MORE),
          new Pair("lowerGram", "bareGram", "C ← AᵀA, lower triangle", Work.SAME),
          new Pair("gram", "bareGram", "C ← AᵀA, both triangles (bare: one)", Work.MORE),
          new Pair("choleskyKept", "bareCholesky", "Cholesky of S, storage kept", Work.SAME),
          new Pair("cholesky", "bareCholesky", "Cholesky of S, a new one", Work.MORE),
          new Pair("eigen", "bareEigen", "eigendecomposition of S", Work.SAME));

  @Override
  public Integer call() throws Exception {
    output.check();
    JmhRounds jmh = new JmhRounds(true, 60, 10, System.err);
    measure(jmh, List.of(8, 100, 1024), output.rounds).publish(System.out, output.out);
    return Bench.DONE;
  }

  static Results measure(JmhRounds jmh, List<Integer> orders, int rounds) throws RunnerException {
    List<List<String>> rows = new ArrayList<>();
    ArrayNode data = (ArrayNode) Json.tree(List.of());
    for (Pair pair : PAIRS) {
      for (int n : orders) {
        Map<String, Measured> measured =
            jmh.measure(LinalgBenchmark.class, n, List.of(pair.ours, pair.bare), rounds);
        Measured ours = measured.get(pair.ours);
        Measured bare = measured.get(pair.bare);
        Spread ratio = Spread.ofRatios(ours.nanos(), bare.nanos());
        rows.add(row(pair, n, ours, bare, ratio));
        ObjectNode json = data.addObject();
        json.put("operation", pair.ours);
        json.put("n", n);
        json.set("ourNanos", Json.tree(ours.nanos()));
        json.set("bareNanos", Json.tree(bare.nanos()));
        json.set("ourBytes", Json.tree(ours.bytes()));
        json.put("medianRatio", ratio.median());
      }
    }
    Table table =
        new Table(
            "Linear algebra against the bare native call",
            List.of(
                "operation", "n", "ours, µs", "bare, µs", "ratio (min to max)", "target", "B/call"),
            rows,
            "JMH, medians of %d rounds in turn, in each the fastest of %d iterations of %d ms; ratios pair by pair. B/call: heap bytes that ours allocates."
                .formatted(rounds, jmh.iterations(), jmh.iterationMillis()));
    return new Results("linalg", List.of(table), data);
  }

  private static List<String> row(Pair pair, int n, Measured ours, Measured bare, Spread ratio) {
    double nanos = Bench.median(ours.nanos());
    return List.of(
        pair.what,
        Integer.toString(n),
        micros(nanos),
        micros(Bench.median(bare.nanos())),
        ratio.text(2),
        target(pair, n, nanos, ratio.median()),
        String.format(Locale.ROOT, "%.0f", Bench.median(ours.bytes())));
  }

  private static String target(Pair pair, int n, double nanos, double ratio) {
    if (n == 8) {
      return pair.ours.endsWith("roduct")
          ? Bench.target("< 0.3 µs", nanos < SMALL_PRODUCT_NANOS)
          : "";
    }
    if (pair.work == Work.MORE) {
      return "";
    }
    double bound = n == 100 ? 1.10 : 1.02;
    return Bench.target(String.format(Locale.ROOT, "≤ %.2f", bound), ratio <= bound);
  }

  private static String micros(double nanos) {
    double micros = nanos * 1e-3;
    return String.format(
        Locale.ROOT, micros < 10 ? "%.3f" : micros < 1000 ? "%.1f" : "%.0f", micros);
  }
}
