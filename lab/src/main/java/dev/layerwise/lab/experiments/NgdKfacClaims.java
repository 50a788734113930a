package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.experiments.NgdKfac.Inputs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What NGD Theorem 4 says, as predicates over the trained networks. */
final class NgdKfacClaims {
  /** Rounding of S Sᵀ and XᵀX, whose condition numbers are below 1e3 and 1e2. */
  private static final double ROUNDING = 1e-11;

  private NgdKfacClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "theorem-4",
            "NGD Theorem 4",
            "K-FAC has ‖u(k) − y‖² ≤ (1 − η/λmax(XᵀX))ᵏ ‖u(0) − y‖² (wherever the bound is not 0).",
            NgdKfacClaims::bound),
        new Claim(
            "leverages",
            "NGD App. D.2, eq. (52) to (55)",
            "In the linear regime each example contracts by 1 − η h, h its leverage; wide networks"
                + " come close to it like m^(−1/2).",
            NgdKfacClaims::leverages),
        new Claim(
            "forster-one-step",
            "NGD Theorem 4, App. A",
            "After Forster's transform K-FAC at η = n/d is done in one step, up to what falls like"
                + " 1/m in the squared error.",
            NgdKfacClaims::oneStep),
        new Claim(
            "step-size",
            "NGD Theorem 4, eq. (54)",
            "The steps allowed are of the order of λmin(XᵀX) or above: the proof asks for η max h ≤"
                + " 1, and 1/max h ≥ λmin(XᵀX). At η = 1/max h no step lets the error grow.",
            NgdKfacClaims::stepSize),
        new Claim(
            "factor-as-printed",
            "NGD App. D.2, F_KFAC = (XᵀX) ⊗ (SᵀS)",
            "With S of 0 and 1, J F⁻¹ Jᵀ = X (XᵀX)⁻¹ Xᵀ ∘ I.",
            results -> factor(results, NgdKfac.PRINTED)),
        new Claim(
            "factor-as-corrected",
            "NGD App. D.2, S taken as the derivative of the output",
            "With S diag(a)/√m in its place, J F⁻¹ Jᵀ = X (XᵀX)⁻¹ Xᵀ ∘ I.",
            results -> factor(results, NgdKfac.CORRECTED)));
  }

  /** The largest value of a panel; NaN if there is none or a run failed. */
  private static double largest(Results results, String panel, Predicate<String> which) {
    double largest = Double.NaN;
    for (String series : results.series(panel)) {
      if (which.test(series)) {
        for (double m : results.xs(panel, series)) {
          for (double value : results.values(panel, series, m)) {
            if (Double.isNaN(value)) {
              return Double.NaN;
            }
            largest = Double.isNaN(largest) ? value : Math.max(largest, value);
          }
        }
      }
    }
    return largest;
  }

  private static boolean hasBound(String series) {
    return !series.equals(Inputs.FORSTER.label() + ", 1.0 of 1/max h");
  }

  private static Judgement bound(Results results) {
    List<String> each = new ArrayList<>();
    for (String series : results.series(NgdKfac.SLACK)) {
      if (hasBound(series)) {
        each.add(
            "%s (%s)".formatted(number(largest(results, NgdKfac.SLACK, series::equals)), series));
      }
    }
    return Judgement.atMost(
        largest(results, NgdKfac.SLACK, NgdKfacClaims::hasBound),
        1,
        "The largest squared error over the bound, k ≥ 1: %s.".formatted(String.join("; ", each)),
        "for wider networks.");
  }

  private static Judgement leverages(Results results) {
    List<String> fits = new ArrayList<>();
    double furthest = 0;
    double slack = 0;
    for (Inputs inputs : Inputs.values()) {
      LogLogFit fit = LogLogFit.of(results, NgdKfac.DEVIATION, inputs.label());
      fits.add("%s (%s)".formatted(fit, inputs.words()));
      double off = Math.abs(fit.slope() + 0.5);
      if (!(off <= furthest)) {
        furthest = off;
        slack = fit.threeErrors();
      }
    }
    return Judgement.atMost(
        furthest,
        0.05 + slack,
        "Fitted exponents of the distance from 1 − η h: %s; measured is how far from −1/2 the furthest is, the bound is 0.05 for the narrowest networks and three standard errors."
            .formatted(String.join("; ", fits)),
        "for wider networks.");
  }

  private static Judgement oneStep(Results results) {
    LogLogFit fit = LogLogFit.of(results, NgdKfac.ONE_STEP, Inputs.FORSTER.label());
    List<Double> widths = results.xs(NgdKfac.ONE_STEP, Inputs.FORSTER.label());
    double widest = widths.isEmpty() ? Double.NaN : widths.getLast();
    return Judgement.near(
        fit.slope(),
        -1,
        0.1 + fit.threeErrors(),
        "Fitted exponent %s; at m = %.0f the squared error after one step is %s, on inputs that were not transformed %s. The tolerance is three standard errors and 0.1 for the narrowest networks."
            .formatted(
                fit,
                widest,
                number(results.mean(NgdKfac.ONE_STEP, Inputs.FORSTER.label(), widest)),
                number(results.mean(NgdKfac.ONE_STEP, Inputs.GAUSSIAN.label(), widest))),
        "for wider networks.");
  }

  private static double growthAtFullStep(Results results, Inputs inputs) {
    String setting = inputs.label() + ", 1.0 of 1/max h";
    return largest(results, NgdKfac.GROWTH, setting::equals);
  }

  private static String steps() {
    List<String> each = new ArrayList<>();
    for (Inputs inputs : Inputs.values()) {
      each.add(
          "%s against %s (%s)"
              .formatted(
                  number(inputs.fullStep()), number(inputs.data().spectrum()[0]), inputs.words()));
    }
    return "1/max h against λmin(XᵀX): " + String.join("; ", each) + ".";
  }

  private static Judgement stepSize(Results results) {
    double largest = Double.NEGATIVE_INFINITY;
    for (Inputs inputs : Inputs.values()) {
      largest = Math.max(largest, growthAtFullStep(results, inputs));
    }
    return Judgement.atMost(
        largest,
        1,
        "The largest ratio of two steps' errors at η = 1/max h, over all inputs, widths and"
            + " networks. "
            + steps(),
        "for wider networks.");
  }

  private static Judgement factor(Results results, String series) {
    return Judgement.atMost(
        largest(results, NgdKfac.FACTOR, series::equals),
        ROUNDING,
        "The largest entry of J F⁻¹ Jᵀ − diag(h), over networks of up to 4096 units.",
        "for S multiplied by diag(a)/√m, the derivative of the output by the pre-activations.");
  }
}
