package dev.layerwise.lab.cli;

import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.RunFacts;
import dev.layerwise.lab.report.Index;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.ResultStore;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says what came out, and writes the page over all experiments of a folder. */
final class Pages {
  private final Context context;
  private final Path out;
  private final Map<String, Index.Entry> shown = new LinkedHashMap<>();

  Pages(Context context, Path out) {
    this.context = context;
    this.out = out;
  }

  /** Prints an experiment's table of claims and where its page is. */
  void show(Path dir, Experiment experiment, RunFacts facts, List<JudgedClaim> claims) {
    ExperimentInfo info = experiment.info();
    shown.put(info.id(), new Index.Entry(info, facts.scale(), claims));
    Console console = context.console();
    PrintStream stream = console.out();
    int seeds = facts.seeds().size();
    stream.println(
        info.id()
            + ": "
            + info.title()
            + (info.paper().isEmpty() ? "" : " (" + info.paper() + ", " + info.place() + ")")
            + ", "
            + facts.scale().label()
            + " scale, "
            + seeds
            + (seeds == 1 ? " seed" : " seeds"));
    stream.print(new ClaimTable(console.colour(), console.columns()).of(claims));
    stream.println("  page: " + dir.resolve("report.html"));
    stream.flush();
  }

  /** Writes {@code index.html} over every experiment whose results stand in the folder. */
  void writeIndex() {
    List<Index.Entry> entries = new ArrayList<>();
    for (Experiment experiment : context.catalogue()) {
      Index.Entry entry = shown.get(experiment.info().id());
      if (entry == null && Files.exists(out.resolve(experiment.info().id(), ResultStore.RUN))) {
        entry = stored(experiment);
      }
      if (entry != null) {
        entries.add(entry);
      }
    }
    Index.write(out, entries);
    List<JudgedClaim> claims = shown.values().stream().flatMap(e -> e.claims().stream()).toList();
    context
        .console()
        .out()
        .println(
            "%d experiments: %s%nall experiments: %s"
                .formatted(shown.size(), ClaimTable.count(claims), out.resolve("index.html")));
  }

  /** Judges the results of an earlier command; null, with a warning, if they cannot be read. */
  private Index.Entry stored(Experiment experiment) {
    try {
      ResultStore.Stored stored = new ResultStore(out.resolve(experiment.info().id())).read();
      List<JudgedClaim> claims = Judge.judge(experiment, new Results(stored.points()));
      return new Index.Entry(experiment.info(), stored.facts().scale(), claims);
    } catch (InputException e) {
      context.warn("left out of index.html: " + e.getMessage());
      return null;
    }
  }
}
