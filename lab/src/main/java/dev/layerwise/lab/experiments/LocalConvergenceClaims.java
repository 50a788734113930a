package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.experiments.NoiseFloor.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** What Theorem 3.6 says, as predicates over the measured steps. */
final class LocalConvergenceClaims {
  private static final String SOURCE = "Concurrence Theorem 3.6";

  /**
   * What O(1) may be: the edge of the noise matrix's spectrum is at most 1.57 √(dX/n) on the grid
   * (n = 256), and √(2 log 1000)/√dX, at most 0.65, is what one step in a thousand adds, half of it
   * for a mean of four steps.
   */
  private static final double CONSTANT = 2;

  private static final double BASE_INPUTS = NoiseFloor.BASE.conditioning().inputs();
  private static final double BASE_EXAMPLES = NoiseFloor.BASE.n();

  private LocalConvergenceClaims() {}

  static List<Claim> all() {
    List<Claim> claims = new ArrayList<>();
    claims.add(
        new Claim(
            "contraction",
            SOURCE,
            "From dist(G, G⋆) ≤ 0.01/(κ(Σx) κ(F⋆)), and without noise, dist(G₊, G⋆) ≤ (1 − 0.9 η)"
                + " dist(G, G⋆).",
            LocalConvergenceClaims::contraction));
    claims.add(
        new Claim(
            "condition-number-free",
            "Concurrence §3.1, after Theorem 3.6",
            "The contraction factor is condition-number-free.",
            LocalConvergenceClaims::conditionNumberFree));
    claims.add(slope(Quantity.N, "-1/2", -0.5, n -> NoiseFloor.edge(BASE_INPUTS, n)));
    claims.add(slope(Quantity.DX, "1/2", 0.5, dX -> NoiseFloor.edge(dX, BASE_EXAMPLES)));
    claims.add(slope(Quantity.SIGMA, "1", 1, x -> x));
    claims.add(slope(Quantity.SIGMA_MIN, "-1", -1, x -> 1 / x));
    claims.add(slope(Quantity.LAMBDA_MIN, "-1/2", -0.5, x -> 1 / Math.sqrt(x)));
    claims.add(slope(Quantity.ETA, "1", 1, x -> x));
    claims.add(notWorse(Quantity.KAPPA_X));
    claims.add(notWorse(Quantity.KAPPA_F));
    claims.add(
        new Claim(
            "noise-constant",
            SOURCE,
            "The noise term is at most O(1) η σ √(dX/n), with a universal constant.",
            LocalConvergenceClaims::constant));
    claims.add(
        new Claim(
            "stationary-floor",
            SOURCE,
            "Iterated, the theorem leaves a distance of at most O(1)/0.9 σ √(dX/n) at every"
                + " learning rate.",
            LocalConvergenceClaims::stationary));
    return List.copyOf(claims);
  }

  private static Claim slope(
      Quantity quantity, String words, double predicted, DoubleUnaryOperator finiteSize) {
    return new Claim(
        "noise-slope-" + quantity.label(),
        SOURCE,
        "The noise term η σ √(dX/n), σ = σε/(σmin(F⋆) √λmin(Σx)), is a power of %s with exponent %s."
            .formatted(quantity.words(), words),
        results -> {
          List<Double> xs = results.xs(quantity.panel(), LocalConvergence.SERIES);
          double atTheseSizes = xs.isEmpty() ? Double.NaN : LogLogFit.slopeOf(xs, finiteSize);
          LogLogFit fit = quantity.fit(results);
          return fit.near(
              predicted,
              Math.abs(atTheseSizes - predicted),
              "Fitted exponent %s. ".formatted(fit) + tolerance(atTheseSizes, predicted),
              "for larger sizes.");
        });
  }

  private static String tolerance(double atTheseSizes, double predicted) {
    return Math.abs(atTheseSizes - predicted) < 1e-9
        ? "The tolerance is three standard errors of the fit."
        : "At these sizes the edge of the noise matrix's spectrum, an F matrix, predicts %s; the tolerance is the difference and three standard errors of the fit."
            .formatted(number(atTheseSizes));
  }

  private static Claim notWorse(Quantity quantity) {
    return new Claim(
        "noise-" + quantity.label(),
        SOURCE,
        "The noise term does not grow with %s.".formatted(quantity.words()),
        results -> {
          LogLogFit fit = quantity.fit(results);
          return Judgement.atMost(
              fit.slope(),
              fit.threeErrors(),
              "Fitted exponent %s; the bound is three standard errors.".formatted(fit),
              "for smaller condition numbers.");
        });
  }

  private static Judgement contraction(Results results) {
    Tally inside = Tally.of(results, 1);
    Tally ten = Tally.of(results, 10);
    Tally hundred = Tally.of(results, 100);
    return Judgement.atMost(
        inside.resolved == 0 ? Double.NaN : inside.above,
        0,
        "Violations among %d of %d settings and seeds (where the start distance of the others is, rounding hides the theorem's margin); the largest (1 − ratio)/η deviates from 1 by %s. From 10 times the radius %d of %d, from 100 times %d of %d violate the inequality."
            .formatted(
                inside.resolved,
                inside.all,
                number(inside.deviation),
                ten.above,
                ten.resolved,
                hundred.above,
                hundred.resolved),
        "for the smaller learning rates or condition numbers, if those are the ones without violations.");
  }

  private static Judgement conditionNumberFree(Results results) {
    Tally inside = Tally.of(results, 1);
    return Judgement.atMost(
        inside.resolved == 0 ? Double.NaN : inside.deviation,
        0.1,
        "Largest |1 − ratio − η|/η over κ(Σx) ≤ 1e5 and κ(F⋆) ≤ 1e3: the ratio is 1 − η everywhere. The bound is the theorem's own 1 − 0.9 η.",
        "for smaller condition numbers.");
  }

  private static Judgement constant(Results results) {
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (Quantity quantity : Quantity.values()) {
      for (double x : results.xs(quantity.panelInUnits(), LocalConvergence.SERIES)) {
        for (double y : results.values(quantity.panelInUnits(), LocalConvergence.SERIES, x)) {
          largest = Double.isNaN(y) ? y : Math.max(largest, y);
          smallest = Math.min(smallest, y);
        }
      }
    }
    return Judgement.atMost(
        largest == 0 ? Double.NaN : largest,
        CONSTANT,
        "Distance after one step from G⋆ in units of η σ √(dX/n): from %s to %s over every quantity varied."
            .formatted(number(smallest), number(largest)),
        "with a constant that depends on the sizes.");
  }

  private static Judgement stationary(Results results) {
    double largest = 0;
    StringBuilder evidence = new StringBuilder();
    for (double eta : results.xs(LocalConvergence.STATIONARY, LocalConvergence.SERIES)) {
      double floor = results.median(LocalConvergence.STATIONARY, LocalConvergence.SERIES, eta);
      double constant = floor / Math.sqrt(eta / (2 - eta));
      largest = Math.max(largest, floor);
      evidence.append(" η = %s: %s;".formatted(eta, number(constant)));
    }
    return Judgement.atMost(
        largest == 0 ? Double.NaN : largest,
        CONSTANT / 0.9,
        "Stationary distance in units of σ √(dX/n), largest over learning rates. It is c √(η/(2 − η)) with c at"
            + evidence
            + " at η = 1 the floor is therefore the highest, which is why min-min is suboptimal.",
        "for smaller learning rates.");
  }

  /** Counts of the contraction inequality over settings, learning rates and seeds. */
  private static final class Tally {
    private int all;
    private int resolved;
    private int above;
    private double deviation;

    static Tally of(Results results, int radius) {
      Tally tally = new Tally();
      for (double kappaX : LocalConvergence.KAPPAS_OF_INPUTS) {
        for (double eta : LocalConvergence.LEARNING_RATES) {
          tally.count(results, radius, kappaX, eta);
        }
      }
      return tally;
    }

    private void count(Results results, int radius, double kappaX, double eta) {
      String panel = LocalConvergence.contraction(radius, kappaX);
      String rounding = LocalConvergence.roundOff(radius, kappaX);
      String series = LocalConvergence.series(eta);
      for (double kappaF : results.xs(rounding, series)) {
        all += results.values(rounding, series, kappaF).length;
        for (double ratio : results.values(panel, series, kappaF)) {
          resolved++;
          above += ratio <= 1 - 0.9 * eta ? 0 : 1;
          deviation = Math.max(deviation, Math.abs(1 - ratio - eta) / eta);
        }
      }
    }
  }
}
