package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.ExperimentInfo;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Scale;
import dev.layerwise.lab.sweep.Heading;
import dev.layerwise.lab.sweep.Panel;
import dev.layerwise.lab.sweep.Problem;
import dev.layerwise.lab.sweep.Seeds;
import dev.layerwise.lab.sweep.SweepExperiment;
import dev.layerwise.lab.sweep.Trainings;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam-or-GN Figure 9: Adam with the power −1 against −½ on sparse parity, in the four quadrants of
 * Figure 4. With −1 the learning rate is a hundredth and α about 1e-5.
 */
final class AdamPowers {
  static final String MINUS_ONE = "Adam, p = −1";
  static final String MINUS_HALF = "Adam, p = −½";
  private static final String SOURCE = "Adam-or-GN App. C.2, Figure 9";
  private static final int PAPER_SEEDS = 10;
  private static final int QUICK_SEEDS = 2;
  private static final double HALF = 0.5;

  /** Comparable: within this factor in steps. */
  private static final double COMPARABLE = 2;

  private AdamPowers() {}

  static SweepExperiment figure9() {
    ExperimentInfo info =
        new ExperimentInfo(
            "adamgn-fig9",
            "Adam-or-GN",
            "Figure 9",
            "Adam with the power −1",
            "Whether Adam can have Gauss-Newton's power: it can, with a hundredth of the learning"
                + " rate and a damping, and breaks down more easily.",
            25,
            110);
    return new SweepExperiment(
        info,
        scale ->
            new Trainings(
                info.id(),
                Heading.of(info),
                scale,
                Seeds.first(scale == Scale.PAPER ? PAPER_SEEDS : QUICK_SEEDS),
                panels(),
                Quadrants.grid("Figure 9: Adam's power on parity", panels())),
        claims());
  }

  private static List<Panel> panels() {
    return List.of(
        panel(
            Quadrants.A,
            Quadrants.LARGE,
            300,
            half("0.03", "1e-12", "eighths"),
            one("1.111e-4", "0.99", "constant")),
        panel(
            Quadrants.B,
            Quadrants.LARGE,
            300,
            half("0.03", "1e-8", "eighths"),
            one("2.222e-4", "0.95", "eighths")),
        panel(
            Quadrants.C,
            "32",
            3000,
            half("0.01", "1e-12", "constant"),
            one("1e-3", "0.95", "constant")),
        panel(
            Quadrants.D,
            "32",
            2000,
            half("0.01", "1e-12", "constant"),
            one("3e-4", "0.95", "constant")));
  }

  private static Panel panel(
      String name, String batch, long steps, Quadrants.Chosen half, Quadrants.Chosen one) {
    Problem parity = Quadrants.parityProblem();
    return Quadrants.panel(name, parity, batch, steps, half, one);
  }

  private static Quadrants.Chosen half(String lr, String alpha, String schedule) {
    return Quadrants.adam("adam-half", MINUS_HALF, "-0.5", lr, alpha, "0.95", schedule);
  }

  private static Quadrants.Chosen one(String lr, String beta2, String schedule) {
    return Quadrants.adam("adam-1", MINUS_ONE, "-1", lr, "1e-5", beta2, schedule);
  }

  private static List<Claim> claims() {
    List<Claim> claims = new ArrayList<>();
    claims.add(comparable("a", Quadrants.A, "large batches in the identity basis"));
    claims.add(comparable("b", Quadrants.B, "large batches in the eigenbasis"));
    claims.add(comparable("c", Quadrants.C, "small batches in the identity basis"));
    claims.add(comparable("d", Quadrants.D, "small batches in the eigenbasis"));
    claims.add(
        new Claim(
            "every-seed-learns",
            SOURCE,
            "Adam with p = −1 learns on as many seeds as with −½, over the four quadrants.",
            results -> {
              int one = 0;
              int half = 0;
              int seeds = 0;
              for (String name : List.of(Quadrants.A, Quadrants.B, Quadrants.C, Quadrants.D)) {
                Quadrant quadrant = Quadrant.of(results, name);
                one += quadrant.learned(MINUS_ONE, HALF);
                half += quadrant.learned(MINUS_HALF, HALF);
                seeds += quadrant.seeds(MINUS_ONE);
              }
              return seeds == 0
                  ? Judgement.undecided("nothing was run")
                  : Judgement.atLeast(
                      one,
                      half,
                      "Of %d runs, %d halve their first error with −1 and %d with −½."
                          .formatted(seeds, one, half),
                      "without the small batches in the identity basis.");
            }));
    return claims;
  }

  private static Claim comparable(String letter, String panel, String where) {
    return new Claim(
        letter + "-comparable",
        SOURCE + letter,
        "With %s p = −1 is comparable to −½: no slower than by a factor of two.".formatted(where),
        results -> {
          Quadrant quadrant = Quadrant.of(results, panel);
          return quadrant.seeds(MINUS_ONE) == 0
              ? Judgement.undecided("this panel was not run")
              : Judgement.atMost(
                  quadrant.steps(MINUS_ONE, HALF) / quadrant.steps(MINUS_HALF, HALF),
                  COMPARABLE,
                  "Steps to half of the first error, medians over %d seeds: %s; error at the end: %s."
                      .formatted(
                          quadrant.seeds(MINUS_ONE),
                          quadrant.eachSteps(HALF, MINUS_ONE, MINUS_HALF),
                          quadrant.each(quadrant::end, MINUS_ONE, MINUS_HALF)),
                  "in the other quadrants: here the learning rate found by the search on one seed"
                      + " does not carry over to others.");
        });
  }
}
