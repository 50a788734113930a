package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Figure;
import dev.layerwise.lab.Figure.Axis;
import dev.layerwise.lab.Figure.Curve;
import dev.layerwise.lab.Figure.LinePanel;
import dev.layerwise.lab.Figure.Measured;
import dev.layerwise.lab.Figure.Panel;
import dev.layerwise.lab.Figure.Reference;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.List;

/** The pictures and claims of Concurrence App. B.3. */
final class MultiTaskReading {
  private static final String SOURCE = "Concurrence App. B.3";

  private MultiTaskReading() {}

  static List<Figure> figures(Results results) {
    List<Panel> comparisons = new ArrayList<>();
    for (int outputs : MultiTask.OUTPUTS) {
      List<Curve> curves = new ArrayList<>();
      for (String series : List.of(MultiTask.TWO_STAGE, MultiTask.LOCAL, MultiTask.RIGHT)) {
        curves.add(new Measured(MultiTask.comparison(outputs), series));
      }
      comparisons.add(
          new LinePanel(
              outputs == 1 ? "One output per task" : outputs + " outputs per task",
              new Axis("iteration", Spacing.LINEAR),
              new Axis("dist(G, G⋆)", Spacing.LOG),
              curves));
    }
    List<Double> etas = MultiTask.LEARNING_RATES;
    return List.of(
        new Figure(
            "Noise term against the number of tasks",
            "Distance after one step from G⋆. Left: with a head in common it falls like 1/√T; with"
                + " independent heads faster at first, because the weakest direction of the mean"
                + " FᵀF gains strength with every head. Right: multiplied by the root of that"
                + " direction's eigenvalue, both come close to 1/√T.",
            List.of(
                noise(results, MultiTask.NOISE, "Distance", "dist(G₊, G⋆)"),
                noise(
                    results,
                    MultiTask.NOISE_SCALED,
                    "Distance times √λmin",
                    "dist(G₊, G⋆) · √λmin(mean FᵀF)"))),
        new Figure(
            "Which left factor",
            "K-FAC in two stages (the heads' factor averaged over 24 tasks, then inverted), with"
                + " each task's own pseudo-inverse, and with no left factor, from a random start."
                + " With one output per task, fewer than k = 8, the local pseudo-inverse fails.",
            comparisons),
        new Figure(
            "Noise-free contraction",
            "What one step of the two-stage method leaves of the distance, with 12 tasks of one"
                + " output whose inputs have different covariances: 1 − η.",
            List.of(
                new LinePanel(
                    "Contraction",
                    new Axis("learning rate η", Spacing.LINEAR),
                    new Axis("dist(G₊, G⋆)/dist(G, G⋆)", Spacing.LINEAR),
                    List.of(
                        new Measured(MultiTask.RATIO, MultiTask.TWO_STAGE),
                        new Reference("1 − η", etas, etas.stream().map(e -> 1 - e).toList()))))));
  }

  private static LinePanel noise(Results results, String panel, String title, String y) {
    List<Double> tasks = results.xs(panel, MultiTask.COMMON);
    List<Double> law = new ArrayList<>();
    for (double T : tasks) {
      law.add(results.median(panel, MultiTask.COMMON, tasks.getFirst()) / Math.sqrt(T));
    }
    return new LinePanel(
        title,
        new Axis("tasks T", Spacing.LOG),
        new Axis(y, Spacing.LOG),
        List.of(
            new Measured(panel, MultiTask.COMMON),
            new Measured(panel, MultiTask.INDEPENDENT),
            new Reference("1/√T", tasks, law)));
  }

  static List<Claim> claims() {
    return List.of(
        new Claim(
            "noise-tasks-common",
            SOURCE,
            "With T tasks the noise term scales as σε √(dX/(n T)) instead of σε √(dX/n) (tasks with"
                + " a head in common).",
            results -> {
              LogLogFit fit = LogLogFit.of(results, MultiTask.NOISE, MultiTask.COMMON);
              return fit.near(
                  -0.5,
                  finiteSize(results),
                  "Exponent of T with a common head %s. The tolerance is three standard errors of the fit, and what n/dX = 10 changes: averaging over tasks also evens out their inverse second moments."
                      .formatted(fit),
                  "for another number of tasks.");
            }),
        new Claim(
            "noise-tasks-independent",
            SOURCE,
            "With T tasks the noise term scales as σε √(dX/(n T)) instead of σε √(dX/n) (tasks with"
                + " independent heads).",
            MultiTaskReading::independentHeads),
        new Claim(
            "contraction",
            "Concurrence eq. (23)",
            "The two-stage update contracts: G₊ P⊥ = (1 − η) G P⊥ plus noise.",
            MultiTaskReading::contraction),
        new Claim(
            "local-pseudo-inverse-suboptimal",
            SOURCE,
            "With few outputs per task, e.g. dY = 1, (pseudo-)inverting away (F⁽ᵗ⁾ᵀF⁽ᵗ⁾)† may be"
                + " highly suboptimal.",
            MultiTaskReading::localFails),
        new Claim(
            "local-needs-invertible-heads",
            SOURCE,
            "Task-specific preconditioners presume that F⁽ᵗ⁾ is invertible, i.e. dY > k.",
            MultiTaskReading::localWorks));
  }

  /**
   * How far the exponent is from -1/2 because the inverse second moments average out as 1/T: the
   * noise goes from the edge of an F matrix at T = 1 to that of a Gaussian matrix. Largest at the
   * quick scale's sizes.
   */
  private static double finiteSize(Results results) {
    double one = NoiseFloor.edge(40, 400);
    double many = NoiseFloor.edgeOfManyTasks(40, 400);
    List<Double> tasks = results.xs(MultiTask.NOISE, MultiTask.COMMON);
    return tasks.isEmpty()
        ? Double.NaN
        : Math.abs(LogLogFit.slopeOf(tasks, T -> (many + (one - many) / T) / Math.sqrt(T)) + 0.5);
  }

  private static Judgement independentHeads(Results results) {
    LogLogFit raw = LogLogFit.of(results, MultiTask.NOISE, MultiTask.INDEPENDENT);
    LogLogFit scaled = LogLogFit.of(results, MultiTask.NOISE_SCALED, MultiTask.INDEPENDENT);
    return Judgement.atMost(
        raw.slope(),
        -0.5 + raw.threeErrors(),
        "Exponent of T with independent heads %s: steeper than -1/2, because λmin of the mean FᵀF, which σ contains, grows with T. The distance times √λmin has exponent %s, not quite -1/2, because once all directions are equally strong all of them add to the norm."
            .formatted(raw, scaled),
        "for tasks with a head in common.");
  }

  private static Judgement contraction(Results results) {
    double worst = 0;
    StringBuilder evidence = new StringBuilder();
    for (double eta : MultiTask.LEARNING_RATES) {
      for (double ratio : results.values(MultiTask.RATIO, MultiTask.TWO_STAGE, eta)) {
        worst = Math.max(worst, Math.abs(ratio / (1 - eta) - 1));
      }
      evidence.append(
          " %s at η = %s;"
              .formatted(number(results.median(MultiTask.RATIO, MultiTask.TWO_STAGE, eta)), eta));
    }
    return Judgement.atMost(
        results.xs(MultiTask.RATIO, MultiTask.TWO_STAGE).isEmpty() ? Double.NaN : worst,
        MultiTask.RATIO_TOLERANCE,
        "Largest relative deviation of the noise-free ratio from 1 − η, from distance 1e-4; medians"
            + evidence
            + " the tolerance is dist · κ(Σ), by which the heads are off.",
        "nearer to G⋆.");
  }

  private static double last(Results results, int outputs, String series) {
    String panel = MultiTask.comparison(outputs);
    List<Double> xs = results.xs(panel, series);
    return xs.isEmpty() ? Double.NaN : results.median(panel, series, xs.getLast());
  }

  private static String finals(Results results, int outputs) {
    return "Median distance at the end with dY = %d: two-stage %s, local pseudo-inverse %s, right-only %s."
        .formatted(
            outputs,
            number(last(results, outputs, MultiTask.TWO_STAGE)),
            number(last(results, outputs, MultiTask.LOCAL)),
            number(last(results, outputs, MultiTask.RIGHT)));
  }

  private static Judgement localFails(Results results) {
    return Judgement.atLeast(
        last(results, 1, MultiTask.LOCAL) / last(results, 1, MultiTask.TWO_STAGE),
        10,
        "Distance of the local pseudo-inverse over that of the two-stage method; \"highly\" is read as ten. "
            + finals(results, 1),
        "with a smaller factor than ten.");
  }

  private static Judgement localWorks(Results results) {
    return Judgement.atMost(
        last(results, 15, MultiTask.LOCAL) / last(results, 15, MultiTask.TWO_STAGE),
        10,
        "Distance of the local factor over that of the two-stage method where every head is invertible. "
            + finals(results, 15)
            + " Right-only is unstable at η = 0.2: λmax of the mean FᵀF is about 15.",
        "for more outputs.");
  }
}
