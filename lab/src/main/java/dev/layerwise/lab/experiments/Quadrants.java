package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.FullBatchExamples.problem;

import dev.layerwise.lab.Claim;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam-or-GN Figures 3, 4 and 5: Adam and two powers of Gauss-Newton on what a network learns, in
 * the identity and in the Kronecker eigenbasis, with large and with small batches. Learning rates,
 * damping, β₂ and schedules are those of a search on other seeds, with α at most 1e-2: beyond,
 * Gauss-Newton turns into gradient descent.
 */
final class Quadrants {
  static final String A = "large-identity";
  static final String B = "large-eigen";
  static final String C = "small-identity";
  static final String D = "small-eigen";
  static final String PAPER_A = "paper-identity";
  static final String PAPER_B = "paper-eigen";
  static final String ADAM = "Adam";
  static final String GN = "GN⁻¹";
  static final String GN_HALF = "GN⁻½";
  static final String GN_LESS_DAMPED = "GN⁻¹, α = 1e-3";
  static final String ERROR = "error";

  /** Batches of the paper's "full" gradient, and of the curvature, fresh at every step. */
  static final String LARGE = "4096";

  private static final String CURVATURE = "1024";
  private static final int PAPER_SEEDS = 10;

  /** How often a run is looked at, which is the resolution of its step counts. */
  static final int LOOKS = 20;

  private Quadrants() {}

  static SweepExperiment figure3() {
    Problem teacher = network("teacher", Map.of(), "mlp:20-16-1");
    List<Panel> panels =
        List.of(
            panel(
                A,
                teacher,
                LARGE,
                300,
                adam("0.02", "1e-12", "0.9", "eighths"),
                gaussNewton("0.045", "1e-2"),
                half("0.1", "1e-4")),
            panel(
                B,
                teacher,
                LARGE,
                300,
                adam("0.09", "1e-12", "0.9", "eighths"),
                gaussNewton("0.1909", "1e-4"),
                half("0.4243", "1e-6")),
            panel(
                C,
                teacher,
                "16",
                1000,
                adam("0.03", "1e-12", "0.99", "eighths"),
                gaussNewton("0.03", "1e-3"),
                half("0.1", "1e-5")),
            panel(
                D,
                teacher,
                "16",
                1000,
                adam("0.06", "1e-12", "0.95", "eighths"),
                gaussNewton("0.09", "1e-2"),
                half("0.3", "1e-5")));
    return experiment(
        info("adamgn-fig3", "Figure 3", "Learning from a random teacher", 10, 40),
        3,
        panels,
        List.of(),
        QuadrantsClaims.teacher());
  }

  static SweepExperiment figure4() {
    return experiment(
        info("adamgn-fig4", "Figure 4", "Sparse parity", 40, 180),
        2,
        parity(),
        List.of(),
        QuadrantsClaims.parity());
  }

  /** The panels on parity of 6 of 20 signs. */
  static List<Panel> parity() {
    Problem parity = parityProblem();
    return List.of(
        panel(
            A,
            parity,
            LARGE,
            300,
            adam("0.03", "1e-12", "0.95", "eighths"),
            gaussNewton("0.02", "1e-4"),
            half("0.1", "1e-4")),
        panel(
            B,
            parity,
            LARGE,
            300,
            adam("0.03", "1e-8", "0.95", "eighths"),
            gaussNewton("0.1273", "1e-4"),
            half("0.2", "1e-7")),
        panel(
            C,
            parity,
            "32",
            3000,
            adam("0.01", "1e-12", "0.95", "constant"),
            gaussNewton("0.006667", "1e-3"),
            half("0.1", "1e-5")),
        panel(
            D,
            parity,
            "32",
            2000,
            adam("0.01", "1e-12", "0.95", "constant"),
            gaussNewton("0.01", "1e-3"),
            half("0.1", "1e-6")));
  }

  static Problem parityProblem() {
    return network("parity", Map.of("features", "20", "support", "6"), "mlp:20-64-1");
  }

  /** Three segments of five signs, which small batches learn too. */
  static Problem staircaseProblem() {
    return network("staircase", Map.of("segments", "3", "length", "5"), "mlp:15-64-1");
  }

  static SweepExperiment figure5() {
    Problem staircase = staircaseProblem();
    List<Panel> panels =
        List.of(
            panel(
                A,
                staircase,
                LARGE,
                200,
                adam("0.045", "1e-12", "0.9", "eighths"),
                gaussNewton("0.02", "1e-4"),
                half("0.1", "1e-3")),
            panel(
                B,
                staircase,
                LARGE,
                200,
                adam("0.03", "1e-12", "0.95", "eighths"),
                gaussNewton("0.09", "1e-4"),
                half("0.1", "1e-5")),
            panel(
                C,
                staircase,
                "64",
                1500,
                adam("0.01", "1e-12", "0.95", "constant"),
                gaussNewton("0.03", "1e-2"),
                half("0.1", "1e-5"),
                gaussNewton("gn-1-less", GN_LESS_DAMPED, "-1", "0.01", "1e-3")),
            panel(
                D,
                staircase,
                "64",
                1500,
                adam("0.03", "1e-8", "0.95", "eighths"),
                gaussNewton("0.03", "1e-3"),
                half("0.1", "1e-4")));
    return experiment(
        info("adamgn-fig5", "Figure 5", "Staircase", 35, 220),
        3,
        panels,
        paperStaircase(),
        QuadrantsClaims.staircase());
  }

  /** The paper's three segments of seven signs, with large batches: small ones do not learn it. */
  private static List<Panel> paperStaircase() {
    Problem staircase = network("staircase", Map.of("segments", "3", "length", "7"), "mlp:21-64-1");
    return List.of(
        panel(
            PAPER_A,
            staircase,
            LARGE,
            400,
            adam("0.01", "1e-12", "0.95", "constant"),
            gaussNewton("0.02", "1e-4"),
            half("0.1", "1e-6")),
        panel(
            PAPER_B,
            staircase,
            LARGE,
            400,
            adam("0.01", "1e-12", "0", "constant"),
            gaussNewton("0.09", "1e-3"),
            half("0.1", "1e-6")));
  }

  private static ExperimentInfo info(
      String id, String place, String title, int quickSeconds, int paperSeconds) {
    return new ExperimentInfo(
        id,
        "Adam-or-GN",
        place,
        title,
        "Adam, GN⁻¹ and GN⁻½ in the identity and in the Kronecker eigenbasis, with large and with"
            + " small batches: which is ahead, and whether Adam goes with GN⁻½ under noise.",
        quickSeconds,
        paperSeconds);
  }

  private static SweepExperiment experiment(
      ExperimentInfo info,
      int quickSeeds,
      List<Panel> panels,
      List<Panel> ofPaper,
      List<Claim> claims) {
    return new SweepExperiment(
        info,
        scale -> {
          boolean isPaper = scale == Scale.PAPER;
          List<Panel> all = new ArrayList<>(panels);
          List<Plot> plots = new ArrayList<>(grid(info.place() + ": " + info.title(), panels));
          if (isPaper && !ofPaper.isEmpty()) {
            all.addAll(ofPaper);
            plots.add(
                plot(
                    info.place() + " at the paper's size",
                    "Three segments of seven signs with batches of 4096; batches of 64 do not learn"
                        + " it in 1500 steps.",
                    List.of(PAPER_A, PAPER_B)));
          }
          return new Trainings(
              info.id(),
              Heading.of(info),
              scale,
              Seeds.first(isPaper ? PAPER_SEEDS : quickSeeds),
              all,
              plots);
        },
        claims);
  }

  /** The quadrants as the paper shows them: large batches above, small batches below. */
  static List<Plot> grid(String title, List<Panel> panels) {
    return List.of(
        plot(
            title + ", large batches",
            "Error on 4096 held-out examples, the gradient from 4096 fresh ones a step. (a) the"
                + " identity basis, (b) the Kronecker eigenbasis, renewed at every step from 1024"
                + " more.",
            List.of(A, B)),
        plot(
            title + ", small batches",
            "The same with gradients from small batches: (c) identity, (d) eigenbasis. %s"
                .formatted(batches(panels)),
            List.of(C, D)));
  }

  private static String batches(List<Panel> panels) {
    Panel small = panels.stream().filter(p -> p.name().equals(C)).findFirst().get();
    return small.methods().getFirst().settings().get("batch").getFirst()
        + " examples a step; basis and diagonal still from 1024.";
  }

  static Plot plot(String title, String caption, List<String> panels) {
    return new Plot(title, caption, Plot.STEP, ERROR, panels, Spacing.LINEAR, Spacing.LOG);
  }

  static Problem network(String task, Map<String, String> parameters, String model) {
    Problem of = problem(task, parameters);
    return new Problem(task, of.parameters(), List.of(model + ",bias=hidden"), of.init());
  }

  /**
   * A method's settings but for basis and batches.
   *
   * @param name a word
   * @param label what the legend says
   * @param settings the settings
   */
  record Chosen(String name, String label, Map<String, String> settings) {
    Method in(String basis, String batch) {
      Map<String, String> all = new LinkedHashMap<>(settings);
      all.put("basis", basis);
      all.put("batch", batch);
      all.put("curvature-batch", CURVATURE);
      return Method.of(name, label, all);
    }
  }

  static Chosen adam(String lr, String alpha, String beta2, String schedule) {
    return adam("adam", ADAM, "-0.5", lr, alpha, beta2, schedule);
  }

  /** Adam with a power. */
  static Chosen adam(
      String name,
      String label,
      String power,
      String lr,
      String alpha,
      String beta2,
      String schedule) {
    return new Chosen(
        name,
        label,
        Map.of(
            "diagonal",
            "squared-gradients",
            "power",
            power,
            "lr",
            lr,
            "alpha",
            alpha,
            "beta2",
            beta2,
            "schedule",
            schedule));
  }

  static Chosen gaussNewton(String lr, String alpha) {
    return gaussNewton("gn-1", GN, "-1", lr, alpha);
  }

  static Chosen half(String lr, String alpha) {
    return gaussNewton("gn-half", GN_HALF, "-0.5", lr, alpha);
  }

  static Chosen gaussNewton(String name, String label, String power, String lr, String alpha) {
    return new Chosen(
        name, label, Map.of("diagonal", "gauss-newton", "power", power, "lr", lr, "alpha", alpha));
  }

  /** A panel whose name says the basis. */
  static Panel panel(String name, Problem problem, String batch, long steps, Chosen... methods) {
    boolean isIdentity = name.endsWith("identity");
    String letter =
        switch (name) {
          case A -> "(a) ";
          case B -> "(b) ";
          case C -> "(c) ";
          case D -> "(d) ";
          default -> "";
        };
    return new Panel(
        name,
        letter + (isIdentity ? "identity" : "eigenbasis") + ", batches of " + batch,
        problem,
        new Budget(steps, steps / LOOKS, List.of(ERROR)),
        Arrays.stream(methods)
            .map(method -> method.in(isIdentity ? "identity" : "kronecker", batch))
            .toList());
  }
}
