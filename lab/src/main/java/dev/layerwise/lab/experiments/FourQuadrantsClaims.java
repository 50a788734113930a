package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** Each entry of Adam-or-GN Table 1, the ones of small batches on networks. */
final class FourQuadrantsClaims {
  private static final String SOURCE = "Adam-or-GN Table 1, ";

  /** A factor of two. */
  private static final double TRACK = Math.log10(2);

  private FourQuadrantsClaims() {}

  static List<Claim> all() {
    return List.of(
        example(
            "full-identity",
            "identity basis, full batch",
            "There is a quadratic example where Adam is ahead of GN⁻¹.",
            Quadrants.A,
            FourQuadrants.QUADRATIC),
        example(
            "full-eigen",
            "eigenbasis, full batch",
            "There is a logistic example where Adam is ahead of GN⁻¹.",
            Quadrants.B,
            FourQuadrants.LOGISTIC),
        networks(
            "small-identity",
            "identity basis, small batch",
            "Adam ≈ GN⁻½, within a factor of two, on networks.",
            Quadrants.C,
            FourQuadrants.GN_HALF,
            Math::abs),
        networks(
            "small-eigen-tracks",
            "eigenbasis, small batch",
            "Adam ≈ GN⁻½, within a factor of two, on networks.",
            Quadrants.D,
            FourQuadrants.GN_HALF,
            Math::abs),
        networks(
            "small-eigen-order",
            "eigenbasis, small batch",
            "GN⁻¹ is no more than a factor of two behind Adam, on networks.",
            Quadrants.D,
            FourQuadrants.GN,
            v -> v));
  }

  private static Claim example(
      String id, String place, String statement, String panel, String task) {
    return new Claim(
        id,
        SOURCE + place,
        statement,
        results ->
            Judgement.atLeast(
                results.median(panel, task, FourQuadrants.GN),
                0,
                "log₁₀ of what GN⁻¹ leaves over what Adam leaves, mean of the second half of the"
                    + " run, both at the best of their grids; GN⁻¹ is undamped.",
                "with other settings of either."));
  }

  private static Claim networks(
      String id,
      String place,
      String statement,
      String panel,
      double power,
      DoubleUnaryOperator size) {
    return new Claim(
        id,
        SOURCE + place,
        statement,
        results -> {
          double worst = Double.NaN;
          for (String task : results.series(panel)) {
            double one = size.applyAsDouble(results.median(panel, task, power));
            worst = worst >= one ? worst : one;
          }
          return Judgement.atMost(
              worst,
              TRACK,
              "The worst of the tasks; log₁₀ of error over Adam's, mean of the second half of the"
                  + " run, medians over seeds: "
                  + each(results, panel, power)
                  + ".",
              "for quadratics, of which the table speaks (adamgn-lemmas); of networks to the spread"
                  + " of their seeds.");
        });
  }

  private static String each(Results results, String panel, double power) {
    return String.join(
        ", ",
        results.series(panel).stream()
            .map(task ->
                String.format(Locale.ROOT, "%s %.2f", task, results.median(panel, task, power)))
            .toList());
  }
}
