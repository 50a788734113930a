package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What NGD Lemmas 6 and 7 and the proof of Theorem 5 say, as predicates over drawn networks. */
final class NgdGramClaims {
  /** Lemma 6 is read for networks of at least so many units for each example. */
  private static final int UNITS_PER_EXAMPLE = 4;

  /** Exponents are fitted from this width on; below, a Gram matrix of 64 examples is rough. */
  private static final double LARGE = 1024;

  private NgdGramClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "lemma-6",
            "NGD Lemma 6",
            "With high probability λmin(G(0)) ≥ ¾ λmin(G∞) in wide networks (read as: in every one"
                + " of at least 4 n units).",
            NgdGramClaims::lemma6),
        new Claim(
            "rate-of-gram",
            "NGD D.1, proof of Lemma 6",
            "G(0) is a mean of independent matrices: its distance to the limit falls like"
                + " m^(−1/2).",
            NgdGramClaims::gramRate),
        new Claim(
            "stability-as-printed",
            "NGD D.1, after Lemma 7",
            "Along training ‖J − J(0)‖₂ falls like m^(−1/6).",
            results -> typical(results, NgdGram.CHANGE, -1.0 / 6)),
        new Claim(
            "stability-as-corrected",
            "NGD D.1, after Lemma 7",
            "Along training ‖J − J(0)‖₂ falls like m^(−1/4): the weights of a unit move by"
                + " m^(−1/2), and so large a part of the units flips.",
            results -> typical(results, NgdGram.FROBENIUS, -0.25)),
        new Claim(
            "worst-case",
            "NGD Lemma 7, eq. (37)",
            "Over all weights within a ball, ‖J − J(0)‖₂ is up to a multiple of m^(−1/6).",
            NgdGramClaims::worst),
        new Claim(
            "lemma-7",
            "NGD Lemma 7, eq. (37)",
            "‖J − J(0)‖₂² ≤ 2 n R^(2/3)/(ν δ m^(1/2))^(2/3).",
            NgdGramClaims::lemma7),
        new Claim(
            "theorem-5-as-printed",
            "NGD D.4, proof of Theorem 5",
            "λmin(G∞) grows with the number of examples, like n^β.",
            NgdGramClaims::theorem5),
        new Claim(
            "theorem-5-as-corrected",
            "NGD D.4, tr G∞ = n/2",
            "λmin(G∞) ≤ 1/2, and it falls with the number of examples.",
            NgdGramClaims::theorem5Corrected));
  }

  private static double smallestRatio(Results results, String series, double from) {
    double least = Double.NaN;
    for (double m : results.xs(NgdGram.SMALLEST, series)) {
      if (m >= from) {
        double here = Arrays.stream(results.values(NgdGram.SMALLEST, series, m)).min().orElse(0);
        least = Double.isNaN(least) ? here : Math.min(least, here);
      }
    }
    return least;
  }

  private static String means(Results results, String series) {
    List<String> means = new ArrayList<>();
    for (double m : results.xs(NgdGram.SMALLEST, series)) {
      means.add("%s at %.0f".formatted(number(results.mean(NgdGram.SMALLEST, series, m)), m));
    }
    return String.join(", ", means);
  }

  private static Judgement lemma6(Results results) {
    return Judgement.atLeast(
        smallestRatio(results, NgdGram.GRAM, (double) UNITS_PER_EXAMPLE * WideTraining.EXAMPLES),
        0.75,
        "The smallest ratio of any network. Means by width: %s. Of S Sᵀ/m, which Theorem 4 needs: %s."
            .formatted(means(results, NgdGram.GRAM), means(results, NgdGram.ACTIVATIONS)),
        "for wider networks.");
  }

  private static Judgement gramRate(Results results) {
    LogLogFit fit = LogLogFit.of(results, NgdGram.DISTANCE, NgdGram.GRAM);
    return Judgement.near(
        fit.slope(),
        -0.5,
        0.02 + fit.threeErrors(),
        "Fitted exponent %s, of S Sᵀ/m %s; the tolerance is three standard errors and 0.02."
            .formatted(fit, LogLogFit.of(results, NgdGram.DISTANCE, NgdGram.ACTIVATIONS)),
        "for wider networks.");
  }

  /** The exponent of the widths from {@link #LARGE} on. */
  private static double slope(Results results, String panel, String series) {
    List<Double> widths = results.xs(panel, series).stream().filter(m -> m >= LARGE).toList();
    return widths.size() < 2
        ? Double.NaN
        : LogLogFit.slopeOf(widths, m -> results.mean(panel, series, m));
  }

  private static Judgement typical(Results results, String panel, double predicted) {
    List<String> evidence = new ArrayList<>();
    LogLogFit furthest = new LogLogFit(Double.NaN, Double.NaN);
    for (double eta : NgdGram.LEARNING_RATES) {
      String series = NgdGram.series(eta);
      LogLogFit fit = LogLogFit.of(results, panel, series);
      evidence.add(
          "at η = %s operator norm %s, Frobenius norm %s"
              .formatted(
                  eta,
                  LogLogFit.of(results, NgdGram.CHANGE, series),
                  LogLogFit.of(results, NgdGram.FROBENIUS, series)));
      if (!(Math.abs(fit.slope() - predicted) < Math.abs(furthest.slope() - predicted))) {
        furthest = fit;
      }
    }
    return furthest.near(
        predicted,
        0.01,
        "Fitted exponents: %s; judged is the one further off. The tolerance is three standard errors and 0.01 for the narrowest networks; 1/4 and 1/6 are 0.083 apart."
            .formatted(String.join(", ", evidence)),
        predicted > -0.2
            ? "in the worst case over a ball, not along training."
            : "for wider networks.");
  }

  private static Judgement worst(Results results) {
    double slope = slope(results, NgdGram.WORST, NgdGram.SERIES);
    List<Double> widths = results.xs(NgdGram.WORST, NgdGram.SERIES);
    double widest = widths.isEmpty() ? Double.NaN : widths.getLast();
    double there = results.mean(NgdGram.WORST, NgdGram.SERIES, widest);
    return Judgement.near(
        slope,
        -1.0 / 6,
        0.01,
        "Exponent from m = 1024 on; at m = %.0f the change is %s, (6R²/(π ν²))^(1/6) m^(−1/6) predicts %s. The tolerance 0.01 is for the first widths, at which many units flip."
            .formatted(widest, number(there), number(NgdGram.predictedWorst(widest))),
        "for wider networks.");
  }

  private static Judgement lemma7(Results results) {
    double largest = Double.NaN;
    for (double m : results.xs(NgdGram.WORST, NgdGram.SERIES)) {
      for (double value : results.values(NgdGram.WORST, NgdGram.SERIES, m)) {
        double ratio = value / NgdGram.lemma7(m);
        largest = Double.isNaN(largest) ? ratio : Math.max(largest, ratio);
      }
    }
    return Judgement.atMost(
        largest,
        1,
        "The largest ‖J − J(0)‖₂ found by flipping the nearest units, R = 5, over the bound at δ ="
            + " 0.1 (its proof lacks a union bound over the examples: δ/n for δ).",
        "for δ/n in the place of δ.");
  }

  private static double byExamples(Results results, int d, boolean last) {
    List<Double> n = results.xs(NgdGram.EXAMPLES, NgdGram.dimension(d));
    return n.isEmpty()
        ? Double.NaN
        : results.mean(NgdGram.EXAMPLES, NgdGram.dimension(d), last ? n.getLast() : n.getFirst());
  }

  /** The largest ratio, over dimensions, of the eigenvalue at the most to that at the fewest. */
  private static double growth(Results results) {
    double largest = 0;
    for (int d : NgdGram.DIMENSIONS) {
      double ratio = byExamples(results, d, true) / byExamples(results, d, false);
      largest = ratio <= largest ? largest : ratio;
    }
    return largest;
  }

  private static String eigenvalues(Results results) {
    List<String> each = new ArrayList<>();
    for (int d : NgdGram.DIMENSIONS) {
      each.add(
          "%s to %s (d = %d)"
              .formatted(
                  number(byExamples(results, d, false)), number(byExamples(results, d, true)), d));
    }
    return "From the fewest to the most examples λmin(G∞) goes from %s; measured is the larger ratio."
        .formatted(String.join(", ", each));
  }

  private static Judgement theorem5(Results results) {
    return Judgement.atLeast(
        growth(results),
        1,
        eigenvalues(results),
        "for no data: the eigenvalues sum to n/2, so that n λmin ≤ n/2.");
  }

  private static Judgement theorem5Corrected(Results results) {
    return Judgement.atMost(growth(results), 1, eigenvalues(results), "for more examples.");
  }
}
