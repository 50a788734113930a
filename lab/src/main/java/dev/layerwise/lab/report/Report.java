package dev.layerwise.lab.report;

import java.nio.file.Path;

/** The page of an experiment and its pictures. */
public final class Report {
  private Report() {}

  /**
   * Writes {@code figure-N.svg}, {@code figure-N.png} and {@code report.html} into a folder, each
   * whole or not at all. The result files beside them ({@code series.csv}, {@code claims.json},
   * {@code run.json}) are the runner's; the page links to them.
   *
   * @param dir the experiment's folder, which exists
   * @param input what to show
   * @throws java.io.UncheckedIOException if a file cannot be written
   */
  public static void write(Path dir, ReportInput input) {
    throw new UnsupportedOperationException("not yet");
  }
}
