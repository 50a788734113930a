package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.FullBatchExamples.problem;

import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Figure.Spacing;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.sweep.Budget;
import dev.layerwise.lab.sweep.Heading;
import dev.layerwise.lab.sweep.Method;
import dev.layerwise.lab.sweep.Numerals;
import dev.layerwise.lab.sweep.Panel;
import dev.layerwise.lab.sweep.Plot;
import dev.layerwise.lab.sweep.Seeds;
import dev.layerwise.lab.sweep.SweepExperiment;
import dev.layerwise.lab.sweep.Trainings;
import java.util.List;
import java.util.Map;

/**
 * Adam-or-GN Figures 2 and 8: the powers −1 and −½ of the Gauss-Newton diagonal in the identity
 * basis, on the covariance that favours −½ and on the one that favours −1, with the population's
 * gradient and with batches of one example, whose expected loss is known exactly.
 */
final class GaussNewtonPowers {
  static final String FULL = "full";
  static final String ONE = "one";
  static final String MINUS_ONE = "GN⁻¹";
  static final String MINUS_HALF = "GN⁻½";

  private final String covariance;
  private final String title;
  private final Rates minusOne;
  private final Rates minusHalf;

  /**
   * The learning rates of a power.
   *
   * @param full the best of the population, 2/(λmin + λmax) of P½ Σ P½, to twelve digits
   * @param one the best of batches of one: what makes the expected loss after 2000 steps least, of
   *     2^(k/8)/(2 λmax + Tr)
   */
  private record Rates(double full, double one) {}

  private GaussNewtonPowers(String covariance, String title, Rates minusOne, Rates minusHalf) {
    this.covariance = covariance;
    this.title = title;
    this.minusOne = minusOne;
    this.minusHalf = minusHalf;
  }

  private static double eighths(double rate, int k) {
    return rate * Math.pow(2, k / 8.0);
  }

  static SweepExperiment figure2() {
    return new GaussNewtonPowers(
            "half",
            "Σ_half",
            new Rates(0.503979811077, eighths(0.07758533883940842, 7)),
            new Rates(1.16285199868, eighths(0.18681704506515312, 7)))
        .experiment("adamgn-fig2", "Figure 2", GaussNewtonPowersClaims.favouringHalf());
  }

  static SweepExperiment figure8() {
    return new GaussNewtonPowers(
            "one",
            "Σ_one",
            new Rates(0.94625563002, eighths(0.11739280719608441, 5)),
            new Rates(1.74955545054, eighths(0.2744862572512947, 6)))
        .experiment("adamgn-fig8", "Figure 8", GaussNewtonPowersClaims.favouringOne());
  }

  private SweepExperiment experiment(
      String id, String place, List<dev.layerwise.lab.Claim> claims) {
    ExperimentInfo info =
        new ExperimentInfo(
            id,
            "Adam-or-GN",
            place,
            "Powers of Gauss-Newton on " + title,
            "Which power of the Gauss-Newton diagonal is faster in the wrong basis, by the"
                + " condition number of the preconditioned covariance, with full batches and with"
                + " single examples.",
            10,
            20);
    return new SweepExperiment(info, scale -> sweep(info, scale), claims);
  }

  /** Medians of heavy tails need this many seeds. */
  private static int seeds(Scale scale) {
    return scale == Scale.QUICK ? 50 : 100;
  }

  private Trainings sweep(ExperimentInfo info, Scale scale) {
    Panel full =
        new Panel(
            FULL,
            title + ", full batch",
            problem("quadratic", Map.of("covariance", covariance)),
            new Budget(600, 1, List.of("loss")),
            List.of(
                method("gn-1", MINUS_ONE, "-1", minusOne.full(), "population"),
                method("gn-half", MINUS_HALF, "-0.5", minusHalf.full(), "population")));
    Panel one =
        new Panel(
            ONE,
            title + ", batches of one",
            problem("quadratic", Map.of("covariance", covariance)),
            new Budget(2000, 20, List.of("loss", "expected-loss")),
            List.of(
                method("gn-1", MINUS_ONE, "-1", minusOne.one(), "1"),
                method("gn-half", MINUS_HALF, "-0.5", minusHalf.one(), "1")));
    return new Trainings(
        info.id(),
        Heading.of(info),
        scale,
        Seeds.first(seeds(scale)),
        List.of(full, one),
        List.of(
            new Plot(
                info.place() + ": powers of Gauss-Newton on " + title,
                "Loss in the identity basis, each power at its best constant learning rate. Left,"
                    + " the population's gradient; right, one fresh example a step.",
                Plot.STEP,
                "loss",
                List.of(),
                Spacing.LINEAR,
                Spacing.LOG),
            new Plot(
                "The exact expected loss over the examples",
                "What batches of one lose in expectation, by the recursion of the second moments:"
                    + " orders of magnitude above the median run, for the mean is made by rare"
                    + " ones.",
                Plot.STEP,
                "expected-loss",
                List.of(ONE),
                Spacing.LINEAR,
                Spacing.LOG)));
  }

  private static Method method(String name, String label, String power, double lr, String batch) {
    return Method.of(
        name,
        label,
        Map.of("diagonal", "gauss-newton", "power", power, "lr", Numerals.of(lr), "batch", batch));
  }
}
