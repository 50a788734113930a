package dev.layerwise.bench;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that all commands share. */
final class Output {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "how often each side is measured, in turn (default: ${DEFAULT-VALUE})")
  int rounds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "results/bench",
      description = "where the tables and the JSON go (default: ${DEFAULT-VALUE})")
  Path out;

  void check() {
    if (rounds < 1) {
      throw new IllegalArgumentException("--rounds is " + rounds + ", must be at least 1");
    }
  }
}
