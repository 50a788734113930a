package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;

/** What the paper says of SGD's contraction, as predicates over the grid of instances. */
final class LowerBoundClaims {
  private LowerBoundClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "lower-bound",
            "Concurrence Prop. 3.5",
            "For every fixed learning rate there is a start G₀ such that SGD has dist(G_T, G⋆) ≥"
                + " (1 − 4 λmin(F⋆ᵀF⋆)/λmax(F⋆ᵀF⋆))^T dist(G₀, G⋆).",
            LowerBoundClaims::lowerBound),
        new Claim(
            "two-cases",
            "Concurrence App. B.1",
            "For η < 4/(1 − λ) the start tilted along e_k obeys the bound at every iteration; for"
                + " η ≥ 4/(1 − λ) the start tilted along e_1 has lim sup dist ≥ 1/2 (Lemma B.2).",
            LowerBoundClaims::twoCases),
        new Claim(
            "every-large-learning-rate",
            "Concurrence App. B.1, Lemma B.2",
            "If η ≥ 4/(1 − λ), then for any given dist(G₀, G⋆) the start tilted along e_1 has"
                + " lim sup dist(G_t, G⋆) ≥ 1/2, irrespective of dist(G₀, G⋆).",
            LowerBoundClaims::everyLargeLearningRate),
        new Claim(
            "any-conditioning",
            "Concurrence Prop. 3.5",
            "The bound is stated for λ ∈ (0, 1/2], that is for every κ ≥ 1.",
            LowerBoundClaims::anyConditioning),
        new Claim(
            "dependence-on-conditioning",
            "Concurrence §3.1",
            "The dependence on F⋆ in SGD's contraction rate bound 1 − λmin/λmax cannot be improved"
                + " in general.",
            LowerBoundClaims::dependence),
        new Claim(
            "kfac-condition-free",
            "Concurrence §3.1, after Theorem 3.6",
            "K-FAC's contraction factor is condition-number-free, subverting the lower bound of"
                + " Proposition 3.5 for sufficiently ill-conditioned F⋆.",
            LowerBoundClaims::kFacConditionFree));
  }

  private static double sum(Results results, String panel) {
    return values(results, panel, LowerBound.SGD).sum();
  }

  private static DoubleStream values(Results results, String panel, String series) {
    if (results.xs(panel, series).isEmpty()) {
      return DoubleStream.of(Double.NaN);
    }
    return results.xs(panel, series).stream()
        .flatMapToDouble(x -> DoubleStream.of(results.values(panel, series, x)));
  }

  private static long tried(Results results, String panel) {
    return values(results, panel, LowerBound.SGD).count()
        * LowerBound.START_DISTANCES.size()
        * LowerBound.learningRates().size();
  }

  private static Judgement lowerBound(Results results) {
    return Judgement.atMost(
        sum(results, LowerBound.VIOLATIONS),
        0,
        "Violations at the last iteration among %d triples of λ ≤ 1/5, start distance and learning rate, the worst of three starts each."
            .formatted(tried(results, LowerBound.VIOLATIONS)),
        "away from the triples whose distance ends below the bound.");
  }

  private static Judgement twoCases(Results results) {
    return Judgement.atMost(
        sum(results, LowerBound.CASES),
        0,
        "Violations of either case among %d triples; with the worst of three starts the smallest late distance beyond 4/(1 − λ) is %s."
            .formatted(
                tried(results, LowerBound.CASES),
                number(
                    values(results, LowerBound.LATE_DISTANCE, LowerBound.SGD)
                        .min()
                        .orElse(Double.NaN))),
        "away from the exceptional learning rates.");
  }

  private static Judgement everyLargeLearningRate(Results results) {
    double proof = extreme(results, LowerBound.PROOF, Math::max, 0);
    double repaired = extreme(results, LowerBound.REPAIRED, Math::min, 1);
    return Judgement.atLeast(
        proof,
        0.5,
        "Distance after a step at η (1 − λ) = 1/(1 − dist(G₀, G⋆)²) ≥ 4, from the start of the proof: %s. A start tilted along a random direction has late distance at least %s."
            .formatted(number(proof), number(repaired)),
        "for a start tilted along a generic combination of e_1 and e_k, and for the proof's start"
            + " at every learning rate but one: at that one the factor 1 − ω c₁² of the proof"
            + " vanishes, and the start lands on G⋆, where the gradient is 0. The lemma asks for"
            + " some G₀, so it stands.");
  }

  private static double extreme(
      Results results, String tilt, DoubleBinaryOperator of, double neutral) {
    String panel = LowerBound.EXCEPTIONAL + ":" + tilt;
    if (results.series(panel).isEmpty()) {
      return Double.NaN;
    }
    double extreme = neutral;
    for (String series : results.series(panel)) {
      extreme = of.applyAsDouble(extreme, values(results, panel, series).reduce(neutral, of));
    }
    return extreme;
  }

  private static Judgement anyConditioning(Results results) {
    return Judgement.atMost(
        sum(results, LowerBound.EVEN_POWER),
        0,
        "Violations at T = 2 with κ %s, among %d pairs of start distance and learning rate, the worst of three starts each."
            .formatted(
                results.xs(LowerBound.EVEN_POWER, LowerBound.SGD).stream()
                    .map(HeadToHeadClaims::number)
                    .toList(),
                tried(results, LowerBound.EVEN_POWER)),
        "for κ ≥ 4, which the proof assumes as λ/(1 − λ) ≤ 1/4. Below that the base 1 − 4/κ is"
            + " negative, and its even powers ask for more than any distance can be.");
  }

  private static Judgement dependence(Results results) {
    double largest = 0;
    double deviation = 0;
    StringBuilder evidence = new StringBuilder("Best rate of a fixed learning rate:");
    for (double kappa : results.xs(LowerBound.RATE, LowerBound.SGD)) {
      double rate = results.median(LowerBound.RATE, LowerBound.SGD, kappa);
      double predicted = (kappa - 1) / (kappa + 1);
      largest = Math.max(largest, kappa * (1 - rate));
      deviation = Math.max(deviation, Math.abs((1 - rate) / (1 - predicted) - 1));
      evidence.append(
          " %s at κ = %s (bound %s);"
              .formatted(number(rate), number(kappa), number(1 - 4 / kappa)));
    }
    evidence.append(
        " 1 − rate is within %s of that of (κ − 1)/(κ + 1), so the bound's 4/κ could be 2/κ."
            .formatted(number(deviation)));
    return Judgement.atMost(
        largest == 0 ? Double.NaN : largest,
        4,
        "Largest κ (1 − rate). " + evidence,
        "for a smaller constant than 4.");
  }

  private static Judgement kFacConditionFree(Results results) {
    List<Double> kappas = results.xs(LowerBound.RATE, LowerBound.KFAC);
    double worst = values(results, LowerBound.RATE, LowerBound.KFAC).reduce(0, Math::max);
    return Judgement.atMost(
        worst,
        (1 - LowerBound.ETA_KFAC) * (1 + LowerBound.ROUNDING),
        "Largest contraction in one step of K-FAC at η = 1/2, over every start and every step above rounding, at κ %s; SGD's bound exceeds 1/2 from κ = 8 on."
            .formatted(kappas.stream().map(HeadToHeadClaims::number).toList()),
        "for well-conditioned heads.");
  }
}
