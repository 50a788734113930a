package dev.layerwise.lab.experiments;

import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.sweep.Budget;
import dev.layerwise.lab.sweep.Grid;
import dev.layerwise.lab.sweep.Heading;
import dev.layerwise.lab.sweep.Method;
import dev.layerwise.lab.sweep.Panel;
import dev.layerwise.lab.sweep.Plot;
import dev.layerwise.lab.sweep.Problem;
import dev.layerwise.lab.sweep.Seeds;
import dev.layerwise.lab.sweep.SweepExperiment;
import dev.layerwise.lab.sweep.Tasks;
import dev.layerwise.lab.sweep.Trainings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam-or-GN Figure 1: full batches, where Adam is faster than Gauss-Newton. Left, the identity
 * basis on a regression whose covariance has two blocks; right, the eigenbasis of reparameterised
 * logistic regression, which is the identity. What is drawn is the best of the grids that are run
 * beside it.
 */
final class FullBatchExamples {
  static final String BLOCKS = "blocks";
  static final String BLOCKS_GRID = "blocks-grid";
  static final String LOGISTIC = "logistic";
  static final String LOGISTIC_GRID = "logistic-grid";
  static final String ADAM = "Adam";
  static final String GN = "GN⁻¹";
  static final String GN_UNDAMPED = "GN⁻¹, α = 0";
  static final String GN_HALF = "GN⁻½";

  /** Steps of what is drawn, and of the grids, of which the slowest is not yet there. */
  private static final long STEPS = 100;

  private static final long GRID_STEPS = 300;
  private static final String LOSS = "loss";
  private static final String DISTANCE = "distance";

  /** Half steps of the learning rate's search, and α by factors of ten. */
  private static final String RATES =
      "0.0277|0.0393|0.0555|0.0785|0.1111|0.157|0.25|0.354|0.5|0.707|1|1.41";

  private static final String ALPHAS = "0|1e-7|1e-6|1e-5|1e-4|1e-3|1e-2";

  private FullBatchExamples() {}

  static SweepExperiment figure1() {
    ExperimentInfo info =
        new ExperimentInfo(
            "adamgn-fig1",
            "Adam-or-GN",
            "Figure 1",
            "Full batches: Adam against Gauss-Newton",
            "That with full batches Adam can be faster than Gauss-Newton: in the wrong basis by"
                + " far, in the eigenbasis as long as the damping is not tuned.",
            15,
            15);
    return new SweepExperiment(info, scale -> sweep(info, scale), FullBatchClaims.all());
  }

  private static Trainings sweep(ExperimentInfo info, Scale scale) {
    return new Trainings(
        info.id(),
        Heading.of(info),
        scale,
        Seeds.first(1),
        List.of(blocks(), blocksGrid(), logistic(), logisticGrid()),
        List.of(
            new Plot(
                "Figure 1, left: with full batches Adam converges faster",
                "Regression in 100 dimensions, one block of equal inputs, one of independent"
                    + " ones, in the identity basis; with diag(Σ) = 1 both powers of Gauss-Newton"
                    + " are gradient descent. Adam is sign descent with a step that is halved.",
                Plot.STEP,
                LOSS,
                List.of(BLOCKS),
                Spacing.LINEAR,
                Spacing.LOG),
            new Plot(
                "Figure 1, right: logistic regression in the eigenbasis",
                "2048 inputs of power-law frequencies, ‖|θ| − θ⋆‖. The best of each method's grid;"
                    + " undamped Gauss-Newton needs a small step not to be thrown out by its first,"
                    + " and with a damping of 1e-4 comes close to Adam.",
                Plot.STEP,
                DISTANCE,
                List.of(LOGISTIC),
                Spacing.LINEAR,
                Spacing.LOG)));
  }

  static Problem problem(String task, Map<String, String> said) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    said.forEach((name, value) -> lists.put(name, List.of(value)));
    return new Problem(task, Grid.of(Tasks.named(task).parameters(), lists), List.of(), "pytorch");
  }

  static Method gaussNewton(String name, String label, String power, String lr, String alpha) {
    return Method.of(
        name, label, Map.of("diagonal", "gauss-newton", "power", power, "lr", lr, "alpha", alpha));
  }

  static Method adam(String lr, String beta2, String schedule) {
    return Method.of(
        "adam",
        ADAM,
        Map.of(
            "diagonal",
            "squared-gradients",
            "power",
            "-0.5",
            "lr",
            lr,
            "beta2",
            beta2,
            "schedule",
            schedule));
  }

  private static Panel blocks() {
    return new Panel(
        BLOCKS,
        "Two blocks, identity basis",
        problem("quadratic", Map.of("covariance", "blocks", "dimension", "100")),
        new Budget(STEPS, 1, List.of(LOSS)),
        List.of(
            adam("0.7", "0", "halve/2"),
            gaussNewton("gn-1", GN, "-1", "0.0392", "0"),
            gaussNewton("gn-half", GN_HALF, "-0.5", "0.0392", "0")));
  }

  private static Panel blocksGrid() {
    return new Panel(
        BLOCKS_GRID,
        "Two blocks, every learning rate",
        problem("quadratic", Map.of("covariance", "blocks", "dimension", "100")),
        new Budget(GRID_STEPS, 1, List.of(LOSS)),
        List.of(
            adam("2|1.4|1|0.7|0.5|0.35|0.25", "0", "halve/1|halve/2|halve/3|halve/4"),
            gaussNewton("gn-1", GN, "-1", "0.02|0.03|0.0392|0.04002", "0")));
  }

  private static Panel logistic() {
    return new Panel(
        LOGISTIC,
        "Logistic regression, eigenbasis",
        problem("logistic", Map.of()),
        new Budget(STEPS, 1, List.of(DISTANCE, "excess-loss")),
        List.of(
            adam("0.7", "0", "halve/1"),
            gaussNewton("gn-1", GN_UNDAMPED, "-1", "0.1111", "0"),
            gaussNewton("gn-1-damped", "GN⁻¹, α = 1e-4", "-1", "1", "1e-4"),
            gaussNewton("gn-half", GN_HALF, "-0.5", "12.73", "0")));
  }

  private static Panel logisticGrid() {
    return new Panel(
        LOGISTIC_GRID,
        "Logistic regression, every learning rate and damping",
        problem("logistic", Map.of()),
        new Budget(GRID_STEPS, 1, List.of(DISTANCE)),
        List.of(
            adam("1|0.7|0.5|0.35|0.25|0.1", "0|0.9", "halve/1|halve/2|halve/20"),
            gaussNewton("gn-1", GN, "-1", RATES, ALPHAS),
            gaussNewton("gn-half", GN_HALF, "-0.5", "3|4.24|6|9|12.73|18", "0|1e-4")));
  }
}
