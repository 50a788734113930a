package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** What Lemma 3.7 says, as predicates over measured excess risks. */
final class TransferClaims {
  private static final String SOURCE = "Concurrence Lemma 3.7";

  private TransferClaims() {}

  /**
   * What the mean excess risk of Gaussian least squares on k features exceeds its limit by: the
   * noise term is exactly {@code σ² dY k/(n − k − 1)}, and the bias grows by {@code (n − 1)/(n − k
   * − 1)}, which is less.
   */
  static double inflation(double n) {
    return n / (n - Transfer.FEATURES - 1);
  }

  static List<Claim> all() {
    return List.of(
        new Claim(
            "risk-bound",
            SOURCE,
            "The excess risk of the least-squares head is at most a universal constant times"
                + " ‖F⋆‖²_F λmax(Σx) ν² + σ² dY k/n, given n ≳ k.",
            TransferClaims::riskBound),
        new Claim(
            "noise-term",
            SOURCE,
            "On the true representation the risk is the noise term σ² dY k/n.",
            TransferClaims::noiseTerm),
        new Claim(
            "noise-rate",
            SOURCE,
            "The noise term falls like 1/n with the examples of the target task.",
            TransferClaims::noiseRate),
        new Claim(
            "bias-rate",
            SOURCE,
            "The bias term scales with the quality of Ĝ as ν².",
            TransferClaims::biasRate),
        new Claim(
            "dimension-of-head",
            "Concurrence §3.1.1",
            "The noise term scales with dim(F) = dY k rather than dY dX of the full predictor"
                + " space.",
            TransferClaims::dimensionOfHead),
        new Claim(
            "needs-k-examples",
            "Concurrence §3.1.1",
            "The required data is ≈ k rather than ≈ dX resulting from doing regression from"
                + " scratch.",
            TransferClaims::needsFewExamples));
  }

  private static String exact() {
    return Transfer.series(0.0);
  }

  private static double standardError(double[] values) {
    double mean = DoubleStream.of(values).average().orElse(Double.NaN);
    double squares = DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }

  private static Judgement riskBound(Results results) {
    double largest = 0;
    StringBuilder constants = new StringBuilder();
    for (double n : Transfer.EXAMPLES) {
      double atN = 0;
      for (String covariance : Transfer.COVARIANCES) {
        for (double nu : Transfer.DISTANCES) {
          double constant = results.mean(Transfer.ratio(covariance), Transfer.series(nu), n);
          atN = Double.isNaN(constant) ? constant : Math.max(atN, constant);
        }
      }
      largest = Double.isNaN(atN) ? atN : Math.max(largest, atN);
      constants.append(" %s at n = %d;".formatted(number(atN), (int) n));
    }
    return Judgement.atMost(
        largest,
        inflation(Transfer.EXAMPLES.getFirst()) + scatter(results),
        "Largest mean of risk over bound, over ν from 0 to 1, both covariances and n ≥ 4 k; by n:"
            + constants
            + " the bound is n/(n − k − 1) at n = 32, exact for Gaussian inputs, and three standard"
            + " errors of the widest mean.",
        "with a larger constant, or for more examples.");
  }

  /** Three standard errors of the mean ratio, where they are largest. */
  private static double scatter(Results results) {
    double largest = 0;
    for (String covariance : Transfer.COVARIANCES) {
      for (double nu : Transfer.DISTANCES) {
        for (double n : Transfer.EXAMPLES) {
          double[] values = results.values(Transfer.ratio(covariance), Transfer.series(nu), n);
          largest = Math.max(largest, 3 * standardError(values));
        }
      }
    }
    return largest;
  }

  private static Judgement noiseTerm(Results results) {
    List<Double> relative = new ArrayList<>();
    StringBuilder evidence = new StringBuilder();
    for (double n : Transfer.EXAMPLES) {
      double sum = 0;
      for (String covariance : Transfer.COVARIANCES) {
        double ratio = results.mean(Transfer.ratio(covariance), exact(), n);
        relative.add(ratio / inflation(n));
        sum += ratio;
      }
      evidence.append(
          " %s at n = %d;".formatted(number(sum / Transfer.COVARIANCES.size()), (int) n));
    }
    double[] values = relative.stream().mapToDouble(Double::doubleValue).toArray();
    double mean = DoubleStream.of(values).average().orElse(Double.NaN);
    return Judgement.near(
        mean,
        1,
        3 * standardError(values),
        "Risk over σ² dY k/(n − k − 1), its mean for Gaussian inputs, over all n. Over σ² dY k/n it is"
            + evidence
            + " the tolerance is three standard errors.",
        "up to a constant.");
  }

  private static Judgement noiseRate(Results results) {
    LogLogFit fit = LogLogFit.of(results, Transfer.risk("isotropic"), exact());
    double atTheseSizes =
        LogLogFit.slopeOf(Transfer.EXAMPLES, n -> Transfer.noiseTerm(n) * inflation(n));
    return fit.near(
        -1,
        Math.abs(atTheseSizes + 1),
        "Fitted exponent %s; 1/(n − k − 1) instead of 1/n has exponent %s on this grid. The tolerance is the difference and three standard errors of the fit."
            .formatted(fit, number(atTheseSizes)),
        "for more examples, where n − k − 1 is nearer to n.");
  }

  /** Where the bias is all there is: many examples, and ν large enough to hide the noise. */
  private static Judgement biasRate(Results results) {
    double n = Transfer.EXAMPLES.getLast();
    double far = risk(results, n, 1.0) - risk(results, n, 0.0);
    double near = risk(results, n, 0.1) - risk(results, n, 0.0);
    double exponent = Math.log10(far / near);
    double[] excess = results.values(Transfer.risk("isotropic"), Transfer.series(0.1), n);
    double relativeError = standardError(excess) / near;
    return Judgement.near(
        exponent,
        2,
        3 * relativeError / Math.log(10),
        "Exponent in ν of the excess over ν = 0, from ν = 0.1 to 1 with 4096 examples and Σx = I: %s. The tolerance is three standard errors of the smaller excess."
            .formatted(number(exponent)),
        "for other distances.");
  }

  private static double risk(Results results, double n, double nu) {
    return results.mean(Transfer.risk("isotropic"), Transfer.series(nu), n);
  }

  private static Judgement dimensionOfHead(Results results) {
    double n = Transfer.EXAMPLES.getLast();
    double scratch = results.mean(Transfer.risk("isotropic"), Transfer.SCRATCH, n);
    double head = risk(results, n, 0.0);
    double predicted = Transfer.INPUTS / (double) Transfer.FEATURES;
    double finiteSize = (n - Transfer.FEATURES - 1) / (n - Transfer.INPUTS - 1) - 1;
    double[] values = results.values(Transfer.risk("isotropic"), exact(), n);
    double tolerance = finiteSize + 3 * standardError(values) / head;
    return Judgement.near(
        scratch / head,
        predicted,
        tolerance * predicted,
        "Excess risk of regression from scratch over that of the head on G⋆, at n = 4096: dX/k in the limit of many examples, times (n − k − 1)/(n − dX − 1) at this n; the tolerance is that factor and three standard errors.",
        "as an order of magnitude.");
  }

  private static Judgement needsFewExamples(Results results) {
    double n = Transfer.EXAMPLES.getFirst();
    double head = risk(results, n, 0.0);
    double scratch = results.mean(Transfer.risk("isotropic"), Transfer.SCRATCH, 128);
    return Judgement.atMost(
        head / scratch,
        1,
        "Excess risk of the head on G⋆ with n = 32 = 4 k examples, where regression from scratch has no unique solution, over that of regression from scratch with n = 128 = 1.28 dX: %s over %s."
            .formatted(number(head), number(scratch)),
        "for more examples.");
  }
}
