package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.experiments.NgdConvergence.Bounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What NGD Theorems 1 and 2 say, as predicates over the trained networks. */
final class NgdConvergenceClaims {
  private NgdConvergenceClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "theorem-1",
            "NGD Theorem 1",
            "Natural gradient descent on the squared loss has ‖u(k) − y‖² ≤ (1 − η)ᵏ ‖u(0) − y‖².",
            NgdConvergenceClaims::squaredBound),
        new Claim(
            "condition-2",
            "NGD Condition 2, Theorem 3",
            "The Jacobian stays close along the way, 3 ‖J − J(0)‖₂ ≤ C √λmin(G(0)) with C < ½, in"
                + " networks as wide as these (read as: at the widest, η = 1).",
            NgdConvergenceClaims::condition),
        new Claim(
            "rate-of-the-error",
            "NGD App. F, eq. (108)",
            "The linearised network's error, not its square, falls like (1 − η)ᵏ; wide networks"
                + " come close to it like m^(−1/2).",
            NgdConvergenceClaims::rate),
        new Claim(
            "one-step",
            "NGD §3, App. F",
            "At η = 1 the error is gone after one step, up to what falls like m^(−1/2).",
            NgdConvergenceClaims::oneStep),
        new Claim(
            "theorem-2",
            "NGD Theorem 2, Condition 4",
            "For losses with ℓ″ between μ and L and η ≤ 2/(μ + L), each step has ‖u(k+1) − y‖² ≤ (1"
                + " − 2 η μ L/(μ + L)) ‖u(k) − y‖².",
            NgdConvergenceClaims::lossBound));
  }

  private static double largest(Results results, String panel, String series) {
    double largest = Double.NaN;
    for (double m : results.xs(panel, series)) {
      for (double value : results.values(panel, series, m)) {
        if (Double.isNaN(value)) {
          return Double.NaN;
        }
        largest = Double.isNaN(largest) ? value : Math.max(largest, value);
      }
    }
    return largest;
  }

  private static Judgement squaredBound(Results results) {
    double slow = largest(results, NgdConvergence.SQUARED_OVER_BOUND, "eta=0.1");
    double fast = largest(results, NgdConvergence.SQUARED_OVER_BOUND, "eta=0.5");
    return Judgement.atMost(
        Math.max(slow, fast),
        1,
        "The largest ‖u(k) − y‖²/((1 − η)ᵏ ‖u(0) − y‖²), over widths, steps k ≥ 1 and networks, is"
            + " %s at η = 0.1 and %s at η = 0.5.".formatted(number(slow), number(fast)),
        "for wider networks.");
  }

  private static Judgement condition(Results results) {
    List<Double> widths = results.xs(NgdConvergence.CONDITION, NgdConvergence.SERIES);
    if (widths.isEmpty()) {
      return Judgement.undecided("no network was trained");
    }
    double C = results.mean(NgdConvergence.CONDITION, NgdConvergence.SERIES, widths.getLast());
    LogLogFit fit = LogLogFit.of(results, NgdConvergence.CONDITION, NgdConvergence.SERIES);
    double enough = widths.getLast() * Math.pow(C / 0.5, -1 / fit.slope());
    return Judgement.atMost(
        C,
        0.5,
        "C at m = %.0f; it falls like m^(%s).".formatted(widths.getLast(), fit),
        "for networks of about %s units; the theorem's conclusion holds from 256 on."
            .formatted(number(enough)));
  }

  private static Judgement rate(Results results) {
    LogLogFit slow = LogLogFit.of(results, NgdConvergence.deviation(0.1), NgdConvergence.SERIES);
    LogLogFit fast = LogLogFit.of(results, NgdConvergence.deviation(0.5), NgdConvergence.SERIES);
    return Judgement.near(
        slow.slope(),
        -0.5,
        0.1 + slow.threeErrors(),
        "Fitted exponent of error/(1 − η)¹⁰ − 1: %s at η = 0.1, %s at η = 0.5, where narrow networks are far from linear. The tolerance is three standard errors and 0.1 for the widths at which the deviation is not small."
            .formatted(slow, fast),
        "for wider networks.");
  }

  private static Judgement oneStep(Results results) {
    LogLogFit fit = LogLogFit.of(results, NgdConvergence.ONE_STEP, "after 1");
    List<Double> widths = results.xs(NgdConvergence.ONE_STEP, "after 1");
    double widest = widths.isEmpty() ? Double.NaN : widths.getLast();
    return Judgement.near(
        fit.slope(),
        -0.5,
        0.05 + fit.threeErrors(),
        "Fitted exponent %s; at m = %.0f the error is %s after one step and %s after two. The tolerance is three standard errors and 0.05 for the narrowest networks."
            .formatted(
                fit,
                widest,
                number(results.mean(NgdConvergence.ONE_STEP, "after 1", widest)),
                number(results.mean(NgdConvergence.ONE_STEP, "after 2", widest))),
        "for wider networks.");
  }

  private static Judgement lossBound(Results results) {
    double worst = Double.NEGATIVE_INFINITY;
    List<String> parts = new ArrayList<>();
    for (Bounds bounds : NgdConvergence.LOSSES) {
      String panel = NgdConvergence.worstRatio(bounds);
      double[] each =
          results.series(panel).stream().mapToDouble(s -> largest(results, panel, s)).toArray();
      double here = Arrays.stream(each).reduce(Double.NEGATIVE_INFINITY, Math::max);
      String lin = NgdConvergence.linearised(bounds);
      double linear =
          results.series(lin).stream()
              .mapToDouble(s -> largest(results, lin, s))
              .reduce(Double.NEGATIVE_INFINITY, Math::max);
      parts.add(
          "%s for μ = %s, L = %s (linearised: %s)"
              .formatted(number(here), bounds.mu(), bounds.L(), number(linear)));
      worst = Math.max(worst, here);
    }
    return Judgement.atMost(
        Double.isInfinite(worst) ? Double.NaN : worst,
        1,
        "The largest ratio of two steps' squared errors, over Theorem 2's factor: %s."
            .formatted(String.join("; ", parts)),
        "for wider networks.");
  }
}
