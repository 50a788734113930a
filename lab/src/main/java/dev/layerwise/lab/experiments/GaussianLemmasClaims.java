package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.List;

/** The lemmas as predicates over the random instances, each as printed and as corrected. */
final class GaussianLemmasClaims {
  /** Eigenvalues of matrices of condition 100 have lost two of sixteen digits, with room. */
  private static final double ROUNDING = 1e-10;

  private GaussianLemmasClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "lemma-1",
            "Adam-or-GN Lemma 1",
            "ℓ Σ ≼ ½ E[g gᵀ] ≼ 3 ℓ Σ.",
            results -> between(results, GaussianLemmas.LEMMA1, 1, 3, "")),
        new Claim(
            "lemma-1-attained",
            "Adam-or-GN Lemma 1",
            "Both bounds of Lemma 1 are attained by every instance.",
            GaussianLemmasClaims::attained),
        new Claim(
            "corollary-1-printed",
            "Adam-or-GN Corollary 1",
            "(1/√(3ℓ)) D_GN ≼ ½ D_A ≼ (1/√ℓ) D_GN.",
            results ->
                between(
                    results,
                    GaussianLemmas.COROLLARY1,
                    2 / Math.sqrt(3),
                    2,
                    "with √2 D_A in the place of ½ D_A, which is what Lemma 1 gives.")),
        new Claim(
            "corollary-1-corrected",
            "Adam-or-GN Corollary 1, corrected",
            "D_GN/√(6ℓ) ≼ D_A ≼ D_GN/√(2ℓ).",
            results ->
                between(
                    results, GaussianLemmas.COROLLARY1, 1 / Math.sqrt(6), 1 / Math.sqrt(2), "")),
        new Claim(
            "equation-8-printed",
            "Adam-or-GN eq. (8)",
            "A step of GN⁻¹ multiplies the expected loss by 1 − 2η + 2(d + 1)η².",
            GaussianLemmasClaims::equality),
        new Claim(
            "equation-8-bound",
            "Adam-or-GN eq. (8), corrected",
            "It multiplies it by 1 − 2η + (d + 2)η², of which eq. (8) is an upper bound.",
            GaussianLemmasClaims::corrected),
        new Claim(
            "lemma-2",
            "Adam-or-GN Lemma 2",
            "E[ℓ] contracts at least by 1 − λmin(A)/(3 Tr(A)) in a step.",
            GaussianLemmasClaims::contraction),
        new Claim(
            "lemma-2-proof",
            "Adam-or-GN eq. (19)",
            "At η = 1/(2 λmax + Tr) it contracts at least by 1 − λmin/(2 λmax + Tr).",
            GaussianLemmasClaims::proof),
        new Claim(
            "lemma-2-tight",
            "Adam-or-GN Lemma 2",
            "The bound of Lemma 2 is tight.",
            GaussianLemmasClaims::tight));
  }

  private static double extreme(Results results, String panel, String series, boolean least) {
    double extreme = least ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    for (double x : results.xs(panel, series)) {
      for (double y : results.values(panel, series, x)) {
        extreme = Double.isNaN(y) ? y : least ? Math.min(extreme, y) : Math.max(extreme, y);
      }
    }
    return Double.isInfinite(extreme) ? Double.NaN : extreme;
  }

  private static Judgement between(
      Results results, String panel, double low, double high, String reading) {
    double least = extreme(results, panel, GaussianLemmas.SMALLEST, true);
    double greatest = extreme(results, panel, GaussianLemmas.LARGEST, false);
    double outside = Math.max(low - least, greatest - high);
    return Judgement.atMost(
        outside,
        ROUNDING,
        "Between %s and %s; the bounds are %s and %s, measured is how far outside."
            .formatted(number(least), number(greatest), number(low), number(high)),
        reading);
  }

  private static Judgement attained(Results results) {
    double off =
        Math.max(
            Math.abs(extreme(results, GaussianLemmas.LEMMA1, GaussianLemmas.SMALLEST, false) - 1),
            Math.abs(extreme(results, GaussianLemmas.LEMMA1, GaussianLemmas.LARGEST, true) - 3));
    double sampled = extreme(results, GaussianLemmas.SAMPLED, "error", false);
    return Judgement.atMost(
        off,
        ROUNDING,
        "Largest distance of the extreme eigenvalues from 1 and 3; the second moment of drawn examples is at most %s off its formula."
            .formatted(number(sampled)),
        "for some directions.");
  }

  private static Judgement equality(Results results) {
    double off = extreme(results, GaussianLemmas.EQ8, "printed less exact at the best η", false);
    return Judgement.atMost(
        off,
        ROUNDING,
        "At η = 1/(d + 2) the printed factor is up to %s above the exact one, 1 − 2η + (d + 2)η²; at d = 5, η = 1/7: 0.9592 and 0.8571."
            .formatted(number(off)),
        "as an upper bound: the proof counts the term 2 η² M of eq. (7) d times.");
  }

  private static Judgement corrected(Results results) {
    double off = extreme(results, GaussianLemmas.EQ8, GaussianLemmas.EXACT, false);
    double least = extreme(results, GaussianLemmas.EQ8, GaussianLemmas.PRINTED, true);
    return Judgement.atMost(
        least < -ROUNDING ? Double.POSITIVE_INFINITY : off,
        ROUNDING,
        "Largest difference over learning rates and sizes; the printed factor less the exact one is at least %s."
            .formatted(number(least)),
        "for small learning rates.");
  }

  private static Judgement contraction(Results results) {
    double least = extreme(results, GaussianLemmas.LEMMA2_RANDOM, GaussianLemmas.SMALLEST, true);
    double greatest = extreme(results, GaussianLemmas.LEMMA2_RANDOM, GaussianLemmas.LARGEST, false);
    return Judgement.atLeast(
        least,
        1 - ROUNDING,
        "(1 − factor) over the bound's, at the proof's η, over random instances and powers −1, −½, 0: from %s to %s."
            .formatted(number(least), number(greatest)),
        "with a smaller constant.");
  }

  private static Judgement proof(Results results) {
    return Judgement.atLeast(
        smallestRatio(results, GaussianLemmas.TIGHT),
        1 - ROUNDING,
        "(1 − factor) over the proof's, the least over Σ_half, Σ_one and three powers; the lemma's"
            + " is looser by up to λmax/Tr.",
        "with a smaller constant.");
  }

  private static Judgement tight(Results results) {
    double ratio = smallestRatio(results, GaussianLemmas.PRINTED);
    return Judgement.atMost(
        ratio,
        1.1,
        "(1 − factor) over the lemma's, the least over Σ_half, Σ_one and three powers: the loss"
            + " falls about twice as fast as the bound says, or more.",
        "up to a factor of about two in the rate.");
  }

  private static double smallestRatio(Results results, String bound) {
    double least = Double.NaN;
    for (String name : List.of("Σ_half", "Σ_one")) {
      for (double power : GaussianLemmas.POWERS) {
        double exact =
            results.median(GaussianLemmas.LEMMA2, name + ", " + GaussianLemmas.EXACT, power);
        double ratio = exact / results.median(GaussianLemmas.LEMMA2, name + ", " + bound, power);
        least = least <= ratio ? least : ratio;
      }
    }
    return least;
  }
}
