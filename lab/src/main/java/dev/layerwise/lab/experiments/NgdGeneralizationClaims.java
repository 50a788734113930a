package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.theory.KernelFit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What the paper says of generalisation, and what its kernel says. */
final class NgdGeneralizationClaims {
  private static final String LINEAR = SphereTarget.LINEAR.label();
  private static final String CUBIC = SphereTarget.CUBIC.label();
  private static final String SIGN = SphereTarget.SIGN.label();

  private static final List<SphereTarget> LEARNABLE =
      List.of(SphereTarget.LINEAR, SphereTarget.QUADRATIC, SphereTarget.ABS);

  private NgdGeneralizationClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "bound",
            "NGD Theorem 6, eq. (79)",
            "The expected loss is at most √(2 yᵀ G∞⁻¹ y/n) + 3 √(log(6/δ)/(2n)) (infinite width, δ"
                + " = 0.1, loss min(1, |f − y|)).",
            results -> bound(results, true)),
        new Claim(
            "bound-without-slack",
            "NGD Theorem 6, eq. (79), without its term of chance",
            "The first term alone is above the test loss, too.",
            results -> bound(results, false)),
        new Claim(
            "informative",
            "NGD Theorem 6",
            "For a loss of at most 1 the first term says something (is below 1) at the largest n,"
                + " for the linear, the quadratic and the absolute value.",
            NgdGeneralizationClaims::informative),
        new Claim(
            "linear-rate",
            "NGD Theorem 6, on a linear target",
            "yᵀ G∞⁻¹ y stays bounded for a linear target, so the bound falls like n^(−1/2).",
            NgdGeneralizationClaims::linearRate),
        new Claim(
            "odd-targets",
            "derived from NGD eq. (61)",
            "The kernel has no odd harmonics above the first, t (π − arccos t)/(2π) = t/4 + t"
                + " arcsin(t)/(2π): a cubic and a sign are learnt at no n, and the bound grows.",
            NgdGeneralizationClaims::oddTargets),
        new Claim(
            "travel-as-printed",
            "NGD Lemma 12, eq. (72) and (76)",
            "The distance that the weights travel is dominated by √(yᵀ G∞⁻¹ y), the main term of"
                + " the bound (read as: within 5% at the largest width, for ν = 0.1 and 1).",
            results ->
                travel(
                    results,
                    NgdGeneralization.TRAVEL_PRINTED,
                    "for ν → 0, or with y − u(0) in the place of y: at ν = 1 the start's outputs"
                        + " are noise of size ν/√2, which the weights travel to take back.")),
        new Claim(
            "travel-as-corrected",
            "NGD eq. (72), with y − u(0)",
            "The distance that the weights travel is √((y − u(0))ᵀ G∞⁻¹ (y − u(0))) (read as:"
                + " within 5% at the largest width, for the linear and the quadratic target).",
            results ->
                travel(
                    results,
                    NgdGeneralization.TRAVEL,
                    "for wider networks, or larger ν: the width that is needed grows like 1/ν².")),
        new Claim(
            "travel-approaches",
            "NGD Lemma 12, eq. (73) and (95)",
            "The distance's difference from its limit goes to 0 with the width (eq. (73) says like"
                + " m^(−1/4), eq. (95), which ends the proof, like m^(−1/6); both are upper"
                + " bounds).",
            NgdGeneralizationClaims::approaches),
        new Claim(
            "finite-networks",
            "NGD Theorem 6, finite width, with y − u(0)",
            "The bound holds for the trained finite networks.",
            NgdGeneralizationClaims::finite));
  }

  private static Judgement bound(Results results, boolean slack) {
    double worst = Double.NaN;
    long cells = 0;
    StringBuilder evidence = new StringBuilder();
    for (SphereTarget target : SphereTarget.values()) {
      String series = target.label();
      double closest = Double.NaN;
      for (double n : results.xs(NgdGeneralization.BOUND, series)) {
        for (long seed : results.seeds(NgdGeneralization.BOUND, series)) {
          double chance = slack ? KernelFit.slack(NgdGeneralization.DELTA, (int) n) : 0;
          double ratio =
              results.value(NgdGeneralization.TEST, series, n, seed)
                  / (results.value(NgdGeneralization.BOUND, series, n, seed) + chance);
          closest = Double.isNaN(closest) && cells == 0 ? ratio : larger(closest, ratio);
          cells++;
        }
      }
      worst = larger(worst, closest);
      evidence.append(" %s %s,".formatted(series, number(closest)));
    }
    evidence.setCharAt(evidence.length() - 1, ';');
    return Judgement.atMost(
        worst,
        1,
        "Largest test loss over bound in %d fits:%s the bound is far from tight."
            .formatted(cells, evidence),
        "for more examples.");
  }

  /** The larger number; a first NaN stands for none yet. */
  private static double larger(double a, double b) {
    return Double.isNaN(a) ? b : Math.max(a, b);
  }

  private static double last(Results results, String panel, String series) {
    List<Double> xs = results.xs(panel, series);
    return xs.isEmpty() ? Double.NaN : results.mean(panel, series, xs.getLast());
  }

  private static double first(Results results, String panel, String series) {
    List<Double> xs = results.xs(panel, series);
    return xs.isEmpty() ? Double.NaN : results.mean(panel, series, xs.getFirst());
  }

  private static Judgement informative(Results results) {
    double largest = Double.NaN;
    StringBuilder evidence = new StringBuilder("Mean bound at the largest n:");
    for (SphereTarget target : SphereTarget.values()) {
      double bound = last(results, NgdGeneralization.BOUND, target.label());
      evidence.append(" %s %s,".formatted(target.label(), number(bound)));
      if (LEARNABLE.contains(target)) {
        largest = larger(largest, bound);
      }
    }
    evidence.setCharAt(evidence.length() - 1, ';');
    return Judgement.atMost(
        largest,
        1,
        evidence + " above 1 it says nothing, which is right for the last three.",
        "for more examples.");
  }

  private static Judgement linearRate(Results results) {
    double slope = lastSlope(results, LINEAR);
    return Judgement.near(
        slope,
        -0.5,
        0.02,
        "Exponent of n in the mean bound between the two largest n; over all n it is %s, since yᵀ G∞⁻¹ y still grows while n is below some multiple of d²/2. Between the two largest n the quadratic has %s and the absolute value, of which the harmonics go on for ever, %s."
            .formatted(
                LogLogFit.of(results, NgdGeneralization.BOUND, LINEAR),
                number(lastSlope(results, SphereTarget.QUADRATIC.label())),
                number(lastSlope(results, SphereTarget.ABS.label()))),
        "for more examples.");
  }

  private static double lastSlope(Results results, String series) {
    List<Double> n = results.xs(NgdGeneralization.BOUND, series);
    if (n.size() < 2) {
      return Double.NaN;
    }
    return LogLogFit.slopeOf(
        n.subList(n.size() - 2, n.size()), x -> results.mean(NgdGeneralization.BOUND, series, x));
  }

  private static Judgement oddTargets(Results results) {
    double cubic =
        last(results, NgdGeneralization.TEST, CUBIC)
            / last(results, NgdGeneralization.LINEAR_PART, CUBIC);
    double sign =
        last(results, NgdGeneralization.TEST, SIGN)
            / last(results, NgdGeneralization.LINEAR_PART, SIGN);
    return Judgement.atLeast(
        Math.min(cubic, sign),
        0.95,
        "Smaller ratio, of the two targets, of the test loss at the largest n to that of the linear part alone. Cubic: test loss %s at the smallest n, %s at the largest, %s of predicting 0, bound %s and then %s. Sign: %s, %s, %s, bound %s and then %s."
            .formatted(
                number(first(results, NgdGeneralization.TEST, CUBIC)),
                number(last(results, NgdGeneralization.TEST, CUBIC)),
                number(last(results, NgdGeneralization.NULL, CUBIC)),
                number(first(results, NgdGeneralization.BOUND, CUBIC)),
                number(last(results, NgdGeneralization.BOUND, CUBIC)),
                number(first(results, NgdGeneralization.TEST, SIGN)),
                number(last(results, NgdGeneralization.TEST, SIGN)),
                number(last(results, NgdGeneralization.NULL, SIGN)),
                number(first(results, NgdGeneralization.BOUND, SIGN)),
                number(last(results, NgdGeneralization.BOUND, SIGN))),
        "for even targets.");
  }

  private static List<String> finiteSeries(Results results, String panel, Predicate<String> of) {
    return results.series(panel).stream().filter(of).toList();
  }

  private static boolean smooth(String series) {
    return !series.startsWith(SphereTarget.RANDOM.label());
  }

  private static Judgement travel(Results results, String panel, String reading) {
    double worst = Double.NaN;
    StringBuilder evidence = new StringBuilder("Mean of distance over prediction at the widest:");
    for (String series : finiteSeries(results, panel, s -> true)) {
      double ratio = last(results, panel, series);
      evidence.append(" %s (%s),".formatted(number(ratio), series));
      if (smooth(series)) {
        worst = larger(worst, Math.abs(ratio - 1));
      }
    }
    evidence.setCharAt(evidence.length() - 1, '.');
    return Judgement.atMost(
        worst, 0.05, evidence + " Random labels are left to the evidence.", reading);
  }

  private static Judgement approaches(Results results) {
    List<LogLogFit> fits = new ArrayList<>();
    StringBuilder evidence = new StringBuilder("Exponent of the width in |ratio − 1|:");
    for (String series :
        finiteSeries(results, NgdGeneralization.GAP, NgdGeneralizationClaims::smooth)) {
      LogLogFit fit = LogLogFit.of(results, NgdGeneralization.GAP, series);
      fits.add(fit);
      evidence.append(" %s (%s),".formatted(fit, series));
    }
    evidence.setCharAt(evidence.length() - 1, '.');
    double worst = fits.stream().mapToDouble(LogLogFit::slope).reduce(Math::max).orElse(Double.NaN);
    return Judgement.atMost(
        worst,
        -1.0 / 6,
        evidence + " The largest is judged.",
        "for wider networks: a difference that changes its sign under way has no exponent.");
  }

  private static Judgement finite(Results results) {
    double worst = Double.NaN;
    for (String series : results.series(NgdGeneralization.FINITE_TEST)) {
      for (double m : results.xs(NgdGeneralization.FINITE_TEST, series)) {
        for (long seed : results.seeds(NgdGeneralization.FINITE_TEST, series)) {
          double test = results.value(NgdGeneralization.FINITE_TEST, series, m, seed);
          double bound = results.value(NgdGeneralization.FINITE_BOUND, series, m, seed);
          worst = larger(worst, test / bound);
        }
      }
    }
    return Judgement.atMost(
        worst,
        1,
        "Largest test loss over √(2 rᵀ G∞⁻¹ r/n), r = y − u(0), over targets, ν and widths. Linear target, n = 50, widest: test loss %s at ν = 0.1 and %s at ν = 1, whose start is noise that stays in the predictions."
            .formatted(
                number(
                    last(
                        results,
                        NgdGeneralization.FINITE_TEST,
                        TravelOfWeights.series(SphereTarget.LINEAR, 50, 0.1))),
                number(
                    last(
                        results,
                        NgdGeneralization.FINITE_TEST,
                        TravelOfWeights.series(SphereTarget.LINEAR, 50, 1)))),
        "for wider networks.");
  }
}
