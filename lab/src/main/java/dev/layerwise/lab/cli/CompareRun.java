package dev.layerwise.lab.cli;

import dev.layerwise.lab.Cell;
import dev.layerwise.lab.CellEvent;
import dev.layerwise.lab.Point;
import dev.layerwise.lab.RunEvent;
import dev.layerwise.lab.RunFacts;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.run.Journal;
import dev.layerwise.lab.run.Json;
import dev.layerwise.lab.run.Machine;
import dev.layerwise.lab.run.Outcome;
import dev.layerwise.lab.run.Provenance;
import dev.layerwise.lab.run.ResultStore;
import dev.layerwise.lab.run.Runner;
import dev.layerwise.lab.train.Comparison;
import dev.layerwise.lab.train.Competitor;
import dev.layerwise.lab.train.Decay;
import dev.layerwise.lab.train.GridSearch;
import dev.layerwise.lab.train.Plan;
import dev.layerwise.lab.train.TuningFile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import tools.jackson.databind.node.ObjectNode;

/** Tunes the optimizers, trains with each, and leaves the page. */
final class CompareRun {
  private static final String SCALE = "own";
  private static final int EXTENSIONS = 3;

  private final Context context;
  private final Request request;
  private final Comparison comparison;

  /**
   * What the user asked for, besides the comparison itself.
   *
   * @param dir the folder
   * @param command the command line that repeats it
   * @param seeds how many seeds are compared
   * @param search what is tuned and how
   * @param resume whether to keep what is done
   * @param quiet whether to show no progress
   */
  record Request(
      Path dir, String command, int seeds, Search search, boolean resume, boolean quiet) {}

  /**
   * How the optimizers are tuned.
   *
   * @param seeds how many seeds tune; none if nothing is tuned
   * @param decays how learning rates may fall; not tuned if there are none
   * @param plan how long to train
   * @param workers how many trainings go on at once
   */
  record Search(OptionalInt seeds, List<Decay> decays, Plan plan, int workers) {
    /** Copies the list. */
    Search {
      decays = List.copyOf(decays);
    }
  }

  CompareRun(Context context, Request request, Comparison comparison) {
    this.context = context;
    this.request = request;
    this.comparison = comparison;
  }

  int run() {
    Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    RunFacts.Environment environment = Machine.describe(1);
    String id = comparison.info().id();
    List<Cell> cells = comparison.cells(Scale.PAPER, request.seeds());
    Provenance provenance =
        new Provenance(
            id,
            SCALE,
            context.build().toString(),
            (ObjectNode) Json.tree(comparison.settings(Scale.PAPER)));
    try (Journal journal =
        Journal.open(request.dir(), provenance, request.resume(), context::warn)) {
      if (request.search().seeds().isPresent()) {
        tune();
      }
      int done = (int) cells.stream().filter(c -> journal.finished().containsKey(c.id())).count();
      Progress progress =
          Progress.start(context.console(), request.quiet(), id, done, cells.size());
      Outcome outcome;
      try {
        outcome = new Runner(1, progress).run(comparison, cells, journal);
      } finally {
        progress.close();
      }
      store(cells, outcome, environment, start);
      new CompareTable(context.console().out(), comparison, outcome.points()).print();
      context.console().out().println("  page: " + request.dir().resolve("report.html"));
      return outcome.failures().isEmpty() ? Layerwise.DONE : failed(outcome);
    }
  }

  private int failed(Outcome outcome) {
    outcome
        .failures()
        .forEach(f ->
            context.console().err().println("layerwise: " + f.cell() + " failed: " + f.message()));
    return Layerwise.RUN_FAILED;
  }

  private void tune() {
    TuningFile file = new TuningFile(request.dir());
    Map<String, GridSearch.Found> kept = request.resume() ? file.read() : Map.of();
    List<Long> seeds =
        LongStream.range(0, request.search().seeds().getAsInt())
            .mapToObj(i -> CompareCommand.FIRST_TUNING_SEED + i)
            .toList();
    for (Competitor competitor : comparison.competitors()) {
      if (competitor.settings().isEmpty()) {
        continue; // groups stay as they were said
      }
      String name = competitor.name();
      GridSearch.Found found = kept.get(name);
      if (found == null) {
        found = search(competitor, seeds);
      }
      comparison.tuned(competitor, found);
      file.write(comparison.tuned());
      if (!found.onEdge().isEmpty() && !competitor.protocol(request.search().decays()).isEmpty()) {
        context.warn(
            "the best "
                + String.join(" and ", found.onEdge())
                + " of "
                + name
                + " is the last that was tried: "
                + found.best().settings());
      }
    }
  }

  private GridSearch.Found search(Competitor competitor, List<Long> seeds) {
    AtomicInteger done = new AtomicInteger();
    String name = competitor.name();
    GridSearch.Found found =
        new GridSearch(competitor.protocol(request.search().decays()), seeds, EXTENSIONS)
            .search(
                (settings, seed) -> {
                  double score =
                      comparison.score(competitor, settings, seed, request.search().plan());
                  say(
                      "tuning %s, training %d: %s: mean log10 loss %s"
                          .formatted(
                              name,
                              done.incrementAndGet(),
                              settings,
                              String.format(Locale.ROOT, "%.4g", score)));
                  return score;
                },
                request.search().workers());
    say("tuned %s: %s".formatted(name, found.best().settings()));
    return found;
  }

  private void say(String sentence) {
    if (!request.quiet()) {
      context.console().err().println(sentence);
    }
  }

  private void store(
      List<Cell> cells, Outcome outcome, RunFacts.Environment environment, Instant start) {
    List<Point> points = new ArrayList<>(outcome.points());
    points.addAll(comparison.tuningPoints(CompareCommand.FIRST_TUNING_SEED));
    RunFacts facts =
        new RunFacts(
            comparison.info().id(),
            new RunFacts.Sources(
                context.build().version(), context.build().commit(), request.command()),
            Scale.PAPER,
            cells.stream().map(Cell::seed).distinct().sorted().toList(),
            comparison.settings(Scale.PAPER),
            environment,
            new RunFacts.Timing(start.toString(), outcome.seconds()));
    List<CellEvent> events = new ArrayList<>(outcome.events());
    outcome
        .failures()
        .forEach(f -> events.add(new CellEvent(f.cell(), new RunEvent.Crashed(f.message()))));
    ResultStore store = new ResultStore(request.dir());
    store.writeSeries(points);
    ComparePage.draw(context, request.dir(), new ResultStore.Stored(points, facts, events));
    store.writeRun(facts, outcome.events(), outcome.failures());
  }
}
