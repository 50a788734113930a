package dev.layerwise.lab.cli;

import dev.layerwise.lab.data.Data;
import dev.layerwise.lab.run.InputException;
import dev.layerwise.lab.train.Plan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** How long to train and when to look: the options that every training command has. */
final class PlanOptions {
  private static final int EPOCHS = 5;
  private static final int BATCH = 128;
  private static final int EVALUATIONS = 10;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "passes over the training set (default: 5)")
  private Integer epochs;

  @Option(names = "--steps", paramLabel = "N", description = "steps, instead of epochs")
  private Long steps;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "examples in a batch (default: 128, or all if there are fewer)")
  private Integer batch;

  @Option(
      names = "--eval-every",
      paramLabel = "N",
      description = "steps between evaluations (default: an epoch, or a tenth of all if less)")
  private Long evaluateEvery;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "stop after N evaluations without a lower validation loss; keep the best")
  private Integer patience;

  /**
   * Makes the plan.
   *
   * @param data what is trained on
   * @param diagnoseEvery steps between diagnoses, if there are any
   * @throws InputException if a number does not fit
   */
  Plan plan(Data data, OptionalInt diagnoseEvery) {
    if (epochs != null && steps != null) {
      throw new InputException("--epochs and --steps both say how long; leave one out");
    }
    requirePositive("--epochs", epochs);
    requirePositive("--steps", steps);
    requirePositive("--batch", batch);
    requirePositive("--eval-every", evaluateEvery);
    requirePositive("--patience", patience);
    int n = data.training().count();
    int size = batch == null ? Math.min(BATCH, n) : batch;
    if (size > n) {
      throw new InputException(
          "--batch is " + size + "; want at most the " + n + " examples of the training set");
    }
    if (patience != null && data.validation().isEmpty()) {
      throw new InputException(
          "--patience would stop by the test set; hold examples out with --validation 0.1");
    }
    long perEpoch = n / size;
    long all =
        steps != null ? steps : Math.multiplyExact(perEpoch, epochs == null ? EPOCHS : epochs);
    long usual = Math.min(perEpoch, (all + EVALUATIONS - 1) / EVALUATIONS);
    return new Plan(
        size,
        all,
        evaluateEvery == null ? usual : evaluateEvery,
        patience == null ? OptionalInt.empty() : OptionalInt.of(patience),
        diagnoseEvery);
  }

  /** Name and value of every setting of a plan, in the order to print them. */
  static Map<String, Object> settings(Plan plan) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("batch", plan.batch());
    settings.put("steps", plan.steps());
    settings.put("evaluate every", plan.evaluateEvery());
    plan.patience().ifPresent(n -> settings.put("patience", n));
    return settings;
  }

  /** The options as they were given, to repeat the command. */
  String repeated() {
    StringBuilder text = new StringBuilder();
    ProblemOptions.add(text, "--epochs", epochs);
    ProblemOptions.add(text, "--steps", steps);
    ProblemOptions.add(text, "--batch", batch);
    ProblemOptions.add(text, "--eval-every", evaluateEvery);
    ProblemOptions.add(text, "--patience", patience);
    return text.toString();
  }

  static void requirePositive(String option, Number value) {
    if (value != null && value.longValue() < 1) {
      throw new InputException(option + " is " + value + "; want a number of at least 1");
    }
  }
}
