package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.List;

/** What the paper says of generalisation after one step, as predicates over the trials. */
final class OneStepFeaturesClaims {
  private static final String SOURCE = "Concurrence App. C.4, Remark 3.13";

  private OneStepFeaturesClaims() {}

  static List<Claim> all() {
    return List.of(
        new Claim(
            "random-features-are-linear",
            "Concurrence App. C.4, below eq. (36)",
            "The random feature component can only learn linear functions with n = Θ(dh) = Θ(dX)"
                + " examples.",
            OneStepFeaturesClaims::randomFeatures),
        new Claim(
            "one-step-generalises",
            SOURCE,
            "Given a nontrivial alignment, the second layer trained by least squares achieves good"
                + " generalisation: after one step of SGD or K-FAC the model also represents the"
                + " nonlinear part.",
            OneStepFeaturesClaims::oneStep),
        new Claim(
            "kfac-generalises-better",
            SOURCE + ", as printed: λ_G → 0",
            "The weights of KFAC are more aligned with β⋆ than those of SGD, and the features"
                + " generalise better, at every anisotropy.",
            results -> better(results, OneStepFeatures.KFAC, 1)),
        new Claim(
            "kfac-generalises-better-to-0.9",
            SOURCE + ", λ_G → 0, ε ≤ 0.9",
            "The same up to ε = 0.9.",
            results -> better(results, OneStepFeatures.KFAC, 0.9)),
        new Claim(
            "best-ridge-generalises-better",
            SOURCE + ", corrected: λ_G = λ⋆",
            "With the best ridge the features of KFAC generalise better than those of SGD at every"
                + " anisotropy.",
            results -> better(results, OneStepFeatures.BEST, 1)),
        new Claim(
            "step-size-matters",
            "Concurrence App. C.4: η = n^a, a in [0, ½)",
            "When η is large enough the model can represent nonlinear functions of x·β; at a = 0"
                + " it is a random feature model still.",
            OneStepFeaturesClaims::stepSize),
        new Claim(
            "any-activation",
            "Concurrence App. C.4, as printed: any activation",
            "The model can represent nonlinear functions of degree up to l by matching coefficients"
                + " with the Taylor coefficients of the teacher.",
            OneStepFeaturesClaims::anyActivation));
  }

  private static Judgement randomFeatures(Results results) {
    double least = Double.NaN;
    StringBuilder evidence = new StringBuilder();
    for (double eps : results.xs(OneStepFeatures.RIDGE, OneStepFeatures.RANDOM)) {
      double random = results.mean(OneStepFeatures.RIDGE, OneStepFeatures.RANDOM, eps);
      double linear = results.mean(OneStepFeatures.RIDGE, OneStepFeatures.LINEAR, eps);
      least = evidence.isEmpty() ? random / linear : Math.min(least, random / linear);
      evidence.append(
          " %s of %s at ε = %s;".formatted(number(random), number(linear), number(eps)));
    }
    return Judgement.atLeast(
        least,
        0.95,
        "Mean excess risk of random features with a ridge head over that of the best affine predictor, the smallest:%s five hundredths are left to the corrections of finite sizes."
            .formatted(evidence),
        "while n stays well below the square of the inputs' effective number, dX/(1 + ε²).");
  }

  private static Judgement oneStep(Results results) {
    double largest = Double.NaN;
    StringBuilder evidence = new StringBuilder();
    for (double eps : results.xs(OneStepFeatures.RIDGE, OneStepFeatures.SGD)) {
      double linear = results.mean(OneStepFeatures.RIDGE, OneStepFeatures.LINEAR, eps);
      double sgd = results.mean(OneStepFeatures.RIDGE, OneStepFeatures.SGD, eps);
      double kfac = results.mean(OneStepFeatures.RIDGE, OneStepFeatures.KFAC, eps);
      double worse = Math.max(sgd, kfac) / linear;
      largest = evidence.isEmpty() ? worse : Math.max(largest, worse);
      evidence.append(
          " SGD %s, KFAC %s, linear %s at ε = %s;"
              .formatted(number(sgd), number(kfac), number(linear), number(eps)));
    }
    return Judgement.atMost(
        largest,
        0.5,
        "Mean excess risk of the worse of the two over the best affine predictor's, the largest:"
            + evidence,
        "with more examples.");
  }

  private static Judgement better(Results results, String series, double upTo) {
    double least = Double.NaN;
    StringBuilder evidence = new StringBuilder();
    for (double eps : results.xs(OneStepFeatures.RIDGE, series)) {
      if (eps > upTo) {
        continue;
      }
      Trials gain =
          Trials.paired(
              results,
              OneStepFeatures.RIDGE,
              OneStepFeatures.SGD,
              OneStepFeatures.RIDGE,
              series,
              eps);
      least = evidence.isEmpty() ? gain.mean() : Math.min(least, gain.mean());
      evidence.append(
          " %.3f ± %.3f at ε = %s;".formatted(gain.mean(), gain.standardError(), number(eps)));
    }
    return Judgement.atLeast(
        least,
        0,
        "SGD's excess risk less that of %s, trial by trial, at η = √n, the smallest mean:%s at other steps see the picture over the step size."
            .formatted(series, evidence),
        "up to about ε = 0.95, or with the ridge λ⋆ = 2 dX/n: beyond, the direction that"
            + " K-FAC learns without a ridge is the worse one (Figure 3).");
  }

  private static Judgement stepSize(Results results) {
    double least = Double.NaN;
    StringBuilder evidence = new StringBuilder();
    for (double eps : OneStepFeatures.STEP_EPSILONS) {
      String panel = OneStepFeatures.overStep(eps);
      for (String series :
          List.of(OneStepFeatures.SGD, OneStepFeatures.KFAC, OneStepFeatures.BEST)) {
        double random = results.mean(panel, OneStepFeatures.RANDOM, 0);
        double small = results.mean(panel, series, 0);
        double best = Double.POSITIVE_INFINITY;
        double at = 0;
        for (double exponent : results.xs(panel, series)) {
          double risk = results.mean(panel, series, exponent);
          if (risk < best) {
            best = risk;
            at = exponent;
          }
        }
        double ratio = small / best;
        least = evidence.isEmpty() ? ratio : Math.min(least, ratio);
        evidence.append(
            " %s at ε = %s: %s at a = 0 (random features %s), %s at a = %s;"
                .formatted(series, number(eps), number(small), number(random), number(best), at));
      }
    }
    return Judgement.atLeast(
        least,
        2,
        "Mean excess risk at a = 0 over that at the best a, the smallest:" + evidence,
        "for the methods whose best step is larger.");
  }

  private static Judgement anyActivation(Results results) {
    double largest = Double.NaN;
    StringBuilder evidence = new StringBuilder();
    for (double eps : results.xs(OneStepFeatures.TANH, OneStepFeatures.ORACLE)) {
      double linear = results.mean(OneStepFeatures.TANH, OneStepFeatures.LINEAR, eps);
      double oracle = results.mean(OneStepFeatures.TANH, OneStepFeatures.ORACLE, eps);
      double kfac = results.mean(OneStepFeatures.TANH, OneStepFeatures.BEST, eps);
      largest = evidence.isEmpty() ? oracle / linear : Math.max(largest, oracle / linear);
      evidence.append(
          " oracle %s, KFAC %s, linear %s at ε = %s;"
              .formatted(number(oracle), number(kfac), number(linear), number(eps)));
    }
    return Judgement.atMost(
        largest,
        0.5,
        "Mean excess risk with tanh, given the true direction, over the best affine predictor's:"
            + evidence,
        "for activations with an even part, such as ReLU and GELU, or with biases: a network of"
            + " an odd activation without biases is an odd function, and (z² − 1)/√2 is even.");
  }
}
