package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;
import static dev.layerwise.lab.experiments.Quadrants.ADAM;
import static dev.layerwise.lab.experiments.Quadrants.GN;
import static dev.layerwise.lab.experiments.Quadrants.GN_HALF;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.sweep.Budget;
import dev.layerwise.lab.sweep.Heading;
import dev.layerwise.lab.sweep.Panel;
import dev.layerwise.lab.sweep.Plot;
import dev.layerwise.lab.sweep.Problem;
import dev.layerwise.lab.sweep.Seeds;
import dev.layerwise.lab.sweep.SweepExperiment;
import dev.layerwise.lab.sweep.Trainings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Adam-or-GN Figure 10: bases on the geodesic from the identity (γ = 0) to the Kronecker eigenbasis
 * (γ = 1), on parity with large batches and on the staircase with small ones. The stable learning
 * rate shrinks with γ: GN⁻¹ bears 0.03 halfway and 0.02 at the identity.
 */
final class BetweenBases {
  static final String PARITY = "parity";
  static final String STAIRCASE = "staircase";
  private static final String GAMMAS = "0|0.25|0.5|0.75|1";
  private static final String FEW_GAMMAS = "0|0.5|1";
  private static final String SOURCE = "Adam-or-GN App. C.3, Figure 10";
  private static final String GAMMA = "gamma";
  private static final String OVER_GAMMA = Quadrants.ERROR + " over gamma:";
  private static final int PAPER_SEEDS = 10;

  private BetweenBases() {}

  static SweepExperiment figure10() {
    ExperimentInfo info =
        new ExperimentInfo(
            "adamgn-fig10",
            "Adam-or-GN",
            "Figure 10",
            "Between identity and eigenbasis",
            "How the error grows as the basis turns from the eigenbasis to the identity.",
            25,
            400);
    return new SweepExperiment(info, scale -> sweep(info, scale), claims());
  }

  private static Trainings sweep(ExperimentInfo info, Scale scale) {
    boolean isPaper = scale == Scale.PAPER;
    String gammas = isPaper ? GAMMAS : FEW_GAMMAS;
    return new Trainings(
        info.id(),
        Heading.of(info),
        scale,
        Seeds.first(isPaper ? PAPER_SEEDS : 1),
        List.of(parity(gammas), staircase(gammas)),
        List.of(
            over(
                "Figure 10: parity with large batches",
                "Error after 200 steps of batches of 4096. Each basis lies on the geodesic from the"
                    + " identity (γ = 0) to the Kronecker eigenbasis (γ = 1). Learning rates are"
                    + " those that are stable between; where a point is missing, the run diverged.",
                PARITY),
            over(
                "Figure 10: staircase with small batches",
                "Error after 600 steps of batches of 64, three segments of five signs, one learning"
                    + " rate each; drawn and not judged.",
                STAIRCASE)));
  }

  private static Plot over(String title, String caption, String panel) {
    return new Plot(
        title, caption, GAMMA, Quadrants.ERROR, List.of(panel), Spacing.LINEAR, Spacing.LOG);
  }

  private static Panel parity(String gammas) {
    return panel(
        PARITY,
        "Parity, batches of 4096",
        Quadrants.parityProblem(),
        200,
        Quadrants.LARGE,
        gammas,
        Quadrants.adam("0.03", "1e-8", "0.95", "halve/37"),
        Quadrants.gaussNewton("0.03|0.02", "1e-4"),
        Quadrants.half("0.2", "1e-7"),
        Quadrants.gaussNewton("gn-half-damped", GN_HALF + ", α = 1e-4", "-0.5", "0.1", "1e-4"));
  }

  private static Panel staircase(String gammas) {
    return panel(
        STAIRCASE,
        "Staircase, batches of 64",
        Quadrants.staircaseProblem(),
        600,
        "64",
        gammas,
        Quadrants.adam("0.01", "1e-12", "0.95", "constant"),
        Quadrants.gaussNewton("0.03", "1e-2"),
        Quadrants.half("0.1", "1e-5"));
  }

  private static Panel panel(
      String name,
      String title,
      Problem problem,
      long steps,
      String batch,
      String gammas,
      Quadrants.Chosen... methods) {
    return new Panel(
        name,
        title,
        problem,
        new Budget(steps, steps / Quadrants.LOOKS, List.of(Quadrants.ERROR)),
        Stream.of(methods)
            .map(method -> {
              Map<String, String> settings = new LinkedHashMap<>(method.settings());
              settings.put(GAMMA, gammas);
              return new Quadrants.Chosen(method.name(), method.label(), settings)
                  .in("kronecker", batch);
            })
            .toList());
  }

  private static List<Claim> claims() {
    return List.of(
        best("adam", ADAM),
        factor("adam", ADAM),
        best("gauss-newton", GN),
        factor("gauss-newton", GN),
        best("half", GN_HALF),
        factor("half", GN_HALF));
  }

  /** The least of the medians over seeds, of the learning rates and damping tried. */
  private static double error(Results results, String label, double gamma) {
    String panel = OVER_GAMMA + PARITY;
    double least = Double.NaN;
    for (String series : results.series(panel)) {
      if (series.equals(label) || series.startsWith(label + ", ")) {
        double error = results.median(panel, series, gamma);
        least = error < least || Double.isNaN(least) ? error : least; // NaN where it diverged
      }
    }
    return least;
  }

  private static List<Double> gammas(Results results, String label) {
    String panel = OVER_GAMMA + PARITY;
    return results.series(panel).stream()
        .filter(series -> series.equals(label) || series.startsWith(label + ", "))
        .flatMap(series -> results.xs(panel, series).stream())
        .distinct()
        .sorted()
        .toList();
  }

  private static String evidence(Results results, String label) {
    return "Parity, error after 200 steps, the best of each grid: %s."
        .formatted(
            String.join(
                ", ",
                gammas(results, label).stream()
                    .map(gamma ->
                        "%s at γ = %s".formatted(number(error(results, label, gamma)), gamma))
                    .toList()));
  }

  private static Claim best(String id, String label) {
    return new Claim(
        id + "-best-in-the-eigenbasis",
        SOURCE,
        "%s is best in the eigenbasis.".formatted(label),
        results -> {
          double others =
              gammas(results, label).stream()
                  .filter(gamma -> gamma < 1)
                  .mapToDouble(gamma -> error(results, label, gamma))
                  .min()
                  .orElse(Double.NaN);
          return Judgement.atMost(
              error(results, label, 1) / others,
              1,
              evidence(results, label),
              "at other learning rates.");
        });
  }

  private static Claim factor(String id, String label) {
    return new Claim(
        id + "-tenfold-halfway",
        SOURCE,
        "%s has halfway to the identity at least ten times the error.".formatted(label),
        results ->
            Judgement.atLeast(
                error(results, label, 0.5) / error(results, label, 1),
                10,
                evidence(results, label),
                "at other learning rates."));
  }
}
