package dev.layerwise.lab.report;

import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Scale;
import java.nio.file.Path;
import java.util.List;

/** The page over all experiments. */
public final class Index {
  private Index() {}

  /**
   * An experiment as the index shows it.
   *
   * @param info what it is about
   * @param scale the scale it ran at
   * @param claims its verdicts
   */
  public record Entry(ExperimentInfo info, Scale scale, List<JudgedClaim> claims) {
    /** Copies the list. */
    public Entry {
      claims = List.copyOf(claims);
    }
  }

  /**
   * Writes {@code index.html} into a folder whose subfolders, one for each entry and named by its
   * id, hold the reports.
   *
   * @param root the folder of all results
   * @param entries the experiments, in the order to show them
   * @throws java.io.UncheckedIOException if the file cannot be written
   */
  public static void write(Path root, List<Entry> entries) {
    throw new UnsupportedOperationException("not yet");
  }
}
