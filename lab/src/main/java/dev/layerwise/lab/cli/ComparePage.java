package dev.layerwise.lab.cli;

import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunFacts;
import dev.layerwise.lab.report.Report;
import dev.layerwise.lab.report.ReportInput;
import dev.layerwise.lab.run.ResultStore;
import dev.layerwise.lab.train.Comparison;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The page of a comparison: curves, costs and tuning, no claims. */
final class ComparePage {
  /** What the ids of comparisons begin with. */
  static final String PREFIX = "compare-";

  private ComparePage() {}

  /** Whether results are a comparison's. */
  static boolean describes(RunFacts facts) {
    return facts.id().startsWith(PREFIX);
  }

  /** What a comparison is about. */
  static ExperimentInfo info(String id, String data, Map<String, ?> settings) {
    return new ExperimentInfo(
        id,
        "",
        "Comparison",
        "Optimizers on " + data,
        "%s of %s parameters, %s steps of %s examples: the same weights to start from, the same batches."
            .formatted(
                settings.get("model"),
                settings.get("parameters"),
                settings.get("steps"),
                settings.get("batch")),
        0,
        0);
  }

  /** Writes {@code claims.json}, which is empty, the pictures and the page. */
  static void draw(Context context, Path dir, ResultStore.Stored stored) {
    RunFacts facts = stored.facts();
    Results results = new Results(stored.points());
    List<Figure> figures = Comparison.figuresOf(results);
    new ResultStore(dir).writeClaims(List.of());
    ExperimentInfo info = info(facts.id(), facts.id().substring(PREFIX.length()), facts.settings());
    Report.write(dir, new ReportInput(info, results, figures, List.of(), facts, stored.events()))
        .forEach(context::warn);
    Reproduction.deleteFiguresAfter(figures.size(), dir);
  }
}
