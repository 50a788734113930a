package dev.layerwise.lab.cli;

import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunFacts;
import dev.layerwise.lab.report.Report;
import dev.layerwise.lab.report.ReportInput;
import dev.layerwise.lab.run.ResultStore;
import dev.layerwise.lab.train.Curves;
import java.nio.file.Path;
import java.util.List;

/** The page of a training: curves and settings, no claims. */
final class TrainPage {
  /** What the ids of trainings begin with. */
  static final String PREFIX = "train-";

  private TrainPage() {}

  /** Whether results are a training's. */
  static boolean describes(RunFacts facts) {
    return facts.id().startsWith(PREFIX);
  }

  /** Writes {@code claims.json}, which is empty, the pictures and the page. */
  static void draw(Context context, Path dir, ResultStore.Stored stored) {
    RunFacts facts = stored.facts();
    Results results = new Results(stored.points());
    List<Figure> figures = Curves.figures(results);
    new ResultStore(dir).writeClaims(List.of());
    Report.write(
            dir, new ReportInput(info(facts), results, figures, List.of(), facts, stored.events()))
        .forEach(context::warn);
    Reproduction.deleteFiguresAfter(figures.size(), dir);
  }

  private static ExperimentInfo info(RunFacts facts) {
    String optimizer = String.join(", ", facts.timing().seconds().keySet());
    Path data = Path.of("" + facts.settings().get("data")).getFileName();
    return new ExperimentInfo(
        facts.id(),
        "",
        "Training",
        optimizer + " on " + data,
        "%s of %s parameters, %s steps of %s examples."
            .formatted(
                facts.settings().get("model"),
                facts.settings().get("parameters"),
                facts.settings().get("steps"),
                facts.settings().get("batch")),
        0,
        0);
  }
}
