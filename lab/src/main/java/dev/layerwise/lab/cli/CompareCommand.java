package dev.layerwise.lab.cli;

import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.sweep.Seeds;
import dev.layerwise.lab.train.Comparison;
import dev.layerwise.lab.train.Competitor;
import dev.layerwise.lab.train.Decay;
import dev.layerwise.lab.train.Plan;
import dev.layerwise.lab.train.Problem;
import dev.layerwise.optim.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code layerwise compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trains the same network with several optimizers; shows them on one page.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  layerwise compare --data fashion-mnist --model mlp:784-256-128-10 --optimizers"
          + " kfac,soap,adam --tune",
      "      each tuned on its own grid of learning rate and damping, then compared",
      "  layerwise compare --data fashion-mnist --model mlp:784-256-128-10 --optimizers kfac,adam"
          + " --tune --tune-schedule constant,cosine",
      "      the same with a constant or a falling learning rate, whichever serves each better",
      "  layerwise compare --data spirals:classes=3 --model mlp:2-32-3 --optimizers sgd,adam --set"
          + " sgd.lr=0.05",
      "      with settings of one's own",
      "  layerwise compare ... --optimizers adam --optimizer 'matrix:muon(lr=0.02);"
          + " *:adam(lr=3e-4)'",
      "      Adam alone beside Muon for matrices and Adam for the rest",
      "",
      "For each seed all optimizers start from the same weights and see the same batches. --tune",
      "tries each optimizer's default learning rate divided and multiplied by 3, its damping, if"
          + " it",
      "has one, by 10, and beta2 of 0, 0.9, 0.95, 0.99; goes on beyond the edge where the best"
          + " lies",
      "there, then by 2 around the best learning rate, and takes the lowest mean of log10 of the"
          + " loss",
      "on examples held out of the training set, over the second half of the training; seeds of",
      "tuning and of the comparison are never the same. A schedule that is tuned falls over the"
          + " steps",
      "of tuning there, and over those of the comparison in the end. The curves over seconds are",
      "measured one training at a time.",
      "",
      "Writes DIR/compare-NAME: report.html, figure-N.svg and .png, series.csv, run.json,"
          + " runs.jsonl",
      "and, with --tune, tuning.json.",
      "",
      "Exit status: 0 done; 2 the command line or an input file is wrong; 3 a run failed or could"
          + " not",
      "be stored."
    })
final class CompareCommand implements Callable<Integer> {
  /** The first tuning seed; those of the comparison count from 0. */
  static final long FIRST_TUNING_SEED = 1_000_000;

  private static final long TUNING_EVALUATIONS = 20;

  private final Context context;

  @Mixin private ProblemOptions problemOptions;

  @Option(
      names = "--optimizers",
      split = ",",
      paramLabel = "NAME",
      description = "optimizers of the catalogue, separated by commas")
  private List<String> optimizers = new ArrayList<>();

  @Option(
      names = "--optimizer",
      paramLabel = "NAME|TEXT",
      description =
          "one more optimizer, may be repeated; "
              + OptimizerChoice.GROUPS_HELP
              + "; groups are not tuned")
  private List<String> further = new ArrayList<>();

  @Option(
      names = "--set",
      arity = "1..*",
      paramLabel = "OPTIMIZER.SETTING=VALUE",
      description = "settings, such as kfac.damping=0.01; they are not tuned")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--tune",
      description = "tune learning rate, damping and beta2 of each optimizer first")
  private boolean tune;

  @Option(
      names = "--tune-schedule",
      split = ",",
      paramLabel = "NAME",
      description =
          "tune how the learning rate falls, too, among these: constant, eighths (halved at every"
              + " eighth), cosine or linear (to 0 at the end); each multiplies the trainings; not"
              + " of optimizers whose lr is set")
  private List<String> schedules = new ArrayList<>();

  @Option(
      names = "--tuning-seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "trainings for each combination that is tried, at least 3 (default: 3)")
  private int tuningSeeds;

  @Option(
      names = "--tuning-steps",
      paramLabel = "N",
      description = "steps of a training while tuning (default: as many as are compared)")
  private Long tuningSteps;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "how many seeds are compared (default: 1)")
  private int seeds;

  @Mixin private PlanOptions planOptions;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "trainings at once while tuning (default: the number of cores)")
  private Integer workers;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "the folder is DIR/compare-NAME (default: the data's name)")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "results",
      description = "the folder of all results (default: results)")
  private Path out;

  @Option(names = "--resume", description = "keep what is tuned and trained already, do the rest")
  private boolean resume;

  @Option(names = "--quiet", description = "show no progress")
  private boolean quiet;

  CompareCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    PlanOptions.requirePositive("--seeds", seeds);
    if (tuningSeeds < Seeds.LEAST_TUNING) {
      throw new InputException(
          "--tuning-seeds is "
              + tuningSeeds
              + "; want at least "
              + Seeds.LEAST_TUNING
              + ": what is best on one seed often fails on others");
    }
    PlanOptions.requirePositive("--tuning-steps", tuningSteps);
    PlanOptions.requirePositive("--workers", workers);
    if (name != null && !name.matches("[A-Za-z0-9][A-Za-z0-9.+_-]*")) {
      throw new InputException(
          "--name is '" + name + "'; want letters, digits, '.', '+', '_' or '-'");
    }
    List<Decay> decays = decays();
    List<Competitor> competitors = competitors();
    if (tune) {
      problemOptions.holdOutIfNotSaid();
    }
    Problem problem = problemOptions.problem();
    competitors.forEach(c -> OptimizerChoice.start(c, problem.network(0))); // does it fit?
    Plan plan = planOptions.plan(problem.data(), OptionalInt.empty());
    Map<String, Object> settings = problemOptions.settings(problem);
    settings.putAll(PlanOptions.settings(plan));
    settings.put("seeds", seeds);
    if (tune) {
      settings.put("tuning seeds", tuningSeeds);
      settings.put("tuning steps", tuningSteps == null ? plan.steps() : tuningSteps);
      if (!decays.isEmpty()) {
        settings.put("tuning schedules", decays.stream().map(Decay::label).toList());
      }
    }
    String id = ComparePage.PREFIX + (name == null ? problem.data().name() : name);
    Comparison comparison =
        new Comparison(
            ComparePage.info(id, id.substring(ComparePage.PREFIX.length()), settings),
            problem,
            plan,
            competitors,
            settings);
    CompareRun.Request request =
        new CompareRun.Request(
            out.resolve(id),
            repeated(),
            seeds,
            new CompareRun.Search(
                tune ? OptionalInt.of(tuningSeeds) : OptionalInt.empty(),
                decays,
                tuningPlan(plan),
                workers == null ? Runtime.getRuntime().availableProcessors() : workers),
            resume,
            quiet);
    return new CompareRun(context, request, comparison).run();
  }

  private List<Decay> decays() {
    if (!schedules.isEmpty() && !tune) {
      throw new InputException(
          "--tune-schedule says among which schedules --tune searches; give --tune too");
    }
    List<Decay> decays = new ArrayList<>();
    for (String schedule : schedules) {
      Decay decay;
      try {
        decay = Decay.named(schedule.strip());
      } catch (IllegalArgumentException e) {
        throw new InputException("--tune-schedule: " + e.getMessage(), e);
      }
      if (!decays.contains(decay)) {
        decays.add(decay);
      }
    }
    return decays;
  }

  private Plan tuningPlan(Plan plan) {
    long steps = tuningSteps == null ? plan.steps() : tuningSteps;
    return new Plan(
        plan.batch(),
        steps,
        Math.max(1, steps / TUNING_EVALUATIONS),
        plan.patience(),
        OptionalInt.empty());
  }

  private List<Competitor> competitors() {
    optimizers.stream()
        .filter(OptimizerChoice::isText)
        .findFirst()
        .ifPresent(text -> {
          throw new InputException(
              "--optimizers takes names separated by commas, and '"
                  + text
                  + "' is none; give groups to --optimizer, in quotes, which may be repeated");
        });
    List<String> names =
        Stream.concat(optimizers.stream(), further.stream().filter(o -> !OptimizerChoice.isText(o)))
            .map(String::strip)
            .distinct()
            .toList();
    List<Competitor> competitors = new ArrayList<>();
    said(names)
        .forEach((optimizer, settings) ->
            competitors.add(OptimizerChoice.of(optimizer, settings).competitor()));
    for (String text : further) {
      if (OptimizerChoice.isText(text)) {
        competitors.add(distinct(OptimizerChoice.of(text, Map.of()).competitor(), competitors));
      }
    }
    if (competitors.isEmpty()) {
      throw new InputException(
          "nothing to compare; want --optimizers kfac,adam, or --optimizer for each of them");
    }
    return competitors;
  }

  /** The settings of each of the named optimizers. */
  private Map<String, Map<String, String>> said(List<String> names) {
    Map<String, Map<String, String>> said = new LinkedHashMap<>();
    names.forEach(optimizer -> said.put(optimizer, new LinkedHashMap<>()));
    set.forEach((key, value) -> {
      int dot = key.indexOf('.');
      String optimizer = dot < 0 ? key : key.substring(0, dot);
      if (dot < 0 || !said.containsKey(optimizer)) {
        throw new InputException(
            "--set "
                + key
                + "="
                + value
                + ": want OPTIMIZER.SETTING=VALUE with one of "
                + String.join(", ", names)
                + (dot < 0 ? "" : Nearest.question(optimizer, names)));
      }
      said.get(optimizer).put(key.substring(dot + 1), value);
    });
    return said;
  }

  /** Under a name that none of the others has. */
  private static Competitor distinct(Competitor competitor, List<Competitor> others) {
    String own = competitor.name();
    for (int n = 2; hasName(others, own); n++) {
      own = competitor.name() + "-" + n;
    }
    return competitor.named(own);
  }

  private static boolean hasName(List<Competitor> competitors, String name) {
    return competitors.stream().anyMatch(c -> c.name().equals(name));
  }

  private String repeated() {
    StringBuilder text = new StringBuilder("./layerwise compare ");
    text.append(problemOptions.repeated());
    if (!optimizers.isEmpty()) {
      text.append(" --optimizers ").append(String.join(",", optimizers));
    }
    further.forEach(o -> text.append(" --optimizer ").append(ProblemOptions.quoted(o)));
    if (!set.isEmpty()) {
      text.append(" --set");
      set.forEach(
          (key, value) -> text.append(' ').append(ProblemOptions.quoted(key + "=" + value)));
    }
    if (tune) {
      text.append(" --tune --tuning-seeds ").append(tuningSeeds);
      ProblemOptions.add(text, "--tuning-steps", tuningSteps);
      if (!schedules.isEmpty()) {
        text.append(" --tune-schedule ").append(String.join(",", schedules));
      }
    }
    text.append(" --seeds ").append(seeds).append(planOptions.repeated());
    ProblemOptions.add(text, "--name", name);
    return text.toString();
  }
}
