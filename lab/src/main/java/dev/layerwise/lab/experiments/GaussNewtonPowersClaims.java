package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.task.NamedCovariance;
import dev.layerwise.linalg.Matrix;
import dev.layerwise.linalg.SymmetricEigen;
import java.util.List;

/** What Figures 2 and 8 of Adam-or-GN say. */
final class GaussNewtonPowersClaims {
  private static final String SOURCE = "Adam-or-GN App. A.3, Claim 1";
  private static final String LOSS = "loss:";
  private static final String EXPECTED = "expected-loss:";
  private static final double PART = 1e-6;

  private GaussNewtonPowersClaims() {}

  static List<Claim> favouringHalf() {
    return List.of(
        new Claim(
            "condition-number",
            SOURCE,
            "There is a covariance with κ(A(diag(Σ)⁻½)) < κ(A(diag(Σ)⁻¹)).",
            results -> ratio(results, NamedCovariance.half(), true)),
        steps("Figure 2", GaussNewtonPowers.MINUS_HALF, GaussNewtonPowers.MINUS_ONE, 1),
        sampled("Figure 2", GaussNewtonPowers.MINUS_HALF, GaussNewtonPowers.MINUS_ONE, 2000),
        expected("Figure 2", GaussNewtonPowers.MINUS_HALF, GaussNewtonPowers.MINUS_ONE, 2000));
  }

  static List<Claim> favouringOne() {
    return List.of(
        new Claim(
            "condition-number",
            SOURCE,
            "There is a covariance with κ(A(diag(Σ)⁻¹)) < κ(A(diag(Σ)⁻½)).",
            results -> ratio(results, NamedCovariance.one(), false)),
        steps("Figure 8", GaussNewtonPowers.MINUS_ONE, GaussNewtonPowers.MINUS_HALF, 1),
        sampled("Figure 8", GaussNewtonPowers.MINUS_ONE, GaussNewtonPowers.MINUS_HALF, 500),
        expected("Figure 8", GaussNewtonPowers.MINUS_ONE, GaussNewtonPowers.MINUS_HALF, 2000));
  }

  /** κ of {@code A(P) = P½ Σ P½}, P the power of Σ's diagonal. */
  static double condition(Matrix Sigma, double power) {
    double[] values = SymmetricEigen.valuesOf(preconditioned(Sigma, power));
    return values[values.length - 1] / values[0];
  }

  /** {@code A(P) = P½ Σ P½} with {@code P = diag(Σ)^power}. */
  static Matrix preconditioned(Matrix Sigma, double power) {
    double[] p = Sigma.diagonal();
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.pow(p[i], power / 2);
    }
    return Matrix.diagonal(p).times(Sigma).times(Matrix.diagonal(p)).symmetrized();
  }

  private static Judgement ratio(Results results, Matrix Sigma, boolean halfIsBetter) {
    if (results.points().isEmpty()) {
      return Judgement.undecided("nothing was run");
    }
    double one = condition(Sigma, -1);
    double half = condition(Sigma, -0.5);
    String evidence =
        "κ is %s at the power −1 and %s at −½: r = %s."
            .formatted(number(one), number(half), number(one / half));
    return halfIsBetter
        ? Judgement.atLeast(one / half, 1, evidence, "for other covariances.")
        : Judgement.atMost(one / half, 1, evidence, "for other covariances.");
  }

  private static Claim steps(String place, String faster, String slower, double factor) {
    return new Claim(
        "full-batch",
        "Adam-or-GN " + place,
        "With full batches %s converges faster than %s.".formatted(faster, slower),
        results -> {
          String panel = LOSS + GaussNewtonPowers.FULL;
          double level = PART * results.median(panel, faster, 0);
          double fast = Arrival.of(results, panel, faster, level);
          double slow = Arrival.of(results, panel, slower, level);
          return Judgement.atLeast(
              slow / fast,
              factor,
              "Steps to 1e-6 of the first loss, each at 2/(λmin + λmax): %s %s, %s %s."
                  .formatted(faster, number(fast), slower, number(slow)),
              "at other learning rates.");
        });
  }

  private static Claim sampled(String place, String faster, String slower, double at) {
    return new Claim(
        "batches-of-one",
        "Adam-or-GN " + place,
        "With small batches %s converges faster than %s.".formatted(faster, slower),
        results -> {
          String panel = LOSS + GaussNewtonPowers.ONE;
          double fast = results.median(panel, faster, at);
          double slow = results.median(panel, slower, at);
          return Judgement.atLeast(
              slow / fast,
              1,
              "Median loss over %d seeds after %.0f steps of one example: %s %s, %s %s."
                  .formatted(
                      results.seeds(panel, faster).size(),
                      at,
                      faster,
                      number(fast),
                      slower,
                      number(slow)),
              "at other learning rates.");
        });
  }

  private static Claim expected(String place, String faster, String slower, double at) {
    return new Claim(
        "expected-loss",
        "Adam-or-GN " + place,
        "The same of the exact expectation over the examples.",
        results -> {
          String panel = EXPECTED + GaussNewtonPowers.ONE;
          double fast = results.median(panel, faster, at);
          double slow = results.median(panel, slower, at);
          return Judgement.atLeast(
              slow / fast,
              1,
              "Expected loss after %.0f steps: %s %s, %s %s."
                  .formatted(at, faster, number(fast), slower, number(slow)),
              "at other learning rates.");
        });
  }
}
