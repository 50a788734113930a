package dev.layerwise.lab.cli;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.train.Plan;
import dev.layerwise.lab.train.Problem;
import dev.layerwise.lab.train.SafeTensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code layerwise train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trains a network on data with an optimizer; leaves curves, weights, checkpoint.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  layerwise train --data fashion-mnist --model mlp:784-256-128-10 --optimizer sgd --set"
          + " lr=0.1",
      "      a folder with train-images-idx3-ubyte.gz and its companions, as MNIST; or one with",
      "      data_batch_1.bin and so on, as CIFAR-10; the test set there is watched",
      "  layerwise train --data wine.csv --label quality --model mlp:11-32-7 --optimizer sgd"
          + " --patience 5",
      "      a table with a header; a tenth of it is held out to watch and to stop by",
      "  layerwise train --data blobs:classes=4,features=20 --model mlp:20-32-4 --optimizer sgd",
      "      a made-up task: blobs, spirals, teacher (regression) or parity",
      "  layerwise train ... --optimizer 'matrix:muon(lr=0.02); *:adam(lr=3e-4)'",
      "      groups: each parameter is trained by the first that selects it, by kind (weight,",
      "      kernel, bias, scale, shift), matrix or vector, or name (0.*); settings in parentheses",
      "  layerwise train ... --epochs 20 --resume",
      "      go on after a kill, or for longer: same data, model, optimizer and seed",
      "",
      "Writes DIR/train-NAME: report.html, figure-N.svg and .png, series.csv, run.json and, for",
      "programs, model.safetensors (weights, as Python's safetensors reads them) and checkpoint/.",
      "A checkpoint is written at an evaluation, if the last is 10 seconds old, at the end and at"
          + " Ctrl-C.",
      "A training that goes on from a checkpoint ends with the same bits as one never stopped.",
      "A training that diverges is a result: its curves end there.",
      "",
      "Exit status: 0 done, diverged or not; 2 the command line or an input file is wrong; 3 a"
          + " result",
      "could not be stored; 130 ended by Ctrl-C, with a checkpoint."
    })
final class TrainCommand implements Callable<Integer> {
  private static final long DIAGNOSES = 200;

  private final Context context;

  @Mixin private ProblemOptions problemOptions;

  @Option(
      names = "--optimizer",
      required = true,
      paramLabel = "NAME|TEXT",
      description = "an optimizer of the catalogue, such as sgd; " + OptimizerChoice.GROUPS_HELP)
  private String optimizer;

  @Option(
      names = "--set",
      arity = "1..*",
      paramLabel = "SETTING=VALUE",
      description = "settings of the optimizer, such as lr=0.1 momentum=0.9")
  private Map<String, String> set = new LinkedHashMap<>();

  @Mixin private PlanOptions planOptions;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "seed of weights, order of the examples, sampled labels (default: 0)")
  private long seed;

  @Option(
      names = "--diagnostics",
      description =
          "record gradient norm, effective learning rate, alignment, reduction ratio of the"
              + " quadratic model, what the optimizer reports, and the spectra of its factors")
  private boolean diagnostics;

  @Option(
      names = "--weights",
      paramLabel = "f64|f32",
      defaultValue = "f64",
      description = "precision of model.safetensors (default: f64)")
  private String weights;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "the folder is DIR/train-NAME (default: data and optimizer)")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "the folder of all results (default: results)")
  private Path out;

  @Option(names = "--resume", description = "go on from the last checkpoint, if there is one")
  private boolean resume;

  @Option(names = "--quiet", description = "show no progress")
  private boolean quiet;

  @Option(names = "--engine", hidden = true, defaultValue = "local")
  private String engine;

  TrainCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (!engine.equals("local")) {
      throw new InputException(
          "--engine " + engine + " does not train; leave it out to train on this machine");
    }
    SafeTensors.Precision precision = precision();
    if (name != null && !name.matches("[A-Za-z0-9][A-Za-z0-9.+_-]*")) {
      throw new InputException(
          "--name is '" + name + "'; want letters, digits, '.', '+', '_' or '-'");
    }
    OptimizerChoice choice = OptimizerChoice.of(optimizer, set);
    Problem problem = problemOptions.problem();
    Plan plan = planOptions.plan(problem.data(), OptionalInt.empty());
    if (diagnostics) {
      int every = Math.toIntExact(Math.max(1, plan.steps() / DIAGNOSES));
      plan = planOptions.plan(problem.data(), OptionalInt.of(every));
    }
    String usual = problem.data().name() + "-" + choice.competitor().name();
    String id = TrainPage.PREFIX + (name == null ? usual : name);
    Map<String, Object> settings = problemOptions.settings(problem);
    settings.putAll(choice.settings());
    TrainRun.Request request =
        new TrainRun.Request(id, out.resolve(id), repeated(), seed, precision, resume, quiet);
    new TrainRun(context, request, problem, choice, plan, settings).run();
    return Layerwise.DONE;
  }

  private SafeTensors.Precision precision() {
    return switch (weights.toLowerCase(Locale.ROOT)) {
      case "f32" -> SafeTensors.Precision.F32;
      case "f64" -> SafeTensors.Precision.F64;
      default -> throw new InputException("--weights is '" + weights + "'; want f64 or f32");
    };
  }

  private String repeated() {
    StringBuilder text = new StringBuilder("./layerwise train ");
    text.append(problemOptions.repeated()).append(" --optimizer ");
    text.append(ProblemOptions.quoted(optimizer));
    if (!set.isEmpty()) {
      text.append(" --set");
      set.forEach(
          (key, value) -> text.append(' ').append(ProblemOptions.quoted(key + "=" + value)));
    }
    text.append(planOptions.repeated()).append(" --seed ").append(seed);
    text.append(diagnostics ? " --diagnostics" : "");
    ProblemOptions.add(text, "--name", name);
    ProblemOptions.add(text, "--weights", weights.equals("f64") ? null : weights);
    return text.toString();
  }
}
