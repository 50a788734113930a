package dev.layerwise.lab.report;

import dev.layerwise.lab.run.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The page of an experiment and its pictures. */
public final class Report {
  private Report() {}

  /**
   * Writes {@code figure-N.svg}, {@code figure-N.png} and {@code report.html} into a folder, each
   * whole or not at all. The result files beside them ({@code series.csv}, {@code claims.json},
   * {@code run.json}) are the runner's; the page links to them. Same input, same bytes.
   *
   * @param dir the experiment's folder, which exists
   * @param input what to show
   * @return what the user should know, a sentence each, such as that this JVM cannot draw pictures
   * @throws dev.layerwise.lab.run.StorageException if a file cannot be written
   */
  public static List<String> write(Path dir, ReportInput input) {
    List<Drawing> drawings = new ArrayList<>();
    for (int i = 0; i < input.figures().size(); i++) {
      drawings.add(Drawing.of(i + 1, input.figures().get(i), input.results()));
    }
    List<Runnable> files = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    try {
      Fonts fonts = Fonts.load();
      for (Drawing drawing : drawings) {
        files.add(() -> Pictures.writePng(dir, drawing, fonts));
        files.add(() -> Pictures.writeSvg(dir, drawing, fonts));
      }
    } catch (IOException | LinkageError e) {
      warnings.add(
          "no pictures: this JVM cannot draw text ("
              + e.getMessage()
              + "); install a full JDK 25, one that is not called headless");
    }
    boolean pictures = warnings.isEmpty();
    files.add(() ->
        WholeFile.write(dir.resolve("report.html"), Page.of(input, drawings, pictures).html()));
    atOnce(files);
    return List.copyOf(warnings);
  }

  /** The files do not depend on each other, and most of the time is the JVM warming up. */
  private static void atOnce(List<Runnable> tasks) {
    int threads = Math.min(tasks.size(), Runtime.getRuntime().availableProcessors());
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<CompletableFuture<Void>> all =
          tasks.stream().map(task -> CompletableFuture.runAsync(task, pool)).toList();
      all.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
