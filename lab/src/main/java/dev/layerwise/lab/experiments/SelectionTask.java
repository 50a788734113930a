package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.FullBatchExamples.problem;

import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.sweep.Budget;
import dev.layerwise.lab.sweep.Heading;
import dev.layerwise.lab.sweep.Method;
import dev.layerwise.lab.sweep.Panel;
import dev.layerwise.lab.sweep.Plot;
import dev.layerwise.lab.sweep.Problem;
import dev.layerwise.lab.sweep.Seeds;
import dev.layerwise.lab.sweep.SweepExperiment;
import dev.layerwise.lab.sweep.Trainings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam-or-GN Figure 7: a transformer of one attention layer and one head learns which vector of a
 * sequence counts, with large batches in the Kronecker eigenbasis. Learning rates and damping are
 * the best, and some that are not, of the search in one setting of eight vectors.
 */
final class SelectionTask {
  static final String PANEL = "selection";
  static final String RATES = "rates";
  static final String ADAM = "Adam";
  static final String GN = "GN⁻¹";
  static final String GN_HALF = "GN⁻½";
  static final String ERROR = "error";
  static final String ADAM_CONSTANT = "Adam, η = 0.03 constant";
  static final String GN_FASTER = "GN⁻¹, η = 0.3";
  static final String GN_TOO_FAST = "GN⁻¹, η = 1";
  private static final int QUICK_SEEDS = 5;
  private static final int PAPER_SEEDS = 10;

  private SelectionTask() {}

  static SweepExperiment figure7() {
    ExperimentInfo info =
        new ExperimentInfo(
            "adamgn-fig7",
            "Adam-or-GN",
            "Figure 7",
            "A transformer that selects",
            "Whether Adam outperforms GN⁻¹ on attention with large batches in the eigenbasis, as it"
                + " does on the reparameterised logistic regression of §4.",
            15,
            400);
    return new SweepExperiment(info, scale -> sweep(info, scale), SelectionTaskClaims.all());
  }

  private static Trainings sweep(ExperimentInfo info, Scale scale) {
    boolean isQuick = scale == Scale.QUICK;
    Panel main = isQuick ? small() : large();
    return new Trainings(
        info.id(),
        Heading.of(info),
        scale,
        Seeds.first(isQuick ? QUICK_SEEDS : PAPER_SEEDS),
        List.of(main, rates()),
        List.of(
            new Plot(
                "Figure 7: GN⁻¹ is ahead of Adam, against the paper",
                "Squared error on 4096 held-out sequences, attention alone: no residual stream,"
                    + " norm or hidden layer. Left, each method at its best; right, other learning"
                    + " rates: a GN⁻¹ that is too fast learns nothing."
                    + (isQuick ? "" : " Left, batches of 4096; the paper has 16384."),
                Plot.STEP,
                ERROR,
                List.of(),
                Spacing.LINEAR,
                Spacing.LOG)));
  }

  private static Panel small() {
    return new Panel(
        PANEL,
        "8 vectors of 8, each at its best",
        selection("8", "8", "transformer:16"),
        new Budget(200, 10, List.of(ERROR)),
        List.of(
            adam("adam", ADAM, "0.06", "halve/25", "2048", "512"),
            gaussNewton("gn-1", GN, "-1", "0.1", "2048", "512"),
            gaussNewton("gn-half", GN_HALF, "-0.5", "0.3", "2048", "512")));
  }

  private static Panel rates() {
    return new Panel(
        RATES,
        "8 vectors of 8, other learning rates",
        selection("8", "8", "transformer:16"),
        new Budget(200, 10, List.of(ERROR)),
        List.of(
            adam("adam-constant", ADAM_CONSTANT, "0.03", "constant", "2048", "512"),
            gaussNewton("gn-1-faster", GN_FASTER, "-1", "0.3", "2048", "512"),
            gaussNewton("gn-1-too-fast", GN_TOO_FAST, "-1", "1", "2048", "512")));
  }

  private static Panel large() {
    return new Panel(
        PANEL,
        "32 vectors of 96",
        selection("32", "96", "transformer:128"),
        new Budget(100, 5, List.of(ERROR)),
        List.of(
            adam("adam", ADAM, "0.01", "constant", "4096", "1024"),
            gaussNewton("gn-1", GN, "-1", "0.1", "4096", "1024"),
            gaussNewton("gn-half", GN_HALF, "-0.5", "0.3", "4096", "1024")));
  }

  private static Problem selection(String length, String width, String model) {
    Problem of = problem("selection", Map.of("length", length, "width", width));
    return new Problem("selection", of.parameters(), List.of(model), "lecun-normal");
  }

  private static Method adam(
      String name, String label, String lr, String schedule, String batch, String curvature) {
    return method(
        name,
        label,
        batch,
        curvature,
        Map.of(
            "diagonal",
            "squared-gradients",
            "power",
            "-0.5",
            "beta2",
            "0.95",
            "lr",
            lr,
            "schedule",
            schedule));
  }

  private static Method gaussNewton(
      String name, String label, String power, String lr, String batch, String curvature) {
    return method(
        name,
        label,
        batch,
        curvature,
        Map.of("diagonal", "gauss-newton", "power", power, "lr", lr, "alpha", "1e-4"));
  }

  private static Method method(
      String name, String label, String batch, String curvature, Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("basis", "kronecker");
    all.put("batch", batch);
    all.put("curvature-batch", curvature);
    return Method.of(name, label, all);
  }
}
