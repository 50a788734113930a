package dev.layerwise.lab.experiments;

import dev.layerwise.lab.Claim;
import dev.layerwise.lab.Judgement;
import dev.layerwise.lab.Results;
import dev.layerwise.lab.data.KnownSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether preconditioning makes the choice of settings easier. */
final class RobustnessClaims {
  private static final String SOURCE = "Concurrence App. F.2.2, asked of real inputs";

  private RobustnessClaims() {}

  static List<Claim> all() {
    List<Claim> claims = new ArrayList<>();
    for (KnownSet set : KnownSet.values()) {
      claims.add(asRobust(set, "kfac", "adam"));
      claims.add(asRobust(set, "kfac", "sgd"));
      claims.add(asRobust(set, "soap", "adam"));
    }
    return claims;
  }

  /** One optimizer's share of the grid is at least another's. */
  private static Claim asRobust(KnownSet set, String one, String other) {
    RealContender first = RealContender.named(one);
    RealContender second = RealContender.named(other);
    return new Claim(
        one + "-as-robust-as-" + other + "-" + set.label(),
        SOURCE,
        "(%s) At least as much of %s's grid is within two points of its best as of %s's."
            .formatted(set.title(), first.label(), second.label()),
        results ->
            undecided(results, set, first)
                .or(() -> undecided(results, set, second))
                .map(Judgement::undecided)
                .orElseGet(() ->
                    Judgement.atLeast(
                        share(results, set, first),
                        share(results, set, second),
                        evidence(results, set, first) + " " + evidence(results, set, second),
                        "on a grid around other defaults, or of other settings: a share is a"
                            + " share of the grid that was chosen.")));
  }

  private static double share(Results results, KnownSet set, RealContender contender) {
    return results.mean(
        Robustness.SHARE + ":" + set.label(), Robustness.WITHIN, Robustness.place(contender));
  }

  /**
   * Why nothing can be said: there is nothing, all diverged, or the best learning rate is the least
   * or the greatest, so that the best may lie outside. The second setting may have its best on an
   * edge: what does not matter is best anywhere.
   */
  private static Optional<String> undecided(Results results, KnownSet set, RealContender c) {
    Best best = best(results, set, c);
    if (best.series.isEmpty()) {
      return Optional.of("there are no results of " + c.label() + " on " + set.title());
    }
    List<Double> rates = results.xs(Robustness.panel(set, c.label()), best.series);
    return best.lr == rates.getFirst() || best.lr == rates.getLast()
        ? Optional.of(
            "the best of %s's grid is at its edge, learning rate %s".formatted(c.label(), best.lr))
        : Optional.empty();
  }

  private static String evidence(Results results, KnownSet set, RealContender contender) {
    Best best = best(results, set, contender);
    return String.format(
        Locale.ROOT,
        "%s: %.0f%% of the grid; best %.2f%% at learning rate %s, %s.",
        contender.label(),
        share(results, set, contender),
        best.accuracy,
        best.lr,
        best.series);
  }

  private static Best best(Results results, KnownSet set, RealContender contender) {
    String panel = Robustness.panel(set, contender.label());
    Best best = new Best("", Double.NaN, Double.NEGATIVE_INFINITY);
    for (String series : results.series(panel)) {
      for (double lr : results.xs(panel, series)) {
        double accuracy = results.mean(panel, series, lr);
        if (accuracy > best.accuracy) {
          best = new Best(series, lr, accuracy);
        }
      }
    }
    return best;
  }

  private record Best(String series, double lr, double accuracy) {}
}
