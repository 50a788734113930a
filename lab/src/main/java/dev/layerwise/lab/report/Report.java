package dev.layerwise.lab.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
   * @return what the user should know, a sentence each, such as that this machine has no fonts to
   *     draw pictures with
   * @throws java.io.UncheckedIOException if a file cannot be written
   */
  public static List<String> write(Path dir, ReportInput input) {
    List<Drawing> drawings = new ArrayList<>();
    for (int i = 0; i < input.figures().size(); i++) {
      drawings.add(Drawing.of(i + 1, input.figures().get(i), input.results()));
    }
    List<String> warnings = new ArrayList<>();
    for (Drawing drawing : drawings) {
      Optional<String> trouble = Pictures.write(dir, drawing);
      trouble.filter(sentence -> !warnings.contains(sentence)).ifPresent(warnings::add);
    }
    WholeFile.write(
        dir.resolve("report.html"), Page.of(input, drawings, warnings.isEmpty()).html());
    return List.copyOf(warnings);
  }
}
