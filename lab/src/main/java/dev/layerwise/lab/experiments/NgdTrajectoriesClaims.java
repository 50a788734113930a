package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.Arrays;
import java.util.List;

/** What the paper says of the trajectories. */
final class NgdTrajectoriesClaims {
  /** Rounding of some hundred products of order 1000, far below any difference of the paths. */
  private static final double ROUNDING = 1e-11;

  /** λmax(G) of 64 rows in 16 dimensions is about 2; the integration's error grows like λ⁵. */
  private static final double LARGEST_EIGENVALUE = 3;

  private NgdTrajectoriesClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "closed-forms",
            "NGD eq. (110)",
            "The flows of eq. (109) are w_GD(t) = Jᵀ G⁻¹ (I − exp(−Gt)) (y − u(0)) + w(0) and"
                + " w_NGD(t) = (1 − exp(−t)) Jᵀ G⁻¹ (y − u(0)) + w(0).",
            NgdTrajectoriesClaims::closedForms),
        new Claim(
            "geometric-steps",
            "NGD eq. (108)",
            "On the linearised network a step of NGD leaves y − u(k + 1) = (1 − η)(y − u(k)); that"
                + " of GD, I − h G times it.",
            NgdTrajectoriesClaims::geometricSteps),
        new Claim(
            "one-step",
            "NGD App. F",
            "Exact natural gradient descent can converge in one iteration if we take η = 1 (on the"
                + " linearised network).",
            results ->
                zero(
                    results,
                    NgdTrajectories.ONE_STEP,
                    NgdTrajectories.NGD,
                    "Largest |y − u| after one step, relative to the first.")),
        new Claim(
            "common-end",
            "NGD App. F, after eq. (110)",
            "w_GD(∞) = w_NGD(∞).",
            results ->
                zero(
                    results,
                    NgdTrajectories.ENDS,
                    NgdTrajectories.GD,
                    "Largest distance of GD at t = 40/λmin from the end of NGD, relative to the"
                        + " way.")),
        new Claim(
            "least-norm",
            "NGD App. F, after eq. (110)",
            "The limit w(∞) − w(0) is the min-norm least squares solution.",
            NgdTrajectoriesClaims::leastNorm),
        new Claim(
            "paths-differ",
            "NGD App. F, after eq. (110)",
            "The two paths are typically different (read as: GD leaves the straight line, which NGD"
                + " follows, by more than 5% of its length).",
            NgdTrajectoriesClaims::pathsDiffer),
        new Claim(
            "true-network-approaches",
            "NGD App. F",
            "Infinitely wide networks are linearised networks: the true networks' ends approach the"
                + " linearised one's as the width grows.",
            NgdTrajectoriesClaims::approaches),
        new Claim(
            "true-network-as-printed",
            "NGD App. F",
            "Gradient descent and natural gradient descent converge to the same point (read for"
                + " true networks of these widths: within 1% of the way's length).",
            NgdTrajectoriesClaims::asPrinted),
        new Claim(
            "true-network-as-corrected",
            "NGD App. F, with the Jacobian's typical change",
            "The distance between the ends of GD and NGD falls about like m^(−1/4), as the"
                + " Jacobian's change along the way does; the same end is a statement on infinite"
                + " width.",
            NgdTrajectoriesClaims::asCorrected));
  }

  private static double largest(Results results, String panel, String series) {
    return results.xs(panel, series).stream()
        .flatMapToDouble(x -> Arrays.stream(results.values(panel, series, x)))
        .reduce(Math::max)
        .orElse(Double.NaN);
  }

  private static Judgement zero(Results results, String panel, String series, String evidence) {
    return Judgement.atMost(
        largest(results, panel, series),
        ROUNDING,
        evidence,
        "up to the rounding of worse conditioned Gram matrices.");
  }

  private static Judgement closedForms(Results results) {
    double gd = largest(results, NgdTrajectories.INTEGRATED, NgdTrajectories.GD);
    double ngd = largest(results, NgdTrajectories.INTEGRATED, NgdTrajectories.NGD);
    return Judgement.atMost(
        Math.max(gd, ngd),
        LinearizedPaths.integrationError(LARGEST_EIGENVALUE),
        "Largest relative difference from a Runge-Kutta integration in the weights up to t = 5: GD %s, NGD %s; the bound is the integration's own error, t λ (h λ)⁴/120."
            .formatted(number(gd), number(ngd)),
        "for shorter times.");
  }

  private static Judgement geometricSteps(Results results) {
    double gd = largest(results, NgdTrajectories.STEPS, NgdTrajectories.GD);
    double ngd = largest(results, NgdTrajectories.STEPS, NgdTrajectories.NGD);
    return Judgement.atMost(
        Math.max(gd, ngd),
        ROUNDING,
        "Largest relative difference: GD %s after 200 steps at 1/λmax, NGD %s over 10 steps at η = 0.3."
            .formatted(number(gd), number(ngd)),
        "for fewer steps.");
  }

  private static Judgement leastNorm(Results results) {
    double unfit = largest(results, NgdTrajectories.UNFIT, NgdTrajectories.NGD);
    double hidden = largest(results, NgdTrajectories.NULL_SPACE, NgdTrajectories.NGD);
    return Judgement.atMost(
        Math.max(unfit, hidden),
        ROUNDING,
        "The end fits (residual %s of the first) and is orthogonal to directions that leave the outputs alone (largest cosine %s), which together say that it is the one."
            .formatted(number(unfit), number(hidden)),
        "up to the rounding of worse conditioned Gram matrices.");
  }

  private static Judgement pathsDiffer(Results results) {
    double least =
        Arrays.stream(results.values(NgdTrajectories.BEND, NgdTrajectories.GD, 1))
            .reduce(Math::min)
            .orElse(Double.NaN);
    double straight = largest(results, NgdTrajectories.BEND, NgdTrajectories.NGD);
    return Judgement.atLeast(
        least,
        0.05,
        "Smallest over draws of the largest distance of GD's path from the straight way, relative to its length; NGD's is %s (√ε of rounding)."
            .formatted(number(straight)),
        "for Gram matrices with a wider spectrum.");
  }

  private static String medians(Results results, String panel, String series) {
    StringBuilder text = new StringBuilder();
    for (double m : results.xs(panel, series)) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(number(results.median(panel, series, m)))
          .append(" at m = ")
          .append((long) m);
    }
    return text.toString();
  }

  private static Judgement approaches(Results results) {
    String panel = NgdTrajectories.END_DISTANCE;
    LogLogFit ngd = LogLogFit.of(results, panel, NgdTrajectories.NGD);
    LogLogFit gd = LogLogFit.of(results, panel, NgdTrajectories.GD);
    return Judgement.atMost(
        Math.max(ngd.slope() + ngd.threeErrors(), gd.slope() + gd.threeErrors()),
        0,
        "Exponent of the width in the distance between true and linearised end, with three standard errors added: NGD %s, GD %s. NGD: %s. What is left to fit is at most %s (NGD) and %s (GD) of the start."
            .formatted(
                ngd,
                gd,
                medians(results, panel, NgdTrajectories.NGD),
                number(largest(results, NgdTrajectories.LEFT, NgdTrajectories.NGD)),
                number(largest(results, NgdTrajectories.LEFT, NgdTrajectories.GD))),
        "for wider networks.");
  }

  private static Judgement asPrinted(Results results) {
    String series = "GD and NGD";
    List<Double> m = results.xs(NgdTrajectories.ENDS_APART, series);
    double widest =
        m.isEmpty() ? Double.NaN : results.median(NgdTrajectories.ENDS_APART, series, m.getLast());
    return Judgement.atMost(
        widest,
        0.01,
        "Median distance between the two ends at the largest width, relative to the way. All: %s."
            .formatted(medians(results, NgdTrajectories.ENDS_APART, series)),
        "at infinite width, for the linearised network; by the measured law, 1% takes m between"
            + " 10⁷ and 10⁸.");
  }

  private static Judgement asCorrected(Results results) {
    LogLogFit fit = LogLogFit.of(results, NgdTrajectories.ENDS_APART, "GD and NGD");
    return fit.near(
        -0.25,
        0.05,
        "Exponent of the width in the distance between the ends, %s; the tolerance beyond its error is for narrow networks, which are not in the regime of small changes."
            .formatted(fit),
        "for wider networks.");
  }
}
