package dev.layerwise.lab.run;

import dev.layerwise.lab.RunFacts;
import dev.layerwise.linalg.blas.BlasInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Describes the machine for result files and the doctor. */
public final class Machine {
  private Machine() {}

  /**
   * Returns the machine.
   *
   * @param threads how many runs go on at once
   * @return JVM, operating system, processor and BLAS
   */
  public static RunFacts.Environment describe(int threads) {
    BlasInfo blas = BlasInfo.current();
    String version =
        blas.backend().equals("OpenBLAS")
            ? blas.version()
            : blas.backend() + " instead of OpenBLAS, " + blas.version();
    return new RunFacts.Environment(
        jvm(),
        os(),
        cpu(),
        new RunFacts.Blas(version, blas.kernel(), blas.kernelReason()),
        threads);
  }

  private static String jvm() {
    return System.getProperty("java.vm.name")
        + " "
        + System.getProperty("java.vm.version")
        + " ("
        + System.getProperty("java.vendor")
        + ")";
  }

  private static String os() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + System.getProperty("os.arch");
  }

  private static String cpu() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name;
    if (os.contains("mac")) {
      name = firstLine("sysctl", "-n", "machdep.cpu.brand_string");
    } else if (os.contains("windows")) {
      name = System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", "");
    } else {
      name = linuxCpu();
    }
    return name.isBlank() ? "unknown " + System.getProperty("os.arch") : name.strip();
  }

  private static String linuxCpu() {
    Path info = Path.of("/proc/cpuinfo");
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name") || line.startsWith("Model"))
          .map(line -> line.substring(line.indexOf(':') + 1))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private static String firstLine(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var reader = process.inputReader()) {
        String line = reader.readLine();
        process.waitFor(2, TimeUnit.SECONDS);
        return line == null ? "" : line;
      }
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
