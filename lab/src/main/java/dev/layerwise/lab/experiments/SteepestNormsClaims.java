package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.List;
import java.util.stream.DoubleStream;

/** What App. D says of norms and local losses, as predicates over the draws. */
final class SteepestNormsClaims {
  /** Rounding of a minimum found by solving a system with condition number below 1e4. */
  private static final double ROUNDING = 1e-10;

  private SteepestNormsClaims() {}

  static List<Claim> all() {
    return List.of(
        steepest(
            "frobenius-sgd",
            "SGD is steepest descent in the Frobenius norm.",
            SteepestNorms.FROBENIUS),
        steepest(
            "l1-linf-sign",
            "Sign descent is steepest descent in the norm from ℓ₁ to ℓ∞.",
            SteepestNorms.SIGN),
        steepest(
            "spectral-polar",
            "Shampoo, in its ideal variant, is steepest descent in the spectral norm: −η ‖G‖† U"
                + " Vᵀ.",
            SteepestNorms.SPECTRAL),
        claim(
            "prop-d2",
            "Concurrence Prop. D.2, as printed",
            "W − η P⁻¹G Q⁻¹ is steepest descent in the norm ‖PᵀM Qᵀ‖_F, for invertible P and Q.",
            SteepestNorms.GAP,
            SteepestNorms.PRINTED,
            "with (P Pᵀ)⁻¹G (QᵀQ)⁻¹ for this norm, or with the norm ‖P^½ M Q^½‖_F of symmetric"
                + " positive definite P and Q. The proof finds the maximiser D for D = PᵀM Qᵀ and"
                + " takes it for M = P⁻ᵀ D Q⁻ᵀ."),
        claim(
            "prop-d2-dual",
            "Concurrence Prop. D.2, its proof",
            "The dual norm of ‖PᵀM Qᵀ‖_F is ‖P⁻¹G Q⁻¹‖_F.",
            SteepestNorms.DUAL,
            SteepestNorms.PRINTED,
            "for symmetric factors."),
        claim(
            "prop-d2-same-norm",
            "Concurrence Prop. D.2, its direction corrected",
            "Steepest descent in ‖PᵀM Qᵀ‖_F is −η (P Pᵀ)⁻¹G (QᵀQ)⁻¹.",
            SteepestNorms.GAP,
            SteepestNorms.SAME_NORM,
            "for symmetric factors."),
        claim(
            "prop-d2-roots",
            "Concurrence Prop. D.2, its norm corrected",
            "For symmetric positive definite P and Q, −η P⁻¹G Q⁻¹ is steepest descent in"
                + " ‖P^½ M Q^½‖_F.",
            SteepestNorms.GAP,
            SteepestNorms.ROOTS,
            "for diagonal factors."),
        claim(
            "locoprop",
            "Concurrence App. D.1, LocoProp as printed",
            "argmin_W ½ E‖W z − h‖² + ‖W − W_l‖²/(2η) is W_l − η G (I + η E[z zᵀ])⁻¹.",
            SteepestNorms.LOCAL,
            SteepestNorms.LOCO_PRINTED,
            "with the targets h − g: h itself is what W_l makes of z, so that W_l is the minimiser"
                + " and nothing moves."),
        claim(
            "locoprop-targets",
            "Concurrence App. D.1, LocoProp with targets h − g",
            "The same with h − g for h.",
            SteepestNorms.LOCAL,
            SteepestNorms.LOCO,
            "for a linear network."),
        claim(
            "foof",
            "Concurrence App. D.1, FOOF as printed",
            "argmin_D E‖D z − η g‖² + λ/2 ‖D‖² is η G (E[z zᵀ] + λ I)⁻¹.",
            SteepestNorms.LOCAL,
            SteepestNorms.FOOF_PRINTED,
            "with the penalty λ ‖D‖², or with ½ before the first term."),
        claim(
            "foof-penalty",
            "Concurrence App. D.1, FOOF with the penalty λ ‖D‖²",
            "The same with λ for λ/2.",
            SteepestNorms.LOCAL,
            SteepestNorms.FOOF,
            "for λ = 0."),
        claim(
            "shampoo-per-example",
            "Concurrence App. D.2 and D.3, as printed: per-example factors",
            "Shampoo with P = E[g zᵀ(g zᵀ)ᵀ]^¼ and Q = E[z gᵀ(z gᵀ)ᵀ]^¼ is steepest descent in the"
                + " spectral norm, up to its length.",
            SteepestNorms.LOCAL,
            SteepestNorms.SHAMPOO_PRINTED,
            "with the factors of the batch gradient, (G Gᵀ)^¼ and (GᵀG)^¼; those printed are"
                + " another preconditioner."),
        claim(
            "shampoo-of-batch",
            "Concurrence App. D.3, with the factors of the batch gradient",
            "The same with P = (G Gᵀ)^¼ and Q = (GᵀG)^¼, which gives U Vᵀ.",
            SteepestNorms.LOCAL,
            SteepestNorms.SHAMPOO,
            "for gradients of full rank."),
        new Claim(
            "kronecker-never-tight",
            "Concurrence App. D.1",
            "The Kronecker approximation of the Fisher block is never expected to be tight.",
            SteepestNormsClaims::neverTight));
  }

  private static Claim steepest(String id, String statement, String series) {
    return claim(
        id,
        "Concurrence App. D.3",
        statement,
        SteepestNorms.GAP,
        series,
        "away from zeros of the gradient.");
  }

  private static Claim claim(
      String id,
      String source,
      String statement,
      String panel,
      String series,
      String readingIfFails) {
    return new Claim(
        id,
        source,
        statement,
        results ->
            Judgement.atMost(
                all(results, panel, series).max().orElse(Double.NaN),
                ROUNDING,
                "Largest relative difference of %d draws of sizes %s; the smallest is %s."
                    .formatted(
                        all(results, panel, series).count(),
                        results.xs(panel, series).stream().map(Double::intValue).toList(),
                        number(all(results, panel, series).min().orElse(Double.NaN))),
                readingIfFails));
  }

  private static DoubleStream all(Results results, String panel, String series) {
    return results.xs(panel, series).stream()
        .flatMapToDouble(x -> DoubleStream.of(results.values(panel, series, x)));
  }

  private static Judgement neverTight(Results results) {
    double least =
        all(results, SteepestNorms.LOCAL, SteepestNorms.KRONECKER).min().orElse(Double.NaN);
    double most =
        all(results, SteepestNorms.LOCAL, SteepestNorms.KRONECKER).max().orElse(Double.NaN);
    return Judgement.atLeast(
        least,
        0.01,
        "Relative distance between the Kronecker product and the exact Fisher block of the first layer, the smallest; the largest is %s."
            .formatted(number(most)),
        "except where inputs and output gradients are independent, as in a linear network.");
  }
}
