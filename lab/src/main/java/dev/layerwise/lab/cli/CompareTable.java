package dev.layerwise.lab.cli;

import dev.layerwise.lab.Point;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.train.Comparison;
import dev.layerwise.lab.train.Competitor;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The table that ends {@code compare}: means over the seeds. */
final class CompareTable {
  private static final int NARROWEST = 16;

  private final PrintStream out;
  private final Comparison comparison;
  private final Results results;

  CompareTable(PrintStream out, Comparison comparison, List<Point> points) {
    this.out = out;
    this.comparison = comparison;
    this.results = new Results(points);
  }

  void print() {
    out.println(comparison.info().id() + ": " + comparison.info().title());
    int width = comparison.competitors().stream().mapToInt(c -> c.label().length()).max().orElse(0);
    String label = "  %-" + Math.max(NARROWEST, width) + "s";
    out.println(
        (label + "  %10s  %9s  %9s  %9s  %s")
            .formatted("", "test loss", "accuracy", "ms/step", "state MB", "settings"));
    for (Competitor competitor : comparison.competitors()) {
      Comparison.Summary summary = comparison.summary(competitor, results);
      out.println(
          String.format(
              Locale.ROOT,
              label + "  %10s  %9s  %9.3g  %9.3g  %s",
              competitor.label(),
              number(summary.loss(), "%.4f"),
              number(100 * summary.accuracy(), "%.2f %%"),
              summary.milliseconds(),
              summary.stateMegabytes(),
              comparison.settingsInWords(competitor)));
    }
    out.flush();
  }

  private static String number(double value, String format) {
    return Double.isNaN(value) ? "diverged" : String.format(Locale.ROOT, format, value);
  }
}
