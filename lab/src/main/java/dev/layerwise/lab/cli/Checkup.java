package dev.layerwise.lab.cli;

import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunFacts;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.report.Report;
import dev.layerwise.lab.report.ReportInput;
import dev.layerwise.lab.run.BuildInfo;
import dev.layerwise.lab.run.Machine;
import dev.layerwise.lab.run.StorageException;
import dev.layerwise.linalg.blas.BlasInfo;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the doctor finds on this machine.
 *
 * @param environment JVM, operating system, processor and BLAS
 * @param blas the library in use
 * @param memory sizes in bytes
 * @param gflops measured speed of products, by size
 * @param results the folder of results, absolute
 * @param missing what is missing
 */
record Checkup(
    RunFacts.Environment environment,
    BlasInfo blas,
    Memory memory,
    Map<Integer, Double> gflops,
    Path results,
    List<Missing> missing) {

  /**
   * Sizes in bytes.
   *
   * @param heap the most that the JVM will take
   * @param disk what is free where results go
   */
  record Memory(long heap, long disk) {}

  /**
   * Something that is not there.
   *
   * @param what what is missing
   * @param needed whether results need it
   * @param remedy what to do
   */
  record Missing(String what, boolean needed, String remedy) {}

  /** Examines this machine; takes a few seconds. */
  static Checkup now(BuildInfo build) {
    int workers = Runtime.getRuntime().availableProcessors();
    RunFacts.Environment environment = Machine.describe(workers);
    Path results = Path.of("results").toAbsolutePath();
    List<Missing> missing = new ArrayList<>();
    unwritable(results).ifPresent(missing::add);
    pictures(build, environment).ifPresent(missing::add);
    browser().ifPresent(missing::add);
    return new Checkup(
        environment,
        BlasInfo.current(),
        new Memory(Runtime.getRuntime().maxMemory(), existing(results).toFile().getUsableSpace()),
        Map.of(100, ProductSpeed.gflops(100), 1024, ProductSpeed.gflops(1024)),
        results,
        missing);
  }

  private static Optional<Missing> unwritable(Path results) {
    Path folder = existing(results);
    try {
      Files.delete(Files.createTempFile(folder, ".layerwise", ".tmp"));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          new Missing(
              "a folder for results: cannot write to "
                  + folder
                  + " ("
                  + StorageException.reason(e)
                  + ")",
              true,
              "go to another folder, or name one with --out"));
    }
  }

  private static Path existing(Path folder) {
    Path at = folder;
    while (!Files.isDirectory(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  /** Draws a page with an empty figure, and hears what it has to say. */
  private static Optional<Missing> pictures(BuildInfo build, RunFacts.Environment environment) {
    Figure.Axis axis = new Figure.Axis("x", Figure.Spacing.LINEAR);
    Figure figure =
        new Figure("trial", "", List.of(new Figure.LinePanel("trial", axis, axis, List.of())));
    ReportInput input =
        new ReportInput(
            new ExperimentInfo("trial", "none", "none", "trial", "", 0, 0),
            new Results(List.of()),
            List.of(figure),
            List.of(),
            new RunFacts(
                "trial",
                new RunFacts.Sources(build.version(), build.commit(), ""),
                Scale.QUICK,
                List.of(),
                Map.of(),
                environment,
                new RunFacts.Timing("1970-01-01T00:00:00Z", Map.of())),
            List.of());
    try {
      Path folder = Files.createTempDirectory("layerwise-doctor");
      try {
        List<String> warnings = Report.write(folder, input);
        return warnings.stream()
            .findFirst()
            .map(warning -> new Missing("pictures beside the page", false, warning));
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      return Optional.of(
          new Missing(
              "a folder for temporary files (" + StorageException.reason(e) + ")",
              true,
              "set java.io.tmpdir in LAYERWISE_JAVA_OPTS to a folder that can be written"));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static Optional<Missing> browser() {
    boolean browser = onPath("chromium", "chromium-browser", "google-chrome", "chrome");
    return browser && onPath("chromedriver")
        ? Optional.empty()
        : Optional.of(
            new Missing(
                "chromium and chromedriver",
                false,
                "only the tests of the page use them; on Debian: apt install chromium"
                    + " chromium-driver"));
  }

  private static boolean onPath(String... names) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(File.pathSeparator, -1)) {
      for (String name : names) {
        if (!folder.isEmpty() && new File(folder, name).canExecute()) {
          return true;
        }
      }
    }
    return false;
  }
}
