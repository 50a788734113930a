package dev.layerwise.lab.cli;

import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.JudgedClaim;
import dev.layerwise.lab.Judgement.Verdict;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.data.NeedsData;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.Outcome;
import dev.layerwise.lab.sweep.Sweep;
import dev.layerwise.lab.sweep.SweepText;
import dev.layerwise.lab.sweep.Swept;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise reproduce}. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs experiments, draws their figures and judges the paper's claims.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  layerwise reproduce concurrence-fig1",
      "      in under a minute, results in results/concurrence-fig1/",
      "  layerwise reproduce all --scale paper --resume",
      "      everything at the paper's sizes; go on where it was stopped",
      "  layerwise reproduce adamgn-fig2 --print-sweep > mine.yaml",
      "      an experiment as a file to change and run with layerwise sweep mine.yaml",
      "  layerwise reproduce concurrence-realdata --data ../shared/data",
      "      an experiment on data; without --data such experiments are skipped",
      "",
      "A run is stored in DIR/ID/runs.jsonl as it finishes. --resume keeps the stored runs and"
          + " does",
      "the others; it refuses runs of another scale, of other settings, or of another version or",
      "commit of the program. Without --resume an experiment starts over: stored runs are dropped,",
      "while the other files of an earlier result stay until each is replaced at the end.",
      "",
      "Exit status: 0 done, and every decided claim holds; 1 a claim fails; 2 the command line or"
          + " an",
      "input file is wrong, or the results folder cannot be used; 3 a run failed or a result could",
      "not be stored, as on a full disk; 130 ended by Ctrl-C, what has finished is kept."
    })
final class ReproduceCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      paramLabel = "ID",
      arity = "1..*",
      description = "experiments, as layerwise list names them, or all")
  private List<String> ids;

  @Option(
      names = "--scale",
      paramLabel = "quick|paper",
      defaultValue = "quick",
      description = "quick: under a minute each; paper: the paper's sizes (default: quick)")
  private Scale scale;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "how many seeds (default: as the scale says)")
  private Integer seeds;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "how many runs at once (default: the number of cores); no result depends on it")
  private Integer workers;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "the folder of all results (default: results)")
  private Path out;

  @Option(names = "--resume", description = "keep stored runs, do the others")
  private boolean resume;

  @Option(names = "--quiet", description = "show no progress")
  private boolean quiet;

  @Option(names = "--engine", hidden = true, defaultValue = "local")
  private String engine;

  @Option(names = "--master", hidden = true)
  private String master;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "a folder that holds fashion-mnist/ or cifar-10-batches-bin/, or is one of them; for the"
              + " experiments that need data")
  private Path data;

  @Option(
      names = "--print-sweep",
      description = "print the experiment as a file for layerwise sweep, and run nothing")
  private boolean printSweep;

  ReproduceCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Reproduction.Request request = request();
    if (printSweep) {
      context.console().out().print(SweepText.of(sweep()));
      return Layerwise.DONE;
    }
    List<Experiment> experiments = withData(experiments());
    Reproduction reproduction = new Reproduction(context, request);
    Pages pages = new Pages(context, out);
    List<Reproduction.Reproduced> done = new ArrayList<>();
    for (Experiment experiment : experiments) {
      Reproduction.Reproduced reproduced = reproduction.reproduce(experiment);
      done.add(reproduced);
      pages.show(
          out.resolve(experiment.info().id()), experiment, reproduced.facts(), reproduced.claims());
      complain(context, reproduced);
    }
    if (done.size() > 1) {
      pages.writeIndex();
    }
    return status(done);
  }

  /** The one experiment as a sweep. */
  private Sweep sweep() {
    List<Experiment> experiments = experiments();
    if (experiments.size() != 1) {
      throw new InputException(
          "--print-sweep prints one experiment, and these are " + experiments.size());
    }
    Experiment experiment = experiments.getFirst();
    if (experiment instanceof Swept swept) {
      return swept.sweep(scale, seeds == null ? swept.defaultSeeds(scale) : seeds);
    }
    List<String> sweeps =
        context.catalogue().stream()
            .filter(Swept.class::isInstance)
            .map(e -> e.info().id())
            .toList();
    throw new InputException(
        experiment.info().id()
            + " is no sweep and cannot be printed as one; the sweeps are "
            + (sweeps.isEmpty() ? "none" : String.join(", ", sweeps)));
  }

  private Reproduction.Request request() {
    requirePositive("--seeds", seeds);
    requirePositive("--workers", workers);
    if (!engine.equals("local")) {
      throw new InputException(
          "--engine "
              + engine
              + " is not part of this version; leave it out to run on this machine's cores");
    }
    refuse(master != null, "--master");
    return new Reproduction.Request(
        scale,
        seeds == null ? OptionalInt.empty() : OptionalInt.of(seeds),
        workers == null ? Runtime.getRuntime().availableProcessors() : workers,
        out,
        resume,
        quiet,
        Optional.ofNullable(data));
  }

  /** Gives data to the experiments that need it, and leaves out those that lack it, saying so. */
  private List<Experiment> withData(List<Experiment> experiments) {
    if (data != null && experiments.stream().noneMatch(NeedsData.class::isInstance)) {
      throw new InputException(
          "--data " + data + ": none of these experiments needs data; leave it out");
    }
    GivenData given = new GivenData(Optional.ofNullable(data));
    List<Experiment> able = new ArrayList<>();
    for (Experiment experiment : experiments) {
      GivenData.Given outcome = given.to(experiment);
      outcome.sentence().ifPresent(context.console().out()::println);
      outcome.experiment().ifPresent(able::add);
    }
    return able;
  }

  private List<Experiment> experiments() {
    List<Experiment> named =
        ids.stream().filter(id -> !id.equals("all")).distinct().map(context::experiment).toList();
    return ids.contains("all") ? context.catalogue() : named;
  }

  static void complain(Context context, Reproduction.Reproduced reproduced) {
    List<Outcome.Failure> failures = reproduced.failures();
    if (failures.isEmpty()) {
      return;
    }
    PrintStream err = context.console().err();
    err.println(
        "layerwise: "
            + failures.size()
            + (failures.size() == 1 ? " run of " : " runs of ")
            + reproduced.facts().id()
            + " failed, first "
            + failures.getFirst().cell()
            + ": "
            + failures.getFirst().message()
            + "; --resume tries again what failed");
  }

  private static int status(List<Reproduction.Reproduced> done) {
    if (done.stream().anyMatch(r -> !r.failures().isEmpty())) {
      return Layerwise.RUN_FAILED;
    }
    return verdictStatus(done.stream().flatMap(r -> r.claims().stream()).toList());
  }

  static int verdictStatus(List<JudgedClaim> claims) {
    boolean fails = claims.stream().anyMatch(c -> c.judgement().verdict() == Verdict.FAILS);
    return fails ? Layerwise.CLAIM_FAILS : Layerwise.DONE;
  }

  private static void requirePositive(String option, Integer value) {
    if (value != null && value < 1) {
      throw new InputException(option + " is " + value + "; want a number of at least 1");
    }
  }

  private static void refuse(boolean given, String option) {
    if (given) {
      throw new InputException(option + " is not part of this version; leave it out");
    }
  }
}
