package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.theory.SingleIndexTheory;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** What the paper says of Figure 3, as predicates over the trials. */
final class AlignmentClaims {
  private static final String FIGURE = "Concurrence Figure 3, §4.2";
  private static final AlignmentSizes LEFT = AlignmentSizes.left(Scale.PAPER);
  private static final AlignmentSizes RIGHT = AlignmentSizes.right(Scale.PAPER);

  /** Standard errors that a mean may be from the theory: chance exceeds them once in 15,000. */
  private static final double ERRORS = 4;

  /**
   * The finite-size bias times dX: measured over dX = 45 to 720 it is at most 0.35 in size at ε =
   * 0.5; the rest is room for other ε.
   */
  private static final double BIAS_LEFT = 0.9;

  private static final double BIAS_RIGHT = 0.6;

  private AlignmentClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "theory-over-lambda",
            FIGURE + " (left), Lemmas 3.10 and 3.12",
            "For different values of λ_G the theoretical predictions match the simulations very"
                + " well.",
            AlignmentClaims::theoryOverLambda),
        new Claim(
            "theory-over-anisotropy",
            FIGURE + " (right), Lemmas 3.10 and 3.12",
            "For different levels of anisotropy the theory predicts the correlations of both, as"
                + " simulated.",
            AlignmentClaims::theoryOverAnisotropy),
        new Claim(
            "kfac-larger-correlation",
            FIGURE + " (left)",
            "The direction learned by KFAC has a larger correlation with the true direction than"
                + " that learned by SGD, as predicted.",
            AlignmentClaims::kfacLarger),
        new Claim(
            "sgd-deteriorates",
            FIGURE + " (right)",
            "The alignment of the feature learned by SGD deteriorates as anisotropy is increased.",
            AlignmentClaims::sgdDeteriorates),
        new Claim(
            "kfac-remains-accurate",
            FIGURE + " (right), as printed: λ_G → 0",
            "As ε grows, the one-step KFAC update remains accurate, whereas SGD fails in highly"
                + " anisotropic settings (large ε).",
            results -> remains(results, Alignment.KFAC, 1)),
        new Claim(
            "kfac-remains-accurate-to-0.9",
            FIGURE + " (right), λ_G → 0, ε ≤ 0.9",
            "The same up to ε = 0.9.",
            results -> remains(results, Alignment.KFAC, 0.9)),
        new Claim(
            "best-ridge-remains-accurate",
            FIGURE + " (right), corrected: λ_G = λ⋆ = dX (c²_{>1} + σ²)/(n c₁²)",
            "With the best ridge the one-step KFAC update stays ahead of SGD at every ε.",
            results -> remains(results, Alignment.BEST, 1)),
        new Claim(
            "read-off-the-network",
            "Concurrence Theorem 3.9, Corollary 3.11",
            "The leading right singular vector of the first layer's change is the direction β of"
                + " SGD and of K-FAC.",
            AlignmentClaims::network));
  }

  /** A prediction for every abscissa of a series. */
  private record Prediction(
      String panel, String series, DoubleUnaryOperator value, double biasTimesInputs) {}

  private static Judgement theoryOverLambda(Results results) {
    SingleIndexTheory theory = LEFT.theory(AlignmentSizes.EPS);
    return theory(
        results,
        List.of(
            new Prediction(Alignment.LEFT, Alignment.SGD, x -> theory.corrSgd(), BIAS_LEFT),
            new Prediction(Alignment.LEFT, Alignment.KFAC, theory::corrKfac, BIAS_LEFT)));
  }

  private static Judgement theoryOverAnisotropy(Results results) {
    String panel = Alignment.RIGHT;
    return theory(
        results,
        List.of(
            new Prediction(panel, Alignment.SGD, eps -> RIGHT.theory(eps).corrSgd(), BIAS_RIGHT),
            new Prediction(panel, Alignment.KFAC, eps -> RIGHT.theory(eps).corrKfac(0), BIAS_RIGHT),
            new Prediction(
                panel,
                Alignment.BEST,
                eps -> RIGHT.theory(eps).corrKfac(RIGHT.bestLambda()),
                BIAS_RIGHT)));
  }

  private static Judgement theory(Results results, List<Prediction> predictions) {
    double worst = Double.NaN;
    String at = "";
    int points = 0;
    double furthest = 0;
    for (Prediction p : predictions) {
      double bias = p.biasTimesInputs() / results.mean(Alignment.INPUTS, p.panel(), 0);
      for (double x : results.xs(p.panel(), p.series())) {
        Trials trials = Trials.of(results, p.panel(), p.series(), x);
        double predicted = p.value().applyAsDouble(x);
        double deviation = Math.abs(trials.mean() - predicted);
        double ratio = deviation / (ERRORS * trials.standardError() + bias);
        furthest = Math.max(furthest, deviation);
        points++;
        if (!(ratio <= worst)) {
          worst = ratio;
          at =
              "%s at %s: %.4f ± %.4f, theory %.4f"
                  .formatted(
                      p.series(), number(x), trials.mean(), trials.standardError(), predicted);
        }
        if (Double.isNaN(ratio)) {
          return Judgement.undecided("trials are missing or not numbers");
        }
      }
    }
    return Judgement.atMost(
        worst,
        1,
        "|mean − theory| in units of what is allowed, four standard errors of the mean and a bias of at most %s/dX, the largest of %d points (%s). The largest distance is %s."
            .formatted(
                number(predictions.getFirst().biasTimesInputs()), points, at, number(furthest)),
        "with larger sizes, if it is the bias.");
  }

  private static Judgement kfacLarger(Results results) {
    double least = Double.POSITIVE_INFINITY;
    StringBuilder evidence = new StringBuilder();
    List<Double> lambdas = results.xs(Alignment.LEFT, Alignment.KFAC);
    if (lambdas.isEmpty()) {
      return Judgement.undecided("no trials");
    }
    for (double lambda : lambdas) {
      Trials gain =
          Trials.paired(
              results, Alignment.LEFT, Alignment.KFAC, Alignment.LEFT, Alignment.SGD, lambda);
      least = Math.min(least, gain.mean());
      if (lambda == 0 || lambda == 0.36 || lambda == lambdas.getLast()) {
        evidence.append(
            " %+.5f ± %.5f at λ = %s;"
                .formatted(gain.mean(), gain.standardError(), number(lambda)));
      }
    }
    SingleIndexTheory theory = LEFT.theory(AlignmentSizes.EPS);
    return Judgement.atLeast(
        least,
        0,
        "Smallest of the mean gains over SGD of %d ridges, trial by trial:%s the theory says %+.5f at λ⋆ = %s."
            .formatted(
                lambdas.size(),
                evidence,
                theory.corrKfac(theory.bestLambda()) - theory.corrSgd(),
                number(theory.bestLambda())),
        "for the ridges with a gain above 0.");
  }

  private static Judgement sgdDeteriorates(Results results) {
    List<Double> epsilons = results.xs(Alignment.RIGHT, Alignment.SGD);
    double largestRise = Double.NaN;
    StringBuilder evidence = new StringBuilder();
    for (int k = 0; k < epsilons.size(); k++) {
      double mean = results.mean(Alignment.RIGHT, Alignment.SGD, epsilons.get(k));
      evidence.append("%s%.3f".formatted(k == 0 ? "" : ", ", mean));
      if (k > 0) {
        double rise = mean - results.mean(Alignment.RIGHT, Alignment.SGD, epsilons.get(k - 1));
        largestRise = k == 1 ? rise : Math.max(largestRise, rise);
      }
    }
    return Judgement.atMost(
        largestRise,
        0,
        "Largest change of SGD's mean correlation from one ε to the next; the means are %s."
            .formatted(evidence),
        "up to the scatter of the trials.");
  }

  private static Judgement remains(Results results, String series, double upTo) {
    double least = Double.POSITIVE_INFINITY;
    StringBuilder evidence = new StringBuilder();
    for (double eps : results.xs(Alignment.RIGHT, series)) {
      if (eps > upTo) {
        continue;
      }
      Trials gain =
          Trials.paired(results, Alignment.RIGHT, series, Alignment.RIGHT, Alignment.SGD, eps);
      least = Math.min(least, gain.mean());
      if (eps >= 0.9) {
        evidence.append(
            " %.3f against %.3f at ε = %s;"
                .formatted(
                    results.mean(Alignment.RIGHT, series, eps),
                    results.mean(Alignment.RIGHT, Alignment.SGD, eps),
                    number(eps)));
      }
    }
    return Judgement.atLeast(
        least == Double.POSITIVE_INFINITY ? Double.NaN : least,
        0,
        "Smallest mean gain of %s over SGD, trial by trial; K-FAC against SGD:%s the theory has them cross at ε = 0.966 for λ → 0."
            .formatted(series, evidence),
        "up to ε = 0.966, or at every ε with the ridge λ⋆ = 2 dX/n. As the small variances 1 − ε"
            + " go to 0, the unregularised inverse amplifies the noise in their half of the"
            + " directions: Ψ₃ = 1/((1 − φ)(1 − ε²)) grows without bound.");
  }

  private static Judgement network(Results results) {
    double worst = Double.NaN;
    double furthest = 0;
    int points = 0;
    for (String[] panels :
        new String[][] {
          {Alignment.NETWORK_LEFT, Alignment.LEFT}, {Alignment.NETWORK_RIGHT, Alignment.RIGHT}
        }) {
      for (String series : results.series(panels[0])) {
        for (double x : results.xs(panels[0], series)) {
          Trials change = Trials.paired(results, panels[0], series, panels[1], series, x);
          double spread = Trials.of(results, panels[1], series, x).deviation();
          double ratio = Math.abs(change.mean()) / spread;
          furthest = Math.max(furthest, Math.abs(change.mean()));
          worst = points == 0 ? ratio : Math.max(worst, ratio);
          points++;
        }
      }
    }
    return Judgement.atMost(
        worst,
        1,
        String.format(
            Locale.ROOT,
            "Mean difference between what the network shows and β itself in units of the trials'"
                + " own scatter, the largest of %d points; the largest difference is %s.",
            points,
            number(furthest)),
        "with larger sizes: the rank-one approximation's error falls like dX^(−1/2).");
  }
}
