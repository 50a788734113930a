package dev.layerwise.lab.cli;

import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.Journal;
import dev.layerwise.lab.run.ResultStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code layerwise report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Draws and judges again from stored results; runs nothing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  layerwise report results/concurrence-fig1",
      "      one experiment",
      "  layerwise report results/train-fashion-mnist-sgd",
      "      one training",
      "  layerwise report results",
      "      every experiment in the folder, and index.html",
      "",
      "Reads series.csv and run.json; writes claims.json, report.html and the figures.",
      "Exit status as for reproduce."
    })
final class ReportCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      paramLabel = "DIR",
      description = "an experiment's folder, or a folder of such folders")
  private Path dir;

  ReportCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (!Files.isDirectory(dir)) {
      throw new InputException(dir + " is not a folder; layerwise reproduce makes one");
    }
    if (Files.exists(dir.resolve(ResultStore.RUN))) {
      ResultStore.Stored stored = new ResultStore(dir).read();
      if (TrainPage.describes(stored.facts())) {
        TrainPage.draw(context, dir, stored);
        context.console().out().println("page: " + dir.resolve("report.html"));
        return Layerwise.DONE;
      }
      if (ComparePage.describes(stored.facts())) {
        ComparePage.draw(context, dir, stored);
        context.console().out().println("page: " + dir.resolve("report.html"));
        return Layerwise.DONE;
      }
      return ReproduceCommand.verdictStatus(report(new Pages(context, parent()), dir));
    }
    if (Files.exists(dir.resolve(Journal.FILE))) {
      throw new InputException(
          dir + " holds an experiment that has not finished; go on with reproduce --resume");
    }
    return all();
  }

  private int all() {
    Pages pages = new Pages(context, dir);
    List<JudgedClaim> claims = new ArrayList<>();
    int found = 0;
    for (Experiment experiment : context.catalogue()) {
      Path folder = dir.resolve(experiment.info().id());
      if (Files.exists(folder.resolve(ResultStore.RUN))) {
        claims.addAll(report(pages, folder));
        found++;
      }
    }
    if (found == 0) {
      throw new InputException(
          dir + " holds no results: neither run.json nor folders named by experiments");
    }
    pages.writeIndex();
    return ReproduceCommand.verdictStatus(claims);
  }

  private List<JudgedClaim> report(Pages pages, Path folder) {
    ResultStore.Stored stored = new ResultStore(folder).read();
    Experiment experiment = experiment(folder, stored.facts().id());
    List<JudgedClaim> claims =
        Reproduction.draw(
            context,
            folder,
            experiment,
            new Results(stored.points()),
            stored.facts(),
            stored.events());
    pages.show(folder, experiment, stored.facts(), claims);
    return claims;
  }

  /** An experiment of the catalogue, or the sweep whose file stands beside its results. */
  private Experiment experiment(Path folder, String id) {
    Path sweep = folder.resolve(SweepCommand.STORED);
    return Files.exists(sweep)
        ? SweepCommand.experiment(context, SweepCommand.read(context, sweep))
        : context.experiment(id);
  }

  private Path parent() {
    Path parent = dir.toAbsolutePath().normalize().getParent();
    return parent == null ? dir : parent;
  }
}
