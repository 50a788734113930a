package dev.layerwise.lab.cli;

import dev.layerwise.lab.Experiment;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.data.NeedsData;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.run.StorageException;
import dev.layerwise.lab.run.WholeFile;
import dev.layerwise.lab.sweep.Study;
import dev.layerwise.lab.sweep.Sweep;
import dev.layerwise.lab.sweep.SweepExperiment;
import dev.layerwise.lab.sweep.SweepFile;
import dev.layerwise.lab.sweep.SweepText;
import dev.layerwise.lab.sweep.Swept;
import dev.layerwise.lab.sweep.Trainings;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise sweep}. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs a sweep that a file describes, and draws its figures.",
    footerHeading = "%nA complete file:%n",
    footer = {
      "  sweep: damping-on-parity          # the folder of results: letters, digits and -",
      "  title: Does damping matter on parity?",
      "  task: {name: parity, features: 20, support: 3}",
      "  model: mlp:20-32-1",
      "  steps: 200",
      "  record: [error, loss]             # the first is what tuning makes least",
      "  batch: 256                        # of the gradient, for all methods below",
      "  curvature-batch: 256",
      "  methods:",
      "    - {name: gn, label: Gauss-Newton, basis: kronecker, power: -1, lr: 0.1,",
      "       alpha: [1e-4, 1e-3, 1e-2]}   # a list is swept",
      "    - {name: adam, label: Adam, diagonal: squared-gradients, power: -0.5, beta2: 0.95,",
      "       lr: 0.01, tune: [lr]}        # tuned on seeds of their own before",
      "  seeds: {evaluation: 0..2, tuning: [100, 101, 102]}",
      "  plots:",
      "    - {x: step, y: error}",
      "    - {x: alpha, y: error, x-axis: log}",
      "",
      "The method's settings are those of Adam-or-GN Algorithm 1; what is not said has a default.",
      "Several panels, tasks, studies and every key: docs/sweeps.md. To begin with an experiment"
          + " of",
      "the catalogue: layerwise reproduce adamgn-fig2 --print-sweep > mine.yaml.",
      "",
      "Writes DIR/NAME as reproduce does, and sweep.yaml beside it, with every default written"
          + " out.",
      "",
      "Exit status: 0 done; 1 a claim of an experiment that the file repeats fails; 2 the command",
      "line or the file is wrong, saying line and column; 3 a run failed or could not be stored."
    })
final class SweepCommand implements Callable<Integer> {
  /** The file of the sweep in its folder of results. */
  static final String STORED = "sweep.yaml";

  private final Context context;

  @Parameters(paramLabel = "FILE.yaml", description = "the sweep")
  private Path file;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "the first N evaluation seeds, or N with more that follow (default: the file's)")
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

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "a folder that holds fashion-mnist/ or cifar-10-batches-bin/, or is one of them; for"
              + " tasks {name: data, from: cifar-10}")
  private Path data;

  @Option(names = "--resume", description = "keep stored runs, do the others")
  private boolean resume;

  @Option(names = "--quiet", description = "show no progress")
  private boolean quiet;

  SweepCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    PlanOptions.requirePositive("--seeds", seeds);
    PlanOptions.requirePositive("--workers", workers);
    Sweep sweep = read(context, file);
    Swept experiment = experiment(context, sweep);
    requireOwnName(sweep, experiment);
    Scale scale = sweep.scale();
    int count = seeds == null ? sweep.seeds().evaluation().size() : seeds;
    Reproduction.Request request =
        new Reproduction.Request(
            scale,
            OptionalInt.of(count),
            workers == null ? Runtime.getRuntime().availableProcessors() : workers,
            out,
            resume,
            quiet,
            Optional.ofNullable(data));
    Path dir = out.resolve(sweep.id());
    Reproduction.Reproduced done =
        new Reproduction(context, request, _ -> command()).reproduce(withData(experiment));
    WholeFile.write(dir.resolve(STORED), SweepText.of(experiment.sweep(scale, count)));
    new Pages(context, out).show(dir, experiment, done.facts(), done.claims());
    if (!done.failures().isEmpty()) {
      ReproduceCommand.complain(context, done);
      return Layerwise.RUN_FAILED;
    }
    return ReproduceCommand.verdictStatus(done.claims());
  }

  /** Gives the experiment its data, if it needs any. */
  private Experiment withData(Experiment experiment) {
    if (data != null && !(experiment instanceof NeedsData)) {
      throw new InputException(
          "--data " + data + ": no task of " + file + " needs it; leave it out");
    }
    GivenData.Given given = new GivenData(Optional.ofNullable(data)).to(experiment);
    return given.experiment().orElseThrow(() -> new InputException(given.sentence().orElseThrow()));
  }

  private String command() {
    return "./layerwise sweep "
        + ProblemOptions.quoted(file.toString())
        + (seeds == null ? "" : " --seeds " + seeds)
        + (data == null ? "" : " --data " + ProblemOptions.quoted(data.toString()));
  }

  /** Reads a file. */
  static Sweep read(Context context, Path file) {
    String yaml;
    try {
      yaml = Files.readString(file);
    } catch (MalformedInputException e) {
      throw new InputException(file + " is not text in UTF-8", e);
    } catch (IOException e) {
      throw new InputException("cannot read " + file + ": " + StorageException.reason(e), e);
    }
    List<Study.Experiment> studies =
        context.catalogue().stream()
            .filter(Study.Experiment.class::isInstance)
            .map(Study.Experiment.class::cast)
            .toList();
    return SweepFile.parse(file.toString(), yaml, studies);
  }

  /** What runs a sweep: the experiment of the catalogue that is the same sweep, if there is one. */
  static Swept experiment(Context context, Sweep sweep) {
    int count = sweep.seeds().evaluation().size();
    for (Experiment known : context.catalogue()) {
      if (known instanceof Swept same
          && known.info().id().equals(sweep.id())
          && same.sweep(sweep.scale(), count).equals(sweep)) {
        return same;
      }
    }
    return switch (sweep) {
      case Trainings trainings -> SweepExperiment.of(trainings);
      case Study study -> ((Study.Experiment) context.experiment(study.study())).with(study);
    };
  }

  /** Results of a changed experiment must not pass for those of the experiment. */
  private void requireOwnName(Sweep sweep, Swept experiment) {
    for (Experiment known : context.catalogue()) {
      if (known.info().id().equals(sweep.id()) && !known.equals(experiment)) {
        throw new InputException(
            file
                + ": sweep is '"
                + sweep.id()
                + "', the name of an experiment from which it differs; give it a name of its own");
      }
    }
  }
}
