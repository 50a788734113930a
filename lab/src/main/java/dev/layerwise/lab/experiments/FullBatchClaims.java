package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.List;

/** What Figure 1 of Adam-or-GN says, as predicates over the grids. */
final class FullBatchClaims {
  private static final String BLOCKS = "loss:" + FullBatchExamples.BLOCKS_GRID;
  private static final String LOGISTIC = "distance:" + FullBatchExamples.LOGISTIC_GRID;
  private static final String SECTION4 = "Adam-or-GN §4, Figure 1 right";
  private static final double LOSS_PART = 1e-6;
  private static final double DISTANCE_PART = 1e-3;

  private FullBatchClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "identity-basis-faster",
            "Adam-or-GN §3.1.1, Figure 1 left",
            "On a regression whose covariance has two blocks, Adam converges quickly in the"
                + " identity basis, whereas Gauss-Newton converges as slowly as gradient descent.",
            FullBatchClaims::blocks),
        new Claim(
            "stable-rate",
            "Adam-or-GN §3.1.1",
            "The largest stable learning rate of the first block is 2/d.",
            FullBatchClaims::stable),
        new Claim(
            "needs-a-schedule",
            "Adam-or-GN §3.1.1",
            "After the burn-in Adam reaches a target error within log steps when its rate is halved"
                + " at every step.",
            FullBatchClaims::halved),
        new Claim(
            "eigenbasis-faster",
            SECTION4,
            "On the logistic regression, Adam converges faster than GN⁻¹ even under the"
                + " eigenbasis.",
            results -> faster(results, "", 1, "")),
        new Claim(
            "eigenbasis-faster-undamped",
            SECTION4,
            "The same of GN⁻¹ without damping, by a factor of at least 3.",
            results ->
                faster(results, ", alpha 0", 3, "for GN⁻¹ with another learning rate alone.")),
        new Claim(
            "eigenbasis-faster-tuned",
            SECTION4,
            "The same of GN⁻¹ with tuned damping, by a factor of at least 3.",
            results ->
                faster(
                    results,
                    "",
                    3,
                    "without damping: at d = 2048 and κ = 97 the bound of Theorem 2 is vacuous,"
                        + " √d/κ = 0.47, and a damping of 1e-4 lifts the cap on the learning"
                        + " rate.")));
  }

  private static double start(Results results, String panel, String series) {
    return results.median(panel, series, 0);
  }

  private static double level(Results results, String panel, double part) {
    List<String> series = results.series(panel);
    return series.isEmpty() ? Double.NaN : part * start(results, panel, series.getFirst());
  }

  private static Judgement blocks(Results results) {
    double level = level(results, BLOCKS, LOSS_PART);
    Arrival.Best adam = Arrival.best(results, BLOCKS, FullBatchExamples.ADAM, level);
    Arrival.Best gn = Arrival.best(results, BLOCKS, FullBatchExamples.GN, level);
    return Judgement.atLeast(
        gn.steps() / adam.steps(),
        3,
        "To a loss of 1e-6 of the first, best of each grid: %s; %s. The two powers of Gauss-Newton are one, as diag(Σ) = 1."
            .formatted(adam, gn),
        "for larger blocks.");
  }

  private static Judgement stable(Results results) {
    String inside = FullBatchExamples.GN + ", lr 0.0392";
    String beyond = FullBatchExamples.GN + ", lr 0.04002";
    List<Double> steps = results.xs(BLOCKS, inside);
    double last = steps.isEmpty() ? Double.NaN : steps.getLast();
    double grows = results.median(BLOCKS, beyond, last) / results.median(BLOCKS, beyond, last / 2);
    double falls = results.median(BLOCKS, inside, last) / results.median(BLOCKS, inside, last / 2);
    return Judgement.atLeast(
        falls < 1 ? grows : Double.NaN,
        1,
        "Loss of the last half, end over beginning: %s at η = 1.96/50, %s at 2.001/50; d = 50 inputs are equal."
            .formatted(HeadToHeadClaims.number(falls), HeadToHeadClaims.number(grows)),
        "for other starts.");
  }

  private static Judgement halved(Results results) {
    String best = "";
    double last = Double.NaN;
    for (String series : results.series(BLOCKS)) {
      if (series.startsWith(FullBatchExamples.ADAM) && series.endsWith("halve/1")) {
        double at = Math.abs(results.median(BLOCKS, series, results.xs(BLOCKS, series).getLast()));
        if (!(last <= at)) {
          last = at;
          best = series;
        }
      }
    }
    return Judgement.atMost(
        last / level(results, BLOCKS, 1),
        1e-12,
        "%s ends at %s of the first loss. With a constant rate sign descent stalls: it oscillates in cycles of the size of its step."
            .formatted(best, HeadToHeadClaims.number(last / level(results, BLOCKS, 1))),
        "for a slower decay.");
  }

  private static Judgement faster(Results results, String alpha, double factor, String reading) {
    double level = level(results, LOGISTIC, DISTANCE_PART);
    Arrival.Best adam = Arrival.best(results, LOGISTIC, FullBatchExamples.ADAM, level);
    Arrival.Best gn = new Arrival.Best("", Double.NaN);
    for (String series : results.series(LOGISTIC)) {
      if (series.startsWith(FullBatchExamples.GN + ", ")
          && (alpha.isEmpty() || series.contains(alpha + ",") || series.endsWith(alpha))) {
        double arrival = Arrival.of(results, LOGISTIC, series, level);
        if (!(gn.steps() <= arrival)) {
          gn = new Arrival.Best(series, arrival);
        }
      }
    }
    return Judgement.atLeast(
        gn.steps() / adam.steps(),
        factor,
        "To 1e-3 of the first distance, best of each grid: %s; %s.".formatted(adam, gn),
        reading);
  }
}
