package dev.layerwise.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmark methods in turn, round after round, each in a JVM of its own.
 *
 * <p>Of each run the fastest short iteration counts: on a machine that is not idle, that is the one
 * least disturbed.
 *
 * @param forked whether a JVM of its own is started; tests do without
 * @param iterations timed iterations in a run
 * @param iterationMillis length of an iteration
 * @param progress where to say what is running
 */
record JmhRounds(boolean forked, int iterations, int iterationMillis, PrintStream progress) {
  private static final int WARMUP_ITERATIONS = 3;
  private static final int WARMUP_FACTOR = 25;

  /**
   * What was measured of one method.
   *
   * @param nanos time of a call, one number for each round
   * @param bytes heap bytes that a call allocated, one number for each round
   */
  record Measured(List<Double> nanos, List<Double> bytes) {}

  /**
   * Measures.
   *
   * @param benchmark the class
   * @param n the order
   * @param methods its methods
   * @param rounds how often
   */
  Map<String, Measured> measure(Class<?> benchmark, int n, List<String> methods, int rounds)
      throws RunnerException {
    Map<String, Measured> all = new LinkedHashMap<>();
    methods.forEach(method -> all.put(method, new Measured(new ArrayList<>(), new ArrayList<>())));
    for (int round = 0; round < rounds; round++) {
      for (String method : methods) {
        progress.printf("%s, n = %d, round %d of %d%n", method, n, round + 1, rounds);
        RunResult result = run(benchmark, n, method);
        all.get(method).nanos.add(fastest(result));
        all.get(method).bytes.add(bytes(result));
      }
    }
    return all;
  }

  private RunResult run(Class<?> benchmark, int n, String method) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(benchmark.getName().replace(".", "\\.") + "\\." + method + "$")
        .param("n", Integer.toString(n))
        .forks(forked ? 1 : 0)
        .jvmArgsAppend(
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
        .warmupIterations(WARMUP_ITERATIONS)
        .warmupTime(TimeValue.milliseconds((long) WARMUP_FACTOR * iterationMillis))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(iterationMillis))
        .addProfiler(GCProfiler.class)
        .verbosity(VerboseMode.SILENT);
    return new Runner(options.build()).runSingle();
  }

  private static List<IterationResult> iterations(RunResult result) {
    List<IterationResult> all = new ArrayList<>();
    result.getBenchmarkResults().forEach(fork -> all.addAll(fork.getIterationResults()));
    return all;
  }

  private static double fastest(RunResult result) {
    return iterations(result).stream()
        .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
        .min()
        .orElseThrow();
  }

  private static double bytes(RunResult result) {
    return iterations(result).stream()
        .mapToDouble(i -> i.getSecondaryResults().get("gc.alloc.rate.norm").getScore())
        .min()
        .orElseThrow();
  }
}
