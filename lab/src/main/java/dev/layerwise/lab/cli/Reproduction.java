package dev.layerwise.lab.cli;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.CellEvent;
import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunFacts;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.data.NeedsData;
import dev.layerwise.lab.report.Report;
import dev.layerwise.lab.report.ReportInput;
import dev.layerwise.lab.run.Journal;
import dev.layerwise.lab.run.Machine;
import dev.layerwise.lab.run.Outcome;
import dev.layerwise.lab.run.Provenance;
import dev.layerwise.lab.run.ResultStore;
import dev.layerwise.lab.run.Runner;
import dev.layerwise.lab.run.StorageException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Runs, draws and judges one experiment after another. */
final class Reproduction {
  private final Context context;
  private final Request request;
  private final RunFacts.Environment environment;
  private final Function<Experiment, String> command;

  Reproduction(Context context, Request request) {
    this(context, request, request::command);
  }

  /** With another command line that asks for the same numbers again. */
  Reproduction(Context context, Request request, Function<Experiment, String> command) {
    this.context = context;
    this.request = request;
    this.command = command;
    // Loads OpenBLAS: if that fails, it fails before any run.
    this.environment = Machine.describe(request.workers());
  }

  /**
   * What the user asked for.
   *
   * @param scale how large
   * @param seeds how many seeds; the experiment's own number if empty
   * @param workers how many runs go on at once
   * @param out the folder of all results
   * @param resume whether to keep stored runs
   * @param quiet whether to show no progress
   * @param data the folder of the data sets
   */
  record Request(
      Scale scale,
      OptionalInt seeds,
      int workers,
      Path out,
      boolean resume,
      boolean quiet,
      Optional<Path> data) {
    /** Returns the command line that asks for the same numbers again. */
    String command(Experiment experiment) {
      StringBuilder command =
          new StringBuilder("./layerwise reproduce ")
              .append(experiment.info().id())
              .append(" --scale ")
              .append(scale.label());
      seeds.ifPresent(n -> command.append(" --seeds ").append(n));
      if (experiment instanceof NeedsData) {
        data.ifPresent(
            dir -> command.append(" --data ").append(ProblemOptions.quoted(dir.toString())));
      }
      return command.toString();
    }
  }

  /**
   * An experiment that is done.
   *
   * @param experiment the experiment
   * @param facts how the numbers were made
   * @param claims its verdicts
   * @param failures its failed runs
   */
  record Reproduced(
      Experiment experiment,
      RunFacts facts,
      List<JudgedClaim> claims,
      List<Outcome.Failure> failures) {}

  Reproduced reproduce(Experiment experiment) {
    String id = experiment.info().id();
    Path dir = request.out().resolve(id);
    Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    int seeds = request.seeds().orElseGet(() -> experiment.defaultSeeds(request.scale()));
    List<Cell> cells = experiment.cells(request.scale(), seeds);
    Provenance provenance = Provenance.of(experiment, request.scale(), context.build());
    try (Journal journal = Journal.open(dir, provenance, request.resume(), context::warn)) {
      int done = (int) cells.stream().filter(c -> journal.finished().containsKey(c.id())).count();
      Progress progress =
          Progress.start(context.console(), request.quiet(), id, done, cells.size());
      Outcome outcome;
      try (Interruption _ =
          new Interruption(() -> interrupted(journal, progress, experiment, cells.size()))) {
        outcome = new Runner(request.workers(), progress).run(experiment, cells, journal);
      } finally {
        progress.close();
      }
      return store(experiment, cells, outcome, start);
    }
  }

  private Reproduced store(
      Experiment experiment, List<Cell> cells, Outcome outcome, Instant start) {
    String id = experiment.info().id();
    RunFacts facts =
        new RunFacts(
            id,
            new RunFacts.Sources(
                context.build().version(), context.build().commit(), command.apply(experiment)),
            request.scale(),
            cells.stream().map(Cell::seed).distinct().sorted().toList(),
            experiment.settings(request.scale()),
            environment,
            new RunFacts.Timing(start.toString(), outcome.seconds()));
    Path dir = request.out().resolve(id);
    ResultStore store = new ResultStore(dir);
    store.writeSeries(outcome.points());
    List<JudgedClaim> claims =
        draw(context, dir, experiment, new Results(outcome.points()), facts, troubles(outcome));
    store.writeRun(facts, outcome.events(), outcome.failures());
    return new Reproduced(experiment, facts, claims, outcome.failures());
  }

  private static List<CellEvent> troubles(Outcome outcome) {
    List<CellEvent> troubles = new ArrayList<>(outcome.events());
    for (Outcome.Failure failure : outcome.failures()) {
      troubles.add(new CellEvent(failure.cell(), new RunEvent.Crashed(failure.message())));
    }
    return troubles;
  }

  /**
   * Judges the claims and writes {@code claims.json}, the pictures and the page.
   *
   * @param dir the experiment's folder
   * @return the verdicts
   */
  static List<JudgedClaim> draw(
      Context context,
      Path dir,
      Experiment experiment,
      Results results,
      RunFacts facts,
      List<CellEvent> events) {
    List<JudgedClaim> claims = Judge.judge(experiment, results);
    new ResultStore(dir).writeClaims(claims);
    List<Figure> figures = experiment.figures(results);
    Report.write(dir, new ReportInput(experiment.info(), results, figures, claims, facts, events))
        .forEach(context::warn);
    deleteFiguresAfter(figures.size(), dir);
    return claims;
  }

  /** Figures that an earlier version of the experiment drew would look like today's. */
  static void deleteFiguresAfter(int last, Path dir) {
    boolean found = true;
    for (int n = last + 1; found; n++) {
      found = false;
      for (String kind : List.of(".svg", ".png")) {
        Path old = dir.resolve("figure-" + n + kind);
        try {
          found |= Files.deleteIfExists(old);
        } catch (IOException e) {
          throw new StorageException("cannot delete", old, e);
        }
      }
    }
  }

  private void interrupted(Journal journal, Progress progress, Experiment experiment, int all) {
    journal.close();
    progress.close();
    PrintStream err = context.console().err();
    err.println();
    err.println(
        "interrupted: "
            + progress.stored()
            + " of "
            + all
            + " runs of "
            + experiment.info().id()
            + " are kept; go on with "
            + command.apply(experiment)
            + (request.out().equals(Path.of("results")) ? "" : " --out " + request.out())
            + " --resume");
    err.flush();
  }
}
