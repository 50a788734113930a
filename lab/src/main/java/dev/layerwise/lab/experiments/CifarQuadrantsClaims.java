package dev.layerwise.lab.experiments;

import static dev.layerwise.lab.experiments.CifarQuadrants.ACCURACY;
import static dev.layerwise.lab.experiments.CifarQuadrants.ADAM;
import static dev.layerwise.lab.experiments.CifarQuadrants.ERROR;
import static dev.layerwise.lab.experiments.CifarQuadrants.GN;
import static dev.layerwise.lab.experiments.CifarQuadrants.GN_HALF;
import static dev.layerwise.lab.experiments.HeadToHeadClaims.number;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import java.util.List;
import java.util.Locale;

/**
 * What Figure 6 of Adam-or-GN says, on medians of the test error, which is about 0.9 of saying the
 * same for all images and stays large: what is close is a difference, not a ratio.
 */
final class CifarQuadrantsClaims {
  private static final String SOURCE = "Adam-or-GN §5, Figure 6";

  /** Test errors that differ by less are not told apart: seeds differ by about as much. */
  private static final double CLOSE = 0.02;

  /** What the paper reaches with all five training batches. */
  private static final double PAPER_ACCURACY = 0.47;

  private CifarQuadrantsClaims() {}

  static List<Claim> all() {
    return List.of(
        reaches(),
        closeOrBetter("a-close-or-better", "a", CifarQuadrants.LARGE_IDENTITY),
        ahead(),
        closeOrBetter("c-close-or-better", "c", CifarQuadrants.SMALL_IDENTITY),
        tracks("c-tracks", "c", CifarQuadrants.SMALL_IDENTITY),
        tracks("d-tracks", "d", CifarQuadrants.SMALL_EIGEN));
  }

  private static double end(Results results, String quantity, String panel, String series) {
    List<Double> xs = results.xs(quantity + ":" + panel, series);
    return xs.isEmpty() ? Double.NaN : results.median(quantity + ":" + panel, series, xs.getLast());
  }

  private static String ends(Results results, String panel) {
    StringBuilder text = new StringBuilder();
    for (String series : List.of(ADAM, GN, GN_HALF)) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(series)
          .append(' ')
          .append(number(end(results, ERROR, panel, series)))
          .append(" (")
          .append(percent(end(results, ACCURACY, panel, series)))
          .append(')');
    }
    int seeds = results.seeds(ERROR + ":" + panel, ADAM).size();
    return "Test error (accuracy) at the end, %s: %s."
        .formatted(seeds == 1 ? "one seed" : "medians over %d seeds".formatted(seeds), text);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static Claim reaches() {
    return new Claim(
        "accuracy",
        "Adam-or-GN App. C.2",
        "In 400 steps with large batches in the eigenbasis the test accuracy reaches around 47 %.",
        results -> {
          double best = Double.NaN;
          for (String series : List.of(ADAM, GN, GN_HALF)) {
            double one = end(results, ACCURACY, CifarQuadrants.LARGE_EIGEN, series);
            best = best >= one ? best : one;
          }
          return Judgement.atLeast(
              best,
              PAPER_ACCURACY - CLOSE,
              ends(results, CifarQuadrants.LARGE_EIGEN)
                  + " Two of the five training batches are learned from; the bound allows 2"
                  + " points.",
              "with all five training batches.");
        });
  }

  private static Claim ahead() {
    return new Claim(
        "b-gauss-newton-ahead",
        SOURCE + "b",
        "With large batches in the eigenbasis GN⁻¹ is ahead of Adam after a tenth of the run.",
        results -> {
          String panel = ERROR + ":" + CifarQuadrants.LARGE_EIGEN;
          List<Double> xs = results.xs(panel, GN);
          if (xs.size() < 3) {
            return Judgement.undecided("this panel was not run");
          }
          double at = xs.get((xs.size() - 1) / 10);
          double adam = results.median(panel, ADAM, at);
          double gn = results.median(panel, GN, at);
          return Judgement.atMost(
              gn,
              adam,
              "Test error after %.0f steps: GN⁻¹ %s, Adam %s. %s"
                  .formatted(
                      at, number(gn), number(adam), ends(results, CifarQuadrants.LARGE_EIGEN)),
              "with other learning rates; the ones here are of a short search.");
        });
  }

  private static Claim closeOrBetter(String id, String letter, String panel) {
    return new Claim(
        id,
        SOURCE + letter,
        "In the identity basis Adam is close to or better than GN⁻¹.",
        results ->
            Judgement.atMost(
                end(results, ERROR, panel, ADAM) - end(results, ERROR, panel, GN),
                CLOSE,
                ends(results, panel) + " The measured value is Adam's error less that of GN⁻¹.",
                "with other learning rates; the ones here are of a short search."));
  }

  private static Claim tracks(String id, String letter, String panel) {
    return new Claim(
        id,
        SOURCE + letter,
        "With small batches Adam and GN⁻½ closely track one another.",
        results -> {
          String csv = ERROR + ":" + panel;
          double most = Double.NaN;
          List<Double> xs = results.xs(csv, ADAM);
          for (double x : xs) {
            if (x >= xs.getLast() / 2) {
              double apart =
                  Math.abs(results.median(csv, ADAM, x) - results.median(csv, GN_HALF, x));
              most = most >= apart ? most : apart;
            }
          }
          return Judgement.atMost(
              most,
              2 * CLOSE,
              "The two errors are at most %s apart in the second half of the run. %s"
                  .formatted(number(most), ends(results, panel)),
              "with other learning rates; the ones here are of a short search.");
        });
  }
}
