package dev.layerwise.lab.cli;

import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.data.DataSource;
import dev.layerwise.lab.data.Standardization;
import dev.layerwise.lab.data.Targets;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.train.Problem;
import dev.layerwise.nn.BernoulliLogistic;
import dev.layerwise.nn.Initialization;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.SoftmaxCrossEntropy;
import dev.layerwise.nn.SquaredError;
import dev.layerwise.optim.Nearest;
import dev.layerwise.random.Rng;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is learned by what network: the options that every training command has. */
final class ProblemOptions {
  private static final String INIT = "he-normal";
  private static final double HELD_OUT = 0.1;
  private static final List<String> LOSSES = List.of("cross-entropy", "squared", "logistic");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "NAME|DIR|FILE",
      description = "a synthetic task, a folder of IDX or CIFAR-10 files, or a CSV file")
  private String data;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "SPEC",
      description = "the network, such as mlp:784-256-10")
  private String model;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "of a CSV file: the column to be learned")
  private String label;

  @Option(names = "--regression", description = "of a CSV file: the label is a number, not a class")
  private boolean regression;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      description = "share of the training set held out (default: 0, or 0.1 without a test set)")
  private Double validation;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "train on N examples at most, drawn at random")
  private Integer limit;

  @Option(
      names = "--standardize",
      paramLabel = "feature|global|none",
      description =
          "move and scale inputs by the training set's mean and deviation (default: global for"
              + " pixels, feature for numbers)")
  private String standardize;

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      description =
          "cross-entropy, cross-entropy:SMOOTHING, squared or logistic (default: cross-entropy for"
              + " classes, squared for numbers)")
  private String loss;

  @Option(
      names = "--init",
      paramLabel = "NAME",
      defaultValue = INIT,
      description = "what the first weights are drawn from (default: he-normal)")
  private String init;

  /**
   * Reads the data and sets the problem. The split depends on the data alone, not on the seed of a
   * training.
   *
   * @throws InputException if something does not fit
   */
  Problem problem() {
    Data all =
        DataSource.open(data, new DataSource.TableOptions(Optional.ofNullable(label), regression));
    Data split = split(all);
    Standardization.Kind kind = kind(split);
    Standardization scaling = Standardization.fit(split.training().inputs(), kind);
    Problem problem = new Problem(split, scaling, model, initialization(), loss(split));
    try {
      problem.network(0);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
    return problem;
  }

  /** Holds a tenth of the training set out, unless another share was said: tuning needs a judge. */
  void holdOutIfNotSaid() {
    validation = validation == null ? Double.valueOf(HELD_OUT) : validation;
  }

  /** Name and value of every setting of the problem, in the order to print them. */
  Map<String, Object> settings(Problem problem) {
    Data split = problem.data();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("data", data);
    settings.put("data hash", split.training().hash());
    settings.put("examples", split.training().count());
    split.validation().ifPresent(set -> settings.put("validation examples", set.count()));
    split.test().ifPresent(set -> settings.put("test examples", set.count()));
    settings.put("standardize", kind(split).label());
    settings.put("model", model);
    settings.put("parameters", problem.network(0).size());
    settings.put("init", init);
    settings.put("loss", lossName(split));
    return settings;
  }

  /** The options as they were given, to repeat the command. */
  String repeated() {
    StringBuilder text = new StringBuilder("--data " + quoted(data) + " --model " + quoted(model));
    add(text, "--label", label);
    text.append(regression ? " --regression" : "");
    add(text, "--validation", validation);
    add(text, "--limit", limit);
    add(text, "--standardize", standardize);
    add(text, "--loss", loss);
    add(text, "--init", init.equals(INIT) ? null : init);
    return text.toString();
  }

  static void add(StringBuilder text, String option, Object value) {
    if (value != null) {
      text.append(' ').append(option).append(' ').append(quoted(value.toString()));
    }
  }

  /** Quotes what a shell would take apart. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_.,:=/@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private Data split(Data all) {
    double share = validation != null ? validation : all.test().isPresent() ? 0 : HELD_OUT;
    if (!(share >= 0 && share < 1)) {
      throw new InputException("--validation is " + share + "; want a share from 0 to below 1");
    }
    if (limit != null && limit < 1) {
      throw new InputException("--limit is " + limit + "; want a number of at least 1");
    }
    try {
      return all.split(share, limit == null ? Integer.MAX_VALUE : limit, Rng.of(0).stream("split"));
    } catch (IllegalArgumentException e) {
      throw new InputException("--validation: " + e.getMessage(), e);
    }
  }

  private Standardization.Kind kind(Data split) {
    if (standardize == null) {
      return DataSource.usualStandardization(split);
    }
    List<String> names =
        Arrays.stream(Standardization.Kind.values()).map(Standardization.Kind::label).toList();
    if (!names.contains(standardize)) {
      throw new InputException(
          "--standardize is '"
              + standardize
              + "'"
              + Nearest.question(standardize, names)
              + "; want feature, global or none");
    }
    return Standardization.Kind.valueOf(standardize.toUpperCase(Locale.ROOT));
  }

  private Initialization initialization() {
    List<String> names =
        Arrays.stream(Initialization.values())
            .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    if (!names.contains(init)) {
      throw new InputException(
          "--init is '"
              + init
              + "'"
              + Nearest.question(init, names)
              + "; want one of "
              + String.join(", ", names));
    }
    return Initialization.valueOf(init.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private String lossName(Data split) {
    boolean classes = split.training().targets() instanceof Targets.Classes;
    return loss != null ? loss : classes ? "cross-entropy" : "squared";
  }

  private Loss loss(Data split) {
    String name = lossName(split);
    boolean classes = split.training().targets() instanceof Targets.Classes;
    if (!classes && !name.equals("squared")) {
      throw new InputException("--loss is '" + name + "' and the labels are numbers; want squared");
    }
    if (name.startsWith("cross-entropy:")) {
      try {
        return new SoftmaxCrossEntropy(Double.parseDouble(name.substring(14)));
      } catch (IllegalArgumentException e) {
        throw new InputException(
            "--loss is '" + name + "'; want a smoothing from 0 to below 1 after the colon", e);
      }
    }
    return switch (name) {
      case "cross-entropy" -> new SoftmaxCrossEntropy();
      case "squared" -> new SquaredError();
      case "logistic" -> new BernoulliLogistic();
      default ->
          throw new InputException(
              "--loss is '"
                  + name
                  + "'"
                  + Nearest.question(name, LOSSES)
                  + "; want "
                  + String.join(", ", LOSSES));
    };
  }
}
