package dev.layerwise.lab;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code run.json} says of a finished experiment: enough to run it again and to understand its
 * numbers.
 *
 * @param id the experiment's id
 * @param sources version and commit of the program
 * @param scale the scale
 * @param seeds the seeds, ascending
 * @param settings name and value of every setting, in the order to print them
 * @param environment the machine that ran it
 * @param timing when it started, and what took how long
 */
public record RunFacts(
    String id,
    Sources sources,
    Scale scale,
    List<Long> seeds,
    Map<String, Object> settings,
    Environment environment,
    Timing timing) {
  /** Copies the collections, keeping their order. */
  public RunFacts {
    seeds = List.copyOf(seeds);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /**
   * Which program, and how to run it again.
   *
   * @param version such as {@code 0.1.0}
   * @param commit the commit's abbreviated hash; {@code unknown} outside a repository
   * @param command the command line that repeats the experiment
   */
  public record Sources(String version, String commit, String command) {}

  /**
   * The machine.
   *
   * @param jvm vendor and version
   * @param os name, version and architecture
   * @param cpu the processor's name
   * @param blas the library of the dense algebra
   * @param threads how many runs went on at once
   */
  public record Environment(String jvm, String os, String cpu, Blas blas, int threads) {}

  /**
   * OpenBLAS, as loaded.
   *
   * @param version the library's version
   * @param kernel the processor kernels in use, such as {@code SkylakeX}
   * @param reason why this kernel was chosen
   */
  public record Blas(String version, String kernel, String reason) {}

  /**
   * When, and how long.
   *
   * @param start the instant in ISO 8601, such as {@code 2026-11-21T07:42:00Z}
   * @param seconds seconds of computation for each series, summed over runs; indicative
   */
  public record Timing(String start, Map<String, Double> seconds) {
    /** Copies the map, keeping its order. */
    public Timing {
      seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
    }
  }
}
