package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.Quadrants.ADAM;
import static dev.layerwise.lab.experiments.Quadrants.GN;
import static dev.layerwise.lab.experiments.Quadrants.GN_HALF;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import java.util.List;
import java.util.function.Function;

/**
 * What Figures 3, 4 and 5 of Adam-or-GN say, on medians over seeds. "Close" is read as at most a
 * fifth above, "closely track" as a factor of two: seeds differ by more.
 */
final class QuadrantsClaims {
  private static final String SOURCE = "Adam-or-GN §5, Figure ";
  private static final double HALF = 0.5;
  private static final double TENTH = 0.1;
  private static final double QUARTER_OF_RUN = 0.25;
  private static final double HALF_OF_RUN = 0.5;
  private static final double CLOSE = 1.2;
  private static final double TRACK = 2;

  private final String figure;

  private QuadrantsClaims(int figure) {
    this.figure = SOURCE + figure;
  }

  static List<Claim> teacher() {
    QuadrantsClaims of = new QuadrantsClaims(3);
    return List.of(
        of.closeOrBetter("a", Quadrants.A),
        of.aheadAt("b-gauss-newton-ahead", Quadrants.B, QUARTER_OF_RUN, GN, ADAM, 1),
        of.level("b-half-level-with-adam", Quadrants.B, QUARTER_OF_RUN),
        of.closeOrBetter("c", Quadrants.C),
        of.level("c-tracks", Quadrants.C, 1),
        of.level("d-tracks", Quadrants.D, 1));
  }

  static List<Claim> parity() {
    QuadrantsClaims of = new QuadrantsClaims(4);
    return List.of(
        of.closeOrBetter("a", Quadrants.A),
        of.aheadAt("a-adam-ahead-halfway", Quadrants.A, HALF_OF_RUN, ADAM, GN, 1.4),
        of.aheadAt("a-half-behind", Quadrants.A, 1, ADAM, GN_HALF, 10),
        of.order("b-order"),
        of.aheadAt("b-gauss-newton-ahead", Quadrants.B, QUARTER_OF_RUN, GN, ADAM, 1),
        of.aheadAt("b-half-behind", Quadrants.B, QUARTER_OF_RUN, ADAM, GN_HALF, 1),
        of.closeOrBetter("c", Quadrants.C),
        of.tracks("c-tracks", Quadrants.C),
        of.tracks("d-tracks", Quadrants.D),
        of.firstToHalf("d-gauss-newton-first"));
  }

  static List<Claim> staircase() {
    QuadrantsClaims of = new QuadrantsClaims(5);
    return List.of(
        of.closeOrBetter("a", Quadrants.A),
        of.aheadAt("a-adam-ahead-halfway", Quadrants.A, HALF_OF_RUN, ADAM, GN, 1.4),
        of.aheadAt("a-half-behind", Quadrants.A, 1, ADAM, GN_HALF, 3),
        of.order("b-order"),
        of.aheadAt("b-gauss-newton-ahead", Quadrants.B, QUARTER_OF_RUN, GN, ADAM, 1),
        of.aheadAt("b-half-behind", Quadrants.B, QUARTER_OF_RUN, ADAM, GN_HALF, 1),
        of.closeOrBetter("c", Quadrants.C),
        of.closeOrBetter("c-close-or-better-less-damped", Quadrants.C, Quadrants.GN_LESS_DAMPED),
        of.tracks("c-tracks", Quadrants.C),
        of.tracks("d-tracks", Quadrants.D),
        of.firstToHalf("d-gauss-newton-first"),
        of.closeOrBetter("paper-a", Quadrants.PAPER_A),
        of.aheadAt("paper-b-gauss-newton-ahead", Quadrants.PAPER_B, QUARTER_OF_RUN, GN, ADAM, 1));
  }

  private Claim claim(
      String id, String panel, String statement, Function<Quadrant, Judgement> test) {
    return new Claim(
        id,
        figure + letter(panel),
        statement,
        results -> {
          Quadrant quadrant = Quadrant.of(results, panel);
          return quadrant.seeds(ADAM) == 0
              ? Judgement.undecided("this panel was not run")
              : test.apply(quadrant);
        });
  }

  private static String letter(String panel) {
    return switch (panel) {
      case Quadrants.A, Quadrants.PAPER_A -> "a";
      case Quadrants.B, Quadrants.PAPER_B -> "b";
      case Quadrants.C -> "c";
      default -> "d";
    };
  }

  private static String over(Quadrant quadrant, String series) {
    return "medians over %d seeds".formatted(quadrant.seeds(series));
  }

  /** "Adam is close to or better than GN⁻¹ when the basis is incorrect." */
  private Claim closeOrBetter(String letter, String panel) {
    return closeOrBetter(letter + "-close-or-better", panel, GN);
  }

  private Claim closeOrBetter(String id, String panel, String gaussNewton) {
    return claim(
        id,
        panel,
        "In the identity basis Adam is close to or better than %s.".formatted(gaussNewton),
        quadrant ->
            Judgement.atMost(
                quadrant.end(ADAM) / quadrant.end(gaussNewton),
                CLOSE,
                "Error at the end, %s: %s."
                    .formatted(
                        over(quadrant, ADAM),
                        quadrant.each(quadrant::end, ADAM, gaussNewton, GN_HALF)),
                panel.equals(Quadrants.C)
                    ? "where a smaller α slows GN⁻¹ down; damped as it serves it best it is ahead,"
                        + " for small batches favour what is nearer to gradient descent."
                    : "halfway through the run."));
  }

  private Claim aheadAt(
      String id, String panel, double part, String first, String second, double factor) {
    String when =
        part == 1 ? "at the end" : part == HALF_OF_RUN ? "halfway" : "after a quarter of the run";
    return claim(
        id,
        panel,
        "With large batches in the %s %s is ahead of %s %s%s."
            .formatted(
                letter(panel).equals("a") ? "identity basis" : "eigenbasis",
                first,
                second,
                when,
                factor > 1 ? ", %s times".formatted(trimmed(factor)) : ""),
        quadrant ->
            Judgement.atLeast(
                quadrant.error(second, part) / quadrant.error(first, part),
                factor,
                "Error %s, %s: %s."
                    .formatted(
                        when,
                        over(quadrant, first),
                        quadrant.each(series -> quadrant.error(series, part), first, second)),
                "at other steps of the run."));
  }

  private static String trimmed(double factor) {
    return factor == Math.rint(factor) ? "%.0f".formatted(factor) : String.valueOf(factor);
  }

  private Claim level(String id, String panel, double part) {
    String when = part == 1 ? "at the end" : "after a quarter of the run";
    return claim(
        id,
        panel,
        panel.equals(Quadrants.B)
            ? "With large batches in the eigenbasis Adam and GN⁻½ are level %s.".formatted(when)
            : "With small batches Adam and GN⁻½ closely track one another.",
        quadrant -> {
          double ratio = quadrant.error(ADAM, part) / quadrant.error(GN_HALF, part);
          return Judgement.atMost(
              Math.max(ratio, 1 / ratio),
              TRACK,
              "Error %s, %s: %s."
                  .formatted(
                      when,
                      over(quadrant, ADAM),
                      quadrant.each(s -> quadrant.error(s, part), ADAM, GN_HALF, GN)),
              "within the spread of the seeds.");
        });
  }

  private Claim order(String id) {
    return claim(
        id,
        Quadrants.B,
        "With large batches in the eigenbasis GN⁻¹ is at a tenth of the first error no later than"
            + " Adam, and Adam before GN⁻½.",
        quadrant -> {
          double gn = quadrant.steps(GN, TENTH);
          double adam = quadrant.steps(ADAM, TENTH);
          double half = quadrant.steps(GN_HALF, TENTH);
          return Judgement.atMost(
              Math.max(gn / adam, adam < half ? 0 : Double.POSITIVE_INFINITY),
              1,
              "Steps, %s: %s."
                  .formatted(over(quadrant, GN), quadrant.eachSteps(TENTH, GN, ADAM, GN_HALF)),
              "at other levels.");
        });
  }

  /** "Adam and GN⁻½ closely track one another at small batch sizes, regardless of the basis." */
  private Claim tracks(String id, String panel) {
    return claim(
        id,
        panel,
        "With small batches Adam and GN⁻½ closely track one another.",
        quadrant -> {
          double ratio = quadrant.steps(ADAM, HALF) / quadrant.steps(GN_HALF, HALF);
          return Judgement.atMost(
              Math.max(ratio, 1 / ratio),
              TRACK,
              "Steps to half of the first error, %s: %s."
                  .formatted(over(quadrant, ADAM), quadrant.eachSteps(HALF, ADAM, GN_HALF, GN)),
              "within the spread of the seeds.");
        });
  }

  private Claim firstToHalf(String id) {
    return claim(
        id,
        Quadrants.D,
        "With small batches in the eigenbasis GN⁻¹ is no slower than Adam.",
        quadrant ->
            Judgement.atMost(
                quadrant.steps(GN, HALF) / quadrant.steps(ADAM, HALF),
                1,
                "Steps to half of the first error, %s: %s."
                    .formatted(over(quadrant, GN), quadrant.eachSteps(HALF, GN, ADAM, GN_HALF)),
                "at other damping."));
  }
}
