package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.List;

/** Theorem 2, Lemma 3 and Corollary 3 as predicates over dimensions. */
final class LogisticSlowdownClaims {
  /** What Lemma 3's proof needs: 0.01 c² > 2. */
  private static final double PROOF = 14.2;

  private LogisticSlowdownClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "lemma-3",
            "Adam-or-GN Lemma 3",
            "From η ≥ c √log(1/θ₀) (θ₀ + α/θ₀) on, with a universal c, Gauss-Newton diverges.",
            LogisticSlowdownClaims::lemma3),
        new Claim(
            "lemma-3-sharp",
            "Adam-or-GN Lemma 3",
            "The scaling of the threshold in θ₀ is sharp.",
            LogisticSlowdownClaims::sharp),
        slope("0", 0, -0.12, 0.12),
        slope("0.25", 0.25, 0.2, 0.32),
        slope("0.5", 0.5, 0.46, 0.56),
        new Claim(
            "adam-dimension-free",
            "Adam-or-GN §4",
            "Adam converges in O(log(1/ε)) steps, whatever the dimension.",
            LogisticSlowdownClaims::adam),
        new Claim(
            "theorem-2-corrected",
            "Adam-or-GN Theorem 2, corrected",
            "γ ≥ 1 − c √log d max{1/√d, √d/κ} with a universal c.",
            results -> theorem(results, LogisticSlowdown.CORRECTED)),
        new Claim(
            "theorem-2-printed",
            "Adam-or-GN Theorem 2",
            "γ ≥ 1 − c √log d max{1/√d, √(d/κ)} slows Gauss-Newton down for κ = d^(½+δ), δ ≤ ½.",
            LogisticSlowdownClaims::printed));
  }

  private static Judgement lemma3(Results results) {
    double largest = Double.NaN;
    double smallest = Double.NaN;
    for (String series : results.series(LogisticSlowdown.THRESHOLD)) {
      for (double d : results.xs(LogisticSlowdown.THRESHOLD, series)) {
        double c = results.median(LogisticSlowdown.THRESHOLD, series, d);
        largest = largest >= c ? largest : c;
        smallest = smallest <= c ? smallest : c;
      }
    }
    return Judgement.atMost(
        largest,
        PROOF,
        "The largest learning rate that converges is %s to %s times √log(1/θ₀) (θ₀ + α/θ₀), over P from 0.6 to 0.8, α = 0 and θ₀²; the bound is what the proof needs."
            .formatted(number(smallest), number(largest)),
        "with a larger constant.");
  }

  private static Judgement sharp(Results results) {
    double worst = Double.NaN;
    for (String series : results.series(LogisticSlowdown.THRESHOLD)) {
      List<Double> ds = results.xs(LogisticSlowdown.THRESHOLD, series);
      double first = results.median(LogisticSlowdown.THRESHOLD, series, ds.getFirst());
      double last = results.median(LogisticSlowdown.THRESHOLD, series, ds.getLast());
      double change = Math.max(first / last, last / first);
      worst = worst >= change ? worst : change;
    }
    return Judgement.atMost(
        worst,
        1.5,
        "The constant changes by this factor at most between the smallest and the largest"
            + " dimension, while θ₀ changes by 32; convergence is not monotone in η near the"
            + " threshold, the scan takes the last learning rate that converges.",
        "with another power of the logarithm.");
  }

  private static Claim slope(String delta, double predicted, double low, double high) {
    String series = "GN⁻¹, δ = " + delta;
    return new Claim(
        "slowdown-" + delta.replace(".", ""),
        "Adam-or-GN Corollary 3",
        "For κ(ν) = d^(½+δ) Gauss-Newton needs steps that grow as d^δ up to logarithms, δ = %s."
            .formatted(delta),
        results -> {
          List<Double> ds =
              results.xs(LogisticSlowdown.STEPS, series).stream()
                  .filter(d -> d >= LogisticSlowdown.LARGE)
                  .toList();
          if (ds.size() < 2) {
            return Judgement.undecided("fewer than two dimensions from 1024 on");
          }
          double fitted =
              LogLogFit.slopeOf(ds, d -> results.median(LogisticSlowdown.STEPS, series, d));
          StringBuilder steps = new StringBuilder();
          for (double d : results.xs(LogisticSlowdown.STEPS, series)) {
            steps.append(
                " %s at d = %.0f;"
                    .formatted(number(results.median(LogisticSlowdown.STEPS, series, d)), d));
          }
          return Judgement.near(
              fitted,
              predicted,
              Math.max(high - predicted, predicted - low),
              "Exponent fitted from d = 1024 on. Steps at the best learning rate and damping:%s lucky first steps decide below 1024."
                  .formatted(steps),
              "for larger dimensions.");
        });
  }

  private static Judgement adam(Results results) {
    double most = Double.NaN;
    for (double d : results.xs(LogisticSlowdown.STEPS, LogisticSlowdown.ADAM)) {
      double steps = results.median(LogisticSlowdown.STEPS, LogisticSlowdown.ADAM, d);
      most = most >= steps ? most : steps;
    }
    return Judgement.atMost(
        most,
        1 + Math.ceil(Math.log(1e4) / Math.log(2)),
        "Most steps over dimensions, sign descent with a rate halved at every step; the bound is 1"
            + " + log₂(1/ε).",
        "for a smaller ε.");
  }

  private static Judgement theorem(Results results, String bound) {
    double most = Double.NaN;
    for (String series : results.series(LogisticSlowdown.CONTRACTION)) {
      if (series.startsWith(bound)) {
        for (double d : results.xs(LogisticSlowdown.CONTRACTION, series)) {
          double c = results.median(LogisticSlowdown.CONTRACTION, series, d);
          most = most >= c ? most : c;
        }
      }
    }
    return Judgement.atMost(
        most,
        PROOF,
        "Largest (1 − γ)/(√log d max{…}) over dimensions and δ, at the settings with the fewest"
            + " steps; the bound is the constant of Lemma 3's proof.",
        "with a larger constant.");
  }

  /** With √(d/κ) ≥ 1 for δ ≤ ½ the bound is below 0 as soon as c √log d is above 1. */
  private static Judgement printed(Results results) {
    String series = LogisticSlowdown.PRINTED + ", δ = 0.5";
    List<Double> ds = results.xs(LogisticSlowdown.CONTRACTION, series);
    if (ds.size() < 2) {
      return Judgement.undecided("fewer than two dimensions");
    }
    double first = results.median(LogisticSlowdown.CONTRACTION, series, ds.getFirst());
    double last = results.median(LogisticSlowdown.CONTRACTION, series, ds.getLast());
    return Judgement.atLeast(
        last / first,
        0.5,
        "For δ ≤ ½, √(d/κ) ≥ 1 and the bound is vacuous. At δ = ½ what is measured of 1 − γ falls from %s to %s of the bound's as d grows from %.0f to %.0f."
            .formatted(number(first), number(last), ds.getFirst(), ds.getLast()),
        "with √d/κ in the place of √(d/κ), as the proof and Corollary 3 have it.");
  }
}
