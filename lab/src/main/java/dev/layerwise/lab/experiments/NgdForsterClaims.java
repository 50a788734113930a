package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.theory.ForsterTransform;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.stream.DoubleStream;

/** What the paper says of the Forster transform, and what it leaves out. */
final class NgdForsterClaims {
  /** Where the paper names no number: iterations that are still called reasonable. */
  private static final double REASONABLE = 100;

  /** Five iterations before the end, the next eigenvalues' errors are usually gone to this. */
  private static final double TAIL = 1e-3;

  private NgdForsterClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "exists",
            "NGD Theorem 7",
            "If all subsets of at most d rows are linearly independent, there is an invertible A"
                + " such that the normalised rows of X A satisfy ZᵀZ = (n/d) I.",
            NgdForsterClaims::exists),
        new Claim(
            "reasonable-rate",
            "NGD App. A",
            "Whitening and normalising in turn does indeed converge at a reasonable rate (read as:"
                + " at most 100 iterations to 1e-10 on Gaussian data with n ≥ 2 d).",
            NgdForsterClaims::reasonableRate),
        new Claim(
            "linear-rate",
            "derived from NGD Algorithm 1",
            "In the end the error falls by a constant factor an iteration, the second largest"
                + " eigenvalue ρ of (d/n)(Z Zᵀ)^∘2.",
            NgdForsterClaims::linearRate),
        new Claim(
            "isotropic-limit",
            "derived from NGD Algorithm 1",
            "For many isotropic rows, ρ tends to 2/(d + 2).",
            NgdForsterClaims::isotropicLimit),
        new Claim(
            "conditioning-as-printed",
            "NGD Algorithm 1, lines 5 to 9",
            "Algorithm 1, with T = (ZᵀZ)^(−1/2) taken from ZᵀZ, returns an A with the properties of"
                + " Theorem 7 (read as: rows of normalise(X A) within 0.01 of Z, up to condition"
                + " 1e12).",
            NgdForsterClaims::conditioningAsPrinted),
        new Claim(
            "conditioning-as-corrected",
            "NGD Algorithm 1, whitening by Z = U diag(s) Vᵀ",
            "With whitening by singular values, a linear map of the data changes neither the number"
                + " of iterations nor Z: the first whitening removes it.",
            NgdForsterClaims::conditioningAsCorrected),
        new Claim(
            "stop-is-no-proof",
            "NGD Algorithm 1",
            "Where more than n k/d rows lie in a subspace of k dimensions, no transform exists;"
                + " Algorithm 1 to the letter stops none the less, with a Z unrelated to X A.",
            NgdForsterClaims::stopIsNoProof),
        new Claim(
            "refusal",
            "NGD Theorem 7",
            "Data with more than n k/d rows in a subspace of k dimensions are refused, by the"
                + " number of those rows; data with fewer are not.",
            NgdForsterClaims::refusal),
        new Claim(
            "weaker-hypothesis",
            "derived from NGD Theorem 7",
            "It is enough that every subspace of k dimensions holds fewer than n k/d of the rows;"
                + " no d rows need be independent.",
            NgdForsterClaims::weakerHypothesis),
        new Claim(
            "perturbation",
            "NGD Remark 5",
            "The condition is easily made to hold by a small random perturbation (read as: rows at"
                + " a relative distance of 1e-3 from the subspace are transformed, too).",
            NgdForsterClaims::perturbation));
  }

  private static DoubleStream all(Results results, String panel, DoublePredicate at) {
    return results.series(panel).stream().flatMapToDouble(series -> of(results, panel, series, at));
  }

  private static DoubleStream of(Results results, String panel, String series, DoublePredicate at) {
    return results.xs(panel, series).stream()
        .filter(at::test)
        .flatMapToDouble(x -> Arrays.stream(results.values(panel, series, x)));
  }

  private static DoubleStream all(Results results, String panel) {
    return all(results, panel, x -> true);
  }

  /** The largest value; NaN if one is NaN or there is none. */
  private static double largest(DoubleStream values) {
    return values.reduce(Math::max).orElse(Double.NaN);
  }

  private static double smallest(DoubleStream values) {
    return values.reduce(Math::min).orElse(Double.NaN);
  }

  private static Judgement exists(Results results) {
    double iterations =
        largest(
            DoubleStream.concat(
                all(results, NgdForster.OVER_ROWS),
                DoubleStream.concat(
                    all(results, NgdForster.OVER_CONDITION), all(results, NgdForster.OVER_PART))));
    double error = largest(all(results, NgdForster.FINAL_ERROR));
    double usual =
        largest(
            results.series(NgdForster.DEVIATION).stream()
                .filter(series -> !series.equals(ForsterCase.Kind.MAPPED.label()))
                .flatMapToDouble(series -> of(results, NgdForster.DEVIATION, series, x -> true)));
    return Judgement.atMost(
        Double.isNaN(iterations) ? Double.NaN : error,
        ForsterTransform.TOLERANCE,
        "Largest ‖(d/n) ZᵀZ − I‖ at the end of %d draws, after at most %s iterations. Rows of normalise(X A) are within %s of Z where X is not ill-conditioned, and within %s at condition 1e12, where A itself is known no better."
            .formatted(
                all(results, NgdForster.FINAL_ERROR).count(),
                number(iterations),
                number(usual),
                number(
                    largest(
                        of(
                            results,
                            NgdForster.DEVIATION,
                            ForsterCase.Kind.MAPPED.label(),
                            x -> true)))),
        "for more iterations.");
  }

  private static Judgement reasonableRate(Results results) {
    double most = 0;
    double slow = 0;
    for (String series : results.series(NgdForster.OVER_ROWS)) {
      double d = Double.parseDouble(series.substring(series.lastIndexOf(' ') + 1));
      most = Math.max(most, largest(of(results, NgdForster.OVER_ROWS, series, n -> n >= 2 * d)));
      slow =
          Math.max(
              slow, largest(of(results, NgdForster.OVER_ROWS, series, n -> n >= d && n < 2 * d)));
    }
    return Judgement.atMost(
        most == 0 ? Double.NaN : most,
        REASONABLE,
        "Most iterations with n ≥ 2 d; with d < n < 2 d it takes up to %s, on clustered rows up to %s, and with Cauchy entries %s."
            .formatted(
                number(slow),
                number(largest(all(results, NgdForster.OVER_PART))),
                number(largest(all(results, NgdForster.HEAVY)))),
        "for more rows.");
  }

  private static Judgement linearRate(Results results) {
    double[] apart = apart(results, NgdForster.LATE_RATE);
    Arrays.sort(apart);
    return Judgement.atMost(
        apart.length == 0 ? Double.NaN : apart[apart.length / 2],
        TAIL,
        "Median relative difference between the factor over the last five iterations and ρ, in %d draws of at least %d iterations, with ρ from %s to %s; the largest, %s, is where the next eigenvalue is close to ρ, so that a faster error is still there at the end."
            .formatted(
                apart.length,
                NgdForster.LONG,
                number(1 - largest(abscissas(results))),
                number(1 - smallest(abscissas(results))),
                number(apart.length == 0 ? Double.NaN : apart[apart.length - 1])),
        "closer to the end: iterations before it still hold errors that fall faster.");
  }

  private static double[] apart(Results results, String panel) {
    return results.series(panel).stream()
        .flatMapToDouble(series ->
            results.xs(panel, series).stream()
                .flatMapToDouble(left ->
                    Arrays.stream(results.values(panel, series, left))
                        .map(measured -> Math.abs((1 - measured) / (1 - left) - 1))))
        .toArray();
  }

  private static DoubleStream abscissas(Results results) {
    return results.series(NgdForster.LATE_RATE).stream()
        .flatMap(series -> results.xs(NgdForster.LATE_RATE, series).stream())
        .mapToDouble(Double::doubleValue);
  }

  private static Judgement isotropicLimit(Results results) {
    double worst = Double.NaN;
    double bound = Double.NaN;
    StringBuilder evidence = new StringBuilder("ρ (d + 2)/2 at the most rows:");
    for (String series : results.series(NgdForster.ISOTROPIC)) {
      int d = Integer.parseInt(series.substring(series.lastIndexOf(' ') + 1));
      double n = results.xs(NgdForster.ISOTROPIC, series).getLast();
      double ratio = results.median(NgdForster.ISOTROPIC, series, n);
      double spread = NgdForsterFigures.spread(d, n);
      evidence.append(
          " %s at d = %d, n = %s (%s for the edge of a sample's spectrum);"
              .formatted(number(ratio), d, number(n), number(spread)));
      if (Double.isNaN(bound) || spread < bound) {
        bound = spread;
        worst = ratio;
      }
    }
    return Judgement.near(
        worst,
        1,
        bound - 1,
        evidence + " the one with the smallest edge is judged by it.",
        "for more rows.");
  }

  private static Judgement conditioningAsPrinted(Results results) {
    StringBuilder evidence = new StringBuilder("Largest distance, 2 for a run that broke down:");
    for (double x : results.xs(NgdForster.PRINTED_CONDITION, NgdForster.PRINTED)) {
      evidence.append(
          " %s at condition %s;"
              .formatted(
                  number(
                      largest(
                          of(
                              results,
                              NgdForster.PRINTED_CONDITION,
                              NgdForster.PRINTED,
                              y -> y == x))),
                  number(x)));
    }
    return Judgement.atMost(
        largest(all(results, NgdForster.PRINTED_CONDITION)),
        0.01,
        evidence + " ZᵀZ has the square of the condition number.",
        "for condition numbers up to about 1e7, of which the square is below 1/ε, or with whitening"
            + " by singular values.");
  }

  private static Judgement conditioningAsCorrected(Results results) {
    double apart = 0;
    String series = NgdForster.TRANSFORM;
    for (long seed : results.seeds(NgdForster.OVER_CONDITION, series)) {
      double plain = results.value(NgdForster.OVER_CONDITION, series, 1, seed);
      for (double x : results.xs(NgdForster.OVER_CONDITION, series)) {
        double mapped = results.value(NgdForster.OVER_CONDITION, series, x, seed);
        apart = Math.max(apart, Math.abs(mapped - plain));
      }
    }
    boolean empty = results.xs(NgdForster.OVER_CONDITION, series).isEmpty();
    return Judgement.atMost(
        empty ? Double.NaN : apart,
        0,
        "Largest difference in the number of iterations (%s to %s) between condition 1 and 1e2 to 1e12, the same Gaussians."
            .formatted(
                number(smallest(all(results, NgdForster.OVER_CONDITION))),
                number(largest(all(results, NgdForster.OVER_CONDITION)))),
        "for better conditioned maps.");
  }

  private static Judgement stopIsNoProof(Results results) {
    return Judgement.atLeast(
        smallest(all(results, NgdForster.PRINTED_INSIDE, part -> part > NgdForster.ROOM)),
        0.1,
        "Smallest of the largest distances between normalise(X A) and Z over draws with more than a quarter of the rows in 5 of 20 dimensions; 2 for a run that broke down. With fewer it is at most %s."
            .formatted(
                number(
                    largest(
                        all(results, NgdForster.PRINTED_INSIDE, part -> part < NgdForster.ROOM)))),
        "for fewer rows inside the subspace.");
  }

  private static Judgement refusal(Results results) {
    double above = smallest(all(results, NgdForster.REFUSED, part -> part > NgdForster.ROOM));
    double below = largest(all(results, NgdForster.REFUSED, part -> part < NgdForster.ROOM));
    return Judgement.atLeast(
        above - below,
        1,
        "Part refused of %d draws above the room (least over parts: %s) less that below it (most: %s)."
            .formatted(
                all(results, NgdForster.REFUSED, part -> part > NgdForster.ROOM).count(),
                number(above),
                number(below)),
        "for parts further from the room.");
  }

  private static Judgement weakerHypothesis(Results results) {
    String series = ForsterCase.Kind.INSIDE.label();
    return Judgement.atMost(
        largest(of(results, NgdForster.FINAL_ERROR, series, x -> true)),
        ForsterTransform.TOLERANCE,
        "Largest error at the end of %d draws with 10%% and 20%% of 200 rows inside 5 of 20 dimensions, which breaks the hypothesis of the theorem."
            .formatted(of(results, NgdForster.FINAL_ERROR, series, x -> true).count()),
        "for fewer rows inside the subspace.");
  }

  private static Judgement perturbation(Results results) {
    StringBuilder evidence =
        new StringBuilder(
            "Largest error at the end at the smallest distance. Most iterations over 10% to 80% of"
                + " the rows, by relative distance:");
    for (double distance : NgdForster.DISTANCES) {
      String series = NgdForster.distance(distance);
      evidence.append(
          " %s at %s;"
              .formatted(
                  number(largest(of(results, NgdForster.OVER_PART, series, x -> true))),
                  number(distance)));
    }
    String closest = NgdForster.distance(NgdForster.DISTANCES.getLast());
    double error =
        largest(
            results.series(NgdForster.FINAL_ERROR).stream()
                .filter(series -> series.endsWith(closest))
                .flatMapToDouble(series -> of(results, NgdForster.FINAL_ERROR, series, x -> true)));
    double iterations = largest(of(results, NgdForster.OVER_PART, closest, x -> true));
    return Judgement.atMost(
        Double.isNaN(iterations) ? Double.NaN : error,
        ForsterTransform.TOLERANCE,
        evidence
            + " at the part that the subspace has room for they grow like one over the distance,"
            + " and A with them.",
        "for larger perturbations.");
  }
}
