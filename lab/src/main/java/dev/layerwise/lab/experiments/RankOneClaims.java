package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.experiments.RankOne.Student;
import java.util.ArrayList;
import java.util.List;

/** What the paper says of the step's rank-one approximation, as predicates over the draws. */
final class RankOneClaims {
  /** Spikes so far above the threshold are seen clearly at these sizes. */
  private static final double CLEAR = 1.5;

  /**
   * What finite sizes leave of the law of spiked matrices, of order dX^(−1/2) near its threshold.
   */
  private static final double FINITE_SIZE = 0.05;

  private RankOneClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "vanishes-sgd",
            "Concurrence Theorem 3.9",
            "As n, dX and dh grow in proportion, ‖G₀ + α η f₀ β_SGDᵀ − G_SGD‖ → 0.",
            results -> vanishes(results, List.of(RankOne.SGD))),
        new Claim(
            "vanishes-kfac",
            "Concurrence Corollary 3.11",
            "The same of K-FAC: ‖G₀ + α η f₀ β_KFACᵀ − G_KFAC‖ → 0.",
            results -> vanishes(results, RankOne.LAMBDAS.stream().map(RankOne::kfac).toList())),
        new Claim(
            "rate-with-logarithm",
            "Concurrence App. C.1, the proof",
            "The error is of the order dX^(−1/2) up to a factor log n, from the largest label.",
            RankOneClaims::withLogarithm),
        new Claim(
            "rate-bounded-labels",
            "Concurrence App. C.1, without the largest label's factor",
            "With a bounded teacher the error is of the order dX^(−1/2): what is left of the labels"
                + " is their noise.",
            RankOneClaims::boundedTeacher),
        new Claim(
            "change-shows-direction",
            "Concurrence Theorem 3.9, Corollary 3.11",
            "The change G₊ − G₀ is α η f₀ βᵀ up to a small error, so its top right singular vector"
                + " is the direction β.",
            RankOneClaims::change),
        new Claim(
            "layer-shows-direction",
            "Concurrence §3.2, as printed: η = O(1)",
            "A single step of full-batch SGD aligns the top right singular vector of the updated"
                + " layer G with β⋆.",
            results -> layer(results, RankOne.ETAS.getFirst())),
        new Claim(
            "layer-shows-direction-after-a-long-step",
            "Concurrence §3.2, with a step size far above the spike's threshold",
            "The same at η = 64.",
            results -> layer(results, RankOne.ETAS.getLast())),
        new Claim(
            "spiked-law",
            "Benaych-Georges and Nadakuditi 2012, on Concurrence Theorem 3.9",
            "What the layer shows is what a rank-one spike of length α η |f₀||β| in a Gaussian"
                + " matrix shows.",
            RankOneClaims::spikedLaw));
  }

  private static Judgement vanishes(Results results, List<String> methods) {
    double largest = Double.NaN;
    List<String> fits = new ArrayList<>();
    for (Student student : Student.values()) {
      for (String method : methods) {
        String series = student.series(method);
        double[] ends = ends(results, RankOne.ERROR, series);
        fits.add(
            "%s: %s to %s, exponent %s"
                .formatted(
                    series, number(ends[0]), number(ends[1]), fit(results, RankOne.ERROR, series)));
        double slope = fit(results, RankOne.ERROR, series).slope();
        double upper = slope + fit(results, RankOne.ERROR, series).threeErrors();
        largest = fits.size() == 1 || Double.isNaN(upper) ? upper : Math.max(largest, upper);
      }
    }
    return Judgement.atMost(
        largest,
        -0.25,
        "Fitted exponent plus three standard errors, the largest; −1/4 is halfway between standing still and the rate of the proof. From the smallest size to the largest, %s."
            .formatted(String.join("; ", fits)),
        "for the students whose error falls.");
  }

  /** Each draw stands for itself: the sizes have draws of their own. */
  private static LogLogFit fit(Results results, String panel, String series) {
    return LogLogFit.ofIndependent(results, panel, series);
  }

  private static double[] ends(Results results, String panel, String series) {
    List<Double> sizes = results.xs(panel, series);
    return sizes.isEmpty()
        ? new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN}
        : new double[] {
          results.mean(panel, series, sizes.getFirst()),
          results.mean(panel, series, sizes.getLast()),
          sizes.getFirst(),
          sizes.getLast()
        };
  }

  private static Judgement withLogarithm(Results results) {
    double largest = Double.NaN;
    double slowest = Double.NEGATIVE_INFINITY;
    String at = "";
    for (Student student : Student.values()) {
      for (String method : RankOne.methods()) {
        String series = student.series(method);
        double[] ends = ends(results, RankOne.SCALED, series);
        double growth = ends[1] / ends[0];
        double allowed = Math.log(ends[3] / 0.18) / Math.log(ends[2] / 0.18);
        double ratio = growth / allowed;
        slowest = Math.max(slowest, growth);
        if (!(ratio <= largest)) {
          largest = ratio;
          at = "%s, %s against %s".formatted(series, number(growth), number(allowed));
        }
      }
    }
    return Judgement.atMost(
        largest,
        1,
        "Growth of √dX × error from the smallest size to the largest over that of log n, the largest of nine (%s). So a power law fitted to these sizes is not exactly −1/2: √dX × error grows by up to a factor of %s."
            .formatted(at, number(slowest)),
        "with a larger power of the logarithm.");
  }

  private static Judgement boundedTeacher(Results results) {
    String series = Student.TANH.series(RankOne.SGD);
    LogLogFit bounded = fit(results, RankOne.BOUNDED, series);
    LogLogFit printed = fit(results, RankOne.ERROR, series);
    return bounded.near(
        -0.5,
        0.02, // the noise's own largest value still grows, like √log n
        "Fitted exponent of the tanh student's error under SGD with the teacher tanh: %s; with the paper's teacher %s."
            .formatted(bounded, printed),
        "with the logarithm of n as a factor.");
  }

  private static Judgement change(Results results) {
    double worst = Double.NaN;
    double furthest = 0;
    int points = 0;
    for (String series : results.series(RankOne.CHANGE)) {
      for (double lambda : results.xs(RankOne.CHANGE, series)) {
        double shown = results.mean(RankOne.CHANGE, series, lambda);
        Trials learned = Trials.of(results, RankOne.RIDGE, series, lambda);
        double ratio = Math.abs(shown - learned.mean()) / learned.deviation();
        furthest = Math.max(furthest, Math.abs(shown - learned.mean()));
        worst = points++ == 0 ? ratio : Math.max(worst, ratio);
      }
    }
    return Judgement.atMost(
        worst,
        0.5,
        "Mean difference between the correlations with β⋆ of the change's top right singular vector and of β itself, in units of what draws of β differ by, the largest of %d; the largest difference is %s."
            .formatted(points, number(furthest)),
        "at larger sizes: the error falls like dX^(−1/2).");
  }

  private static Judgement layer(Results results, double eta) {
    double least = Double.NaN;
    StringBuilder evidence = new StringBuilder();
    for (String series : results.series(RankOne.LAYER)) {
      double seen = results.mean(RankOne.LAYER, series, eta);
      double learned = results.mean(RankOne.DIRECTION, series, eta);
      double ratio = seen / learned;
      least = evidence.isEmpty() ? ratio : Math.min(least, ratio);
      evidence.append(
          " %s: %s of %s, the spike being %s of its threshold;"
              .formatted(
                  series,
                  number(seen),
                  number(learned),
                  number(results.mean(RankOne.SPIKE, series, eta))));
    }
    return Judgement.atLeast(
        least,
        0.9,
        "Correlation that the layer's top right singular vector shows over that of the direction learned, the smaller at η = %s:%s"
            .formatted(number(eta), evidence),
        "for a step size with α η |f₀||β| well above (dh/dX)^¼, or for the change G₊ − G₀ instead"
            + " of the layer.");
  }

  private static Judgement spikedLaw(Results results) {
    double worst = Double.NaN;
    int points = 0;
    for (String series : results.series(RankOne.LAYER)) {
      for (double eta : results.xs(RankOne.LAYER, series)) {
        if (results.mean(RankOne.SPIKE, series, eta) < CLEAR) {
          continue;
        }
        Trials difference = Trials.paired(results, RankOne.LAYER, series, RankOne.LAW, series, eta);
        double ratio = Math.abs(difference.mean()) / (4 * difference.standardError() + FINITE_SIZE);
        worst = points++ == 0 ? ratio : Math.max(worst, ratio);
      }
    }
    return Judgement.atMost(
        worst,
        1,
        "|shown − law| in units of four standard errors and %s, the largest of %d step sizes whose spike is at least %s of its threshold."
            .formatted(number(FINITE_SIZE), points, number(CLEAR)),
        "at larger sizes.");
  }
}
